package dev.pulley.policies.posterior;

import dev.pulley.policies.delay.DelayedOutcomes;
import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantSummary;
import java.util.List;

/** From a task's sums to what is believed of its variants: the one way there, for the server and for the laboratory. */
public final class Learner {
    private Learner() {}

    /** Where an outcome that is absent is not known: what is reported is all there is. */
    public static Learned learn(OutcomeModel model, List<VariantSummary> variants) {
        return new Learned(Posterior.of(model, variants), variants);
    }

    /**
     * Where an outcome that stays absent counts as the worse end of what it can be.
     *
     * @param model a binary outcome or a range; its better end is a success
     */
    public static Learned learn(OutcomeModel model, DelayedOutcomes delayed) {
        List<VariantSummary> variants = delayed.summaries().stream()
                .map(summary -> inUnitsOf(model, summary))
                .toList();
        return learn(model, variants);
    }

    private static VariantSummary inUnitsOf(OutcomeModel model, VariantSummary summary) {
        double min = 0;
        double max = 1;
        switch (model) {
            case OutcomeModel.Binary binary -> {}
            case OutcomeModel.Range range -> {
                min = range.min();
                max = range.max();
            }
            case OutcomeModel.Numeric numeric ->
                throw new IllegalArgumentException("model must have a worse end for what is absent: " + numeric);
        }
        double worse = model.goal() == Goal.MAXIMIZE ? min : max;
        double better = model.goal() == Goal.MAXIMIZE ? max : min;
        double successes = summary.sum();
        double failures = summary.outcomes() - successes;
        return new VariantSummary(
                summary.decisions(),
                summary.outcomes(),
                better * successes + worse * failures,
                better * better * successes + worse * worse * failures);
    }
}
