package dev.pulley.server.snapshot;

import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.server.event.Position;
import dev.pulley.server.ledger.BucketKey;
import dev.pulley.server.ledger.BucketRead;
import dev.pulley.server.ledger.PartitionChanges;
import dev.pulley.server.ledger.PartitionChanges.Counters;
import dev.pulley.server.ledger.PartitionChanges.TaskKey;
import dev.pulley.server.task.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one partition's views are made from, and these. A task of which something can't be read, or whose view can't be made, keeps
 * its last view, says so in it, and holds up no other. For one thread.
 */
final class Material {
    private static final Logger LOG = LoggerFactory.getLogger(Material.class);

    /** What can't be read or shown is tried again so often, and no more buckets at a time than this. */
    private static final long AGAIN_MILLIS = 1_000;

    private static final int AGAIN_MAX = 100;

    private final Map<TaskKey, Task> tasks = new HashMap<>();
    private final Map<TaskKey, Evidence> evidence = new HashMap<>();
    private final Map<TaskKey, Counters> counters = new HashMap<>();
    private final Map<TaskKey, TaskMemo> memos = new HashMap<>();
    private final Map<TaskKey, TaskView> views = new HashMap<>();
    /** Of each task, what can't be read, and why. */
    private final Map<TaskKey, SortedMap<BucketKey, String>> unreadable = new HashMap<>();
    /** Tasks of which it was told that they are held. */
    private final Set<TaskKey> held = new HashSet<>();
    /** What was taken and is not published yet. */
    private final Set<TaskKey> changed = new HashSet<>();
    /** Others, of which only decisions were counted: nothing is learned from these, so they can wait. In their order. */
    private final Set<TaskKey> counted = new LinkedHashSet<>();
    /** Of those that time alone changes. */
    private final Reminders<TaskKey> fading = new Reminders<>();

    private final List<TaskView> breached = new ArrayList<>();
    private final long sinceMillis;
    private long changes;
    private long readAgainAtMillis;
    private Map<String, Position> fences = Map.of();
    private boolean isCaughtUp;

    Material(long sinceMillis) {
        this.sinceMillis = sinceMillis;
    }

    /** Since when this is read; nothing of it is published before it is as new as what was published before. */
    long sinceMillis() {
        return sinceMillis;
    }

    /** The count of changes that this covers. */
    long changes() {
        return changes;
    }

    Map<String, Position> fences() {
        return fences;
    }

    /** Whether it was as new as what was published before. */
    boolean isCaughtUp() {
        return isCaughtUp;
    }

    void catchUp() {
        isCaughtUp = true;
    }

    boolean hasChanged() {
        return !changed.isEmpty();
    }

    /** Whether decisions were counted that no view shows yet, and that may be shown. */
    boolean hasCounted() {
        return isCaughtUp && !counted.isEmpty();
    }

    /** The views made since this was last asked for in which a guardrail wants a variant out. */
    List<TaskView> takeBreached() {
        List<TaskView> taken = List.copyOf(breached);
        breached.clear();
        return taken;
    }

    void countWithoutTrace(long count, Map<String, Position> fencesNow) {
        changes = count;
        fences = fencesNow;
    }

    void take(PartitionChanges taken) {
        for (Task task : taken.tasks()) {
            TaskKey key = new TaskKey(task.tenant(), task.id());
            tasks.put(key, task);
            changed.add(key);
        }
        taken.buckets().forEach(this::readable);
        taken.unreadable().forEach(this::unreadable);
        taken.counters().forEach((key, counted) -> {
            counters.put(key, counted);
            changed.add(key);
        });
        changes = taken.upTo();
        fences = taken.fences();
    }

    void take(BucketKey bucket, BucketRead read) {
        switch (read) {
            case BucketRead.Known(BucketEvidence sums) -> readable(bucket, sums);
            case BucketRead.Unreadable(String why) -> unreadable(bucket, why);
        }
    }

    private void readable(BucketKey bucket, BucketEvidence sums) {
        TaskKey key = new TaskKey(bucket.tenant(), bucket.task());
        Evidence before = evidence.getOrDefault(key, Evidence.NONE);
        BucketEvidence known = before.buckets().getOrDefault(bucket.bucket(), BucketEvidence.NONE);
        evidence.put(key, before.with(bucket.bucket(), sums));
        if (!unreadable.containsKey(key) && known.hasSameReports(sums)) {
            counted.add(key);
            return;
        }
        unreadable.computeIfPresent(key, (same, buckets) -> {
            buckets.remove(bucket);
            return buckets.isEmpty() ? null : buckets;
        });
        changed.add(key);
    }

    private void unreadable(BucketKey bucket, String why) {
        TaskKey key = new TaskKey(bucket.tenant(), bucket.task());
        String before = unreadable
                .computeIfAbsent(key, any -> new TreeMap<>(BucketKey.ORDER))
                .put(bucket, "the sums of bucket " + bucket.index() + " can't be read: " + why);
        if (before == null) {
            changed.add(key);
        }
    }

    /** Buckets that could not be read: whoever mends them leaves no trace among the changes. */
    List<BucketKey> toReadAgain(long nowMillis) {
        if (unreadable.isEmpty() || nowMillis < readAgainAtMillis) {
            return List.of();
        }
        readAgainAtMillis = nowMillis + AGAIN_MILLIS;
        return unreadable.values().stream()
                .flatMap(buckets -> buckets.keySet().stream())
                .limit(AGAIN_MAX)
                .toList();
    }

