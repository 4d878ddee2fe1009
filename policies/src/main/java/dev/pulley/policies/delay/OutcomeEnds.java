package dev.pulley.policies.delay;

import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantSummary;

/**
 * What the ends of an outcome's range are in its own units: a success is all the way at the better one, and what stays absent
 * where absence means failure is at the worse one.
 */
public record OutcomeEnds(double worse, double better) {
    public OutcomeEnds {
        if (!(worse != better && Double.isFinite(better - worse))) {
            throw new IllegalArgumentException("worse and better must be finite and apart: " + worse + ", " + better);
        }
    }

    /** The ends of a binary outcome or a range. */
    public static OutcomeEnds of(OutcomeModel model) {
        boolean isGreater = model.goal() == Goal.MAXIMIZE;
        return switch (model) {
            case OutcomeModel.Binary binary -> isGreater ? new OutcomeEnds(0, 1) : new OutcomeEnds(1, 0);
            case OutcomeModel.Range range ->
                isGreater ? new OutcomeEnds(range.min(), range.max()) : new OutcomeEnds(range.max(), range.min());
            case OutcomeModel.Numeric numeric ->
                throw new IllegalArgumentException("model must have a worse end for what is absent: " + numeric);
        };
    }

    /** Successes and failures, as {@link DelayedOutcomes} has them, as outcomes. */
    public VariantSummary inUnits(VariantSummary parts) {
        double successes = parts.sum();
        double failures = parts.outcomes() - successes;
        return new VariantSummary(
                parts.decisions(),
                parts.outcomes(),
                better * successes + worse * failures,
                better * better * successes + worse * worse * failures);
    }
}
