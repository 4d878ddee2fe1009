package dev.pulley.server.stats;

import dev.pulley.server.snapshot.Snapshot;
import dev.pulley.server.snapshot.TaskView;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The stats of the tasks that somebody watches, reckoned once for all who watch the same one, and at most twice in the time
 * in which each of them is told once. Nothing is kept of a task that nobody watches. Thread-safe.
 */
public final class StatsFeed {
    /** What was learned is told at most so often: a report is seen within a second, also right after another was told. */
    public static final Duration INTERVAL = Duration.ofMillis(500);

    private final Supplier<Snapshot> snapshot;
    private final LongSupplier nanoTime;
    private final Map<Name, Watched> watched = new ConcurrentHashMap<>();

    public StatsFeed(Supplier<Snapshot> snapshot, LongSupplier nanoTime) {
        this.snapshot = snapshot;
        this.nanoTime = nanoTime;
    }

    private record Name(int tenant, String task) {}

    private record Reckoned(TaskView view, TaskStats stats, long atNanos) {}

    /** A task that somebody watches. */
    private static final class Watched {
        /** Guarded by the map's own lock on this entry. */
        private int watchers;

        private @Nullable Reckoned newest;
    }

    /** One who watches a task, and what was told so far. Not thread-safe; must be closed. */
    public final class Watch implements AutoCloseable {
        private final Name name;
        private final Watched shared;
        private @Nullable TaskView told;
        private long toldAtNanos;

        private Watch(Name name, Watched shared) {
            this.name = name;
            this.shared = shared;
        }

        /** Whether there is news to tell now: a change of the task at once, what was learned when it is time for it. */
        @SuppressWarnings("ReferenceEquality") // a view stays the same for as long as nothing of its task changes
        public boolean isDue() {
            TaskView before = told;
            Optional<TaskView> now = snapshot.get().task(name.tenant(), name.task());
            if (before == null || now.isEmpty()) {
                return now.isPresent();
            }
            return now.get() != before
                    && (isChanged(before, now.get()) || nanoTime.getAsLong() - toldAtNanos >= INTERVAL.toNanos());
        }

        /** The stats as they are; nothing, where the task is not there any more. Takes some milliseconds. */
        public Optional<TaskStats> next() {
            Optional<Reckoned> now = newest(name, shared);
            now.ifPresent(reckoned -> {
                told = reckoned.view();
                toldAtNanos = nanoTime.getAsLong();
            });
            return now.map(Reckoned::stats);
        }

        @Override
        public void close() {
            watched.computeIfPresent(name, (key, entry) -> --entry.watchers == 0 ? null : entry);
        }
    }

    public Watch watch(int tenant, String task) {
        Name name = new Name(tenant, task);
        Watched shared = watched.compute(name, (key, entry) -> {
            Watched kept = entry == null ? new Watched() : entry;
            kept.watchers++;
            return kept;
        });
        return new Watch(name, shared);
    }

    private Optional<Reckoned> newest(Name name, Watched shared) {
        synchronized (shared) {
            Snapshot now = snapshot.get();
            return now.task(name.tenant(), name.task()).map(view -> {
                Reckoned before = shared.newest;
                if (before != null && isGoodEnough(before, view)) {
                    return before;
                }
                Reckoned fresh =
                        new Reckoned(view, new Statistician(view).stats(now.asOfMillis()), nanoTime.getAsLong());
                shared.newest = fresh;
                return fresh;
            });
        }
    }

    @SuppressWarnings("ReferenceEquality") // as above
    private boolean isGoodEnough(Reckoned before, TaskView view) {
        return before.view() == view
                || (!isChanged(before.view(), view)
                        && nanoTime.getAsLong() - before.atNanos() < INTERVAL.toNanos() / 2);
    }

    private static boolean isChanged(TaskView before, TaskView now) {
        return before.task().revision() != now.task().revision();
    }
}