    void fade(long nowMillis) {
        for (TaskKey key : fading.take(nowMillis)) {
            long staleAtMillis = Objects.requireNonNull(views.get(key)).staleAtMillis();
            if (staleAtMillis <= nowMillis) {
                changed.add(key);
            } else {
                fading.remind(key, staleAtMillis);
            }
        }
    }

    /**
     * Makes those views anew that something has changed of, which it returns.
     *
     * @param shown what is answered from until now, which may be remembered from before this was read
     * @param snapshot of all partitions, where earlier tasks are looked up that others take over from
     */
    Map<TaskKey, TaskView> makeViews(Map<TaskKey, TaskView> shown, Snapshot snapshot, long asOf) {
        Map<TaskKey, TaskView> made = new HashMap<>();
        for (TaskKey key : changed) {
            makeView(key, shown, snapshot, asOf, made);
        }
        counted.removeAll(changed);
        changed.clear();
        return made;
    }

    /** The same of those of which only decisions were counted, as long as there is time. */
    Map<TaskKey, TaskView> makeCounted(Map<TaskKey, TaskView> shown, Snapshot snapshot, long asOf, Allowance time) {
        Map<TaskKey, TaskView> made = new HashMap<>();
        Iterator<TaskKey> waiting = counted.iterator();
        time.spendOn(() -> {
            if (!waiting.hasNext()) {
                return false;
            }
            makeView(waiting.next(), shown, snapshot, asOf, made);
            waiting.remove();
            return true;
        });
        return made;
    }

    private void makeView(
            TaskKey key, Map<TaskKey, TaskView> shown, Snapshot snapshot, long asOf, Map<TaskKey, TaskView> made) {
        Task task = tasks.get(key);
        if (task != null) {
            makeView(key, task, views.getOrDefault(key, shown.get(key)), snapshot, asOf);
        }
        TaskView view = views.get(key);
        if (view != null) {
            made.put(key, view);
        }
    }

    private void makeView(TaskKey key, Task task, @Nullable TaskView before, Snapshot snapshot, long asOf) {
        String why = whyUnreadable(key);
        if (why != null && before != null && before.task().revision() == task.revision()) {
            tell(key, task, why, null);
            show(key, before.held(why, asOf, Long.MAX_VALUE));
            return;
        }
        try {
            TaskView view = TaskViewFactory.view(
                    task,
                    evidence.getOrDefault(key, Evidence.NONE),
                    counters.getOrDefault(key, Counters.NONE),
                    memos.computeIfAbsent(key, any -> new TaskMemo()),
                    name -> snapshot.task(task.tenant(), name),
                    asOf);
            if (why != null) {
                // What an experimenter changes counts at once; what is known is what could be read last.
                tell(key, task, why, null);
                show(key, view.held(why, asOf, Long.MAX_VALUE));
                return;
            }
            if (held.remove(key)) {
                LOG.info("{} can be shown anew again", task);
            }
            warn(before, view);
            show(key, view);
            if (!view.breaches().isEmpty()) {
                breached.add(view);
            }
        } catch (RuntimeException e) {
            String cause = "its view can't be made: " + e.getMessage();
            Optional<TaskView> known = lastKnown(task, before, counters.getOrDefault(key, Counters.NONE), asOf, e);
            tell(key, task, cause, e);
            known.ifPresent(view -> show(key, view.held(cause, asOf, asOf + AGAIN_MILLIS)));
        }
    }

    /** What an experimenter changes counts at once, and a task that is new is there, though what it learned can't be shown. */
    private static Optional<TaskView> lastKnown(
            Task task, @Nullable TaskView before, Counters counted, long asOf, RuntimeException failure) {
        if (before != null && before.task().revision() == task.revision()) {
            return Optional.of(before);
        }
        try {
            Evidence shown = before == null ? Evidence.NONE : before.evidence();
            return Optional.of(TaskViewFactory.view(task, shown, counted, asOf));
        } catch (RuntimeException again) {
            failure.addSuppressed(again);
            return Optional.ofNullable(before);
        }
    }

    private @Nullable String whyUnreadable(TaskKey key) {
        SortedMap<BucketKey, String> buckets = unreadable.get(key);
        return buckets == null ? null : buckets.firstEntry().getValue();
    }

    private void tell(TaskKey key, Task task, String why, @Nullable RuntimeException failure) {
        if (held.add(key)) {
            LOG.warn("{} is held as it was last seen: {}", task, why, failure);
        }
    }

    private void show(TaskKey key, TaskView view) {
        views.put(key, view);
        fading.remind(key, view.staleAtMillis());
    }

    private static void warn(@Nullable TaskView before, TaskView view) {
        for (ProxyView proxy : view.proxies()) {
            boolean isNew = before == null
                    || before.proxies().stream()
                            .noneMatch(known -> known.isAlarming()
                                    && known.definition()
                                            .metric()
                                            .equals(proxy.definition().metric()));
            if (proxy.isAlarming() && isNew) {
                LOG.warn(
                        "{}: what '{}' says of the outcome has changed; it does not count any more",
                        view.task(),
                        proxy.definition().metric());
            }
        }
    }
}
