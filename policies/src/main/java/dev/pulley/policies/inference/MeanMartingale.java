package dev.pulley.policies.inference;

import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantSummary;

/**
 * The evidence of one variant's outcomes against each value that its true mean might have: for the true mean a
 * nonnegative martingale that starts at 1, so that it ever reaches 1 / error with a probability of at most that error
 * (J. Ville, 1939). It may be looked at after every outcome, and traffic may be steered by what it says, since only a
 * variant's own outcomes move it. An outcome that is trusted less than fully counts as a part w of one: its factor is that of
 * a whole one to the power w, whose expectation is at most 1 too (J. Jensen, 1906), so that the promise stays, if the
 * trust does not depend on the outcome. Logarithms throughout.
 */
sealed interface MeanMartingale permits BetaMixture, StudentMixture {
    /**
     * The evidence of a variant's outcomes, turned so that more is better.
     *
     * @param priorOutcomes how many outcomes the mixed prior around a tested mean is worth: the fewer, the more speaks
     *     against a mean that few outcomes are far from, and the less against one that many are near to
     */
    static MeanMartingale ofGains(OutcomeModel model, VariantSummary variant, double priorOutcomes) {
        MeanMartingale martingale = switch (model) {
            case OutcomeModel.Binary binary -> BetaMixture.of(variant, 0, 1, priorOutcomes);
            case OutcomeModel.Range range -> BetaMixture.of(variant, range.min(), range.max(), priorOutcomes);
            case OutcomeModel.Numeric numeric -> StudentMixture.of(variant, priorOutcomes);
        };
        return model.goal() == Goal.MAXIMIZE ? martingale : martingale.negated();
    }

    double outcomes();

    /** The average outcome; of no meaning without outcomes. */
    double mean();

    /** The variance of an outcome that the evidence reckons with, over 0; of no meaning without outcomes. */
    double variance();

    /** The evidence against a mean, in favour of both greater and smaller ones. */
    double logAgainst(double mean);

    /** The evidence against a mean and all below it: for each of those it is at least a supermartingale. */
    double logAbove(double mean);

    /** The evidence against a mean and all above it. */
    double logBelow(double mean);

    /** The means that the evidence against stays below a threshold for, which are an interval around the average. */
    Bounds bounds(double logThreshold);

    MeanMartingale negated();

    /** An interval, infinite where nothing bounds it. */
    record Bounds(double low, double high) {
        Bounds negated() {
            return new Bounds(-high, -low);
        }
    }
}
