package dev.pulley.server.stats;

import dev.pulley.server.snapshot.TaskView;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tasks' stats in short, reckoned again only when something of the task changed, so that a list of thousands of tasks costs
 * what changed since it was last asked for. Thread-safe.
 */
final class Summaries {
    /** When there are so many, all are forgotten. */
    private static final int KEPT_MAX = 50_000;

    private record Name(int tenant, String task) {}

    /** @param view is not kept alive by what is remembered of it */
    private record Kept(WeakReference<TaskView> view, TaskSummary summary) {}

    private final Map<Name, Kept> kept = new ConcurrentHashMap<>();

    @SuppressWarnings("ReferenceEquality") // a view stays the same for as long as nothing of its task changes
    TaskSummary of(TaskView view, long asOfMillis) {
        Name name = new Name(view.task().tenant(), view.task().name());
        Kept before = kept.get(name);
        if (before != null && before.view().get() == view) {
            return before.summary();
        }
        TaskSummary summary = TaskSummary.of(view, asOfMillis);
        if (kept.size() >= KEPT_MAX) {
            kept.clear();
        }
        kept.put(name, new Kept(new WeakReference<>(view), summary));
        return summary;
    }
}
