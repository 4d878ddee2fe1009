package dev.pulley.server.snapshot;

import dev.pulley.policies.evidence.MetricSums;
import dev.pulley.policies.inference.Guardrail;
import dev.pulley.server.task.GuardrailDefinition;
import dev.pulley.server.task.MetricKind;
import dev.pulley.server.task.VariantIdentity;
import dev.pulley.server.task.VariantIdentity.Pardon;
import dev.pulley.server.task.VariantStatus;

/**
 * One guardrail on one variant, at the version that it has now: a new payload has to prove itself.
 *
 * @param known all values so far
 * @param verdict what those say that are not forgiven
 * @param isOver whether that is sure enough to trip the variant
 */
public record GuardrailView(
        GuardrailDefinition definition,
        String variant,
        VariantStatus status,
        int position,
        MetricSums known,
        Guardrail verdict,
        boolean isOver) {

    static GuardrailView of(GuardrailDefinition guardrail, int position, VariantIdentity identity, MetricSums known) {
        MetricSums held = notForgiven(known, position, identity);
        Guardrail verdict = Guardrail.of(guardrail.model(), possible(guardrail, held), guardrail.limit());
        boolean isOver = held.count() > 0 && verdict.probabilityOver() >= guardrail.tripProbability();
        return new GuardrailView(guardrail, identity.name(), identity.status(), position, known, verdict, isOver);
    }

    /** What came after the variant was put back. */
    private static MetricSums notForgiven(MetricSums known, int position, VariantIdentity identity) {
        Pardon pardon = identity.pardon();
        MetricSums forgiven = pardon == null || pardon.version() != identity.version()
                ? null
                : pardon.known().get(position);
        if (forgiven == null) {
            return known;
        }
        double count = known.count() - forgiven.count();
        return count > 0
                ? new MetricSums(count, known.sum() - forgiven.sum(), known.squares() - forgiven.squares())
                : new MetricSums(0, 0, 0);
    }

    /** Sums as values can have them: a difference may be beyond that, where old values were corrected since. */
    private static MetricSums possible(GuardrailDefinition guardrail, MetricSums sums) {
        double count = sums.count();
        double sum = switch (guardrail.kind()) {
            case MetricKind.Binary() -> Math.clamp(sums.sum(), 0, count);
            case MetricKind.Range(double min, double max) -> Math.clamp(sums.sum(), min * count, max * count);
            case MetricKind.Real() -> sums.sum();
        };
        return new MetricSums(count, sum, Math.max(0, sums.squares()));
    }
}
