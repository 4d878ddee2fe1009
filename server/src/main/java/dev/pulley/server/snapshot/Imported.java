package dev.pulley.server.snapshot;

import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.shaping.Observed;
import dev.pulley.policies.shaping.Signals;
import dev.pulley.server.task.Metric;
import dev.pulley.server.task.Task;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an earlier task gives to the prior of another: the sums of all its variants and their versions, faded as they are there.
 *
 * @param task as it was when this was made
 * @param outcomes the decisions and outcomes of each version
 * @param signals the same with its proxies; null where none shapes, or what one of them says has changed
 */
record Imported(
        Task task, List<VariantSummary> outcomes, @Nullable Signals signals) {
    Imported {
        outcomes = List.copyOf(outcomes);
    }

    /** Takes as long as it takes to learn from all of the earlier task's evidence. */
    static Imported of(TaskView earlier, long nowMillis) {
        if (earlier.beliefs().versions().size() > Priors.VARIANTS_MAX) {
            return new Imported(earlier.task(), List.of(), null);
        }
        TaskLearning learning = new TaskLearning(
                earlier.task(), earlier.evidence(), earlier.beliefs().versions(), List.of(), new TaskMemo(), nowMillis);
        boolean isAlarming = learning.proxies().stream().anyMatch(ProxyView::isAlarming);
        return new Imported(earlier.task(), learning.learned().variants(), isAlarming ? null : learning.signals());
    }

    /** Whether the proxies at these positions of a task are in the signals what they are there. */
    boolean hasProxiesOf(Task other, Set<Integer> positions) {
        return signals != null
                && positions.stream()
                        .allMatch(position -> at(task, position)
                                .map(own -> at(other, position)
                                        .filter(theirs -> theirs.name().equals(own.name())
                                                && theirs.kind().equals(own.kind()))
                                        .isPresent())
                                .orElse(true));
    }

    private static Optional<Metric> at(Task task, int position) {
        return task.metrics().stream()
                .filter(metric -> metric.position() == position)
                .findFirst();
    }

    /** For a task whose proxies at these positions shape: with what proxies say where they are the same, else outcomes alone. */
    Signals signalsFor(Task other, Set<Integer> positions) {
        Signals own = signals;
        return own != null && hasProxiesOf(other, positions)
                ? own
                : new Signals(
                        outcomes.stream()
                                .map(summary -> Observed.of(summary, new TreeMap<>()))
                                .toList(),
                        new TreeMap<>());
    }
}
