package dev.pulley.policies.inference;

import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantSummary;

/**
 * The interval of a variant's mean outcome that holds at all times at once, however traffic is steered: all means that
 * its own outcomes do not speak against with 1 / error or more (see {@link MeanMartingale}).
 *
 * <p>It is promised for outcomes that are all in, so of decisions whose window is over, or where an absent outcome is
 * simply missing. Without outcomes it is the whole range, which has no ends for a number.
 */
public final class ConfidenceSequence {
    /** The probability with which one of them ever misses the truth, as shown. */
    public static final double ERROR = 0.05;

    /**
     * The worth of the mixed prior. The interval is narrowest, against one for a single look, at about nine times as many
     * outcomes; 500 keeps it below 1.75 times that from 1,000 to 100,000.
     */
    static final double PRIOR_OUTCOMES = 500;

    private ConfidenceSequence() {}

    /** The interval at 95%, in the outcome's units. */
    public static AnytimeInterval of(OutcomeModel model, VariantSummary closed) {
        return of(model, closed, ERROR);
    }

    /**
     * The interval at a given error, in the outcome's units.
     *
     * @param closed the decisions whose outcomes are all in
     * @param error the probability with which the interval may ever miss the truth
     */
    public static AnytimeInterval of(OutcomeModel model, VariantSummary closed, double error) {
        if (!(error > 0 && error < 1)) {
            throw new IllegalArgumentException("error must be between 0 and 1: " + error);
        }
        MeanMartingale.Bounds gains = bounds(model, closed, -Math.log(error));
        MeanMartingale.Bounds bounds = model.goal() == Goal.MAXIMIZE ? gains : gains.negated();
        return new AnytimeInterval(bounds.low(), bounds.high(), isAsymptotic(model));
    }

    /** The interval of a variant's gains up to a threshold of the evidence. */
    static MeanMartingale.Bounds bounds(OutcomeModel model, VariantSummary closed, double logThreshold) {
        return MeanMartingale.ofGains(model, closed, PRIOR_OUTCOMES).bounds(logThreshold);
    }

    static boolean isAsymptotic(OutcomeModel model) {
        return model instanceof OutcomeModel.Numeric;
    }
}
