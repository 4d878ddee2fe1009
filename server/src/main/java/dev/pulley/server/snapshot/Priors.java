package dev.pulley.server.snapshot;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a task takes over from earlier ones, which may go on themselves. They are looked at again once a minute, whatever becomes of
 * them, so that a busy one does not have another made anew with each of its rewards. For one thread.
 */
final class Priors {
    private static final long AGAIN_MILLIS = 60_000;
    /** One that is not there, or has no evidence, is likely to be read in a moment. */
    private static final long MISSING_AGAIN_MILLIS = 1_000;

    /** Of all earlier tasks together; a task that would bring more is left out. */
    static final int VARIANTS_MAX = 500;

    /** @param view is not kept alive by what was made of it */
    private record Kept(WeakReference<TaskView> view, Imported imported, long lookedAtMillis) {}

    private Map<String, Kept> kept = Map.of();
    private long staleAtMillis = Long.MAX_VALUE;

    /** @param find the task of a name, as it is shown */
    List<Imported> of(List<String> tasks, Function<String, Optional<TaskView>> find, long nowMillis) {
        Map<String, Kept> looked = new HashMap<>();
        List<Imported> result = new ArrayList<>();
        staleAtMillis = tasks.isEmpty() ? Long.MAX_VALUE : nowMillis + AGAIN_MILLIS;
        int variants = 0;
        for (String task : tasks) {
            Optional<Kept> found = Optional.ofNullable(kept.get(task))
                    .filter(before -> nowMillis - before.lookedAtMillis < AGAIN_MILLIS)
                    .or(() -> find.apply(task)
                            .filter(TaskView::hasEvidence)
                            .map(view -> look(kept.get(task), view, nowMillis)));
            if (found.isEmpty()) {
                staleAtMillis = nowMillis + MISSING_AGAIN_MILLIS;
                continue;
            }
            looked.put(task, found.get());
            Imported imported = found.get().imported;
            if (variants + imported.outcomes().size() <= VARIANTS_MAX) {
                variants += imported.outcomes().size();
                result.add(imported);
            }
        }
        kept = looked;
        return List.copyOf(result);
    }

    @SuppressWarnings("ReferenceEquality") // a view stays the same for as long as nothing of its task changes
    private static Kept look(@Nullable Kept before, TaskView view, long nowMillis) {
        Imported imported =
                before != null && before.view.get() == view ? before.imported : Imported.of(view, nowMillis);
        return new Kept(new WeakReference<>(view), imported, nowMillis);
    }

    /** When they are to be looked at again, at the latest. */
    long staleAtMillis() {
        return staleAtMillis;
    }
}
