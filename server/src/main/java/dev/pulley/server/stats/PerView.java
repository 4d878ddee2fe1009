package dev.pulley.server.stats;

import dev.pulley.server.snapshot.TaskView;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is made of each task's view, made again only when something of the task changed, so that a look at thousands of tasks costs
 * what changed since the last one. Thread-safe.
 */
final class PerView<T> {
    /** When there are so many, all are forgotten. */
    private static final int KEPT_MAX = 50_000;

    /** How it is made, of a view at a time. */
    interface Maker<T> {
        T make(TaskView view, long asOfMillis);
    }

    private record Name(int tenant, String task) {}

    /** @param view is not kept alive by what is remembered of it */
    private record Kept<T>(WeakReference<TaskView> view, T made) {}

    private final Maker<T> maker;
    private final Map<Name, Kept<T>> kept = new ConcurrentHashMap<>();

    PerView(Maker<T> maker) {
        this.maker = maker;
    }

    @SuppressWarnings("ReferenceEquality") // a view stays the same for as long as nothing of its task changes
    T of(TaskView view, long asOfMillis) {
        Name name = new Name(view.task().tenant(), view.task().name());
        Kept<T> before = kept.get(name);
        if (before != null && before.view().get() == view) {
            return before.made();
        }
        T made = maker.make(view, asOfMillis);
        if (kept.size() >= KEPT_MAX) {
            kept.clear();
        }
        kept.put(name, new Kept<>(new WeakReference<>(view), made));
        return made;
    }
}
