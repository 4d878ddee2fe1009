package dev.pulley.policies.inference;

import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.numeric.IncompleteBeta;

/**
 * The normal mixture of likelihood ratios for outcomes of unknown mean and variance (T. Lai, On confidence sequences,
 * 1976; H. Wang and A. Ramdas, Anytime-valid t-tests and confidence sequences for Gaussian means with unknown variance,
 * 2024): exact for normal outcomes, and for others as asymptotic as the central limit theorem under it (I. Waudby-Smith
 * and others, Time-uniform central limit theory and asymptotic confidence sequences, 2024).
 *
 * <p>With n outcomes, their average y, the sum of squares W around it, g the prior's worth in outcomes and r = 1 + n/g,
 *
 * <ol>
 *   <li>M(m) = r^(-1/2) ((1 + a) / (1 + a/r))^(n/2), with a = n (y - m)&sup2; / W.
 *   <li>M is below c where a is below (q - 1) / (1 - q/r), with q = (r c&sup2;)^(1/n); everywhere if q is not below r,
 *       so that the first few dozen outcomes bound nothing.
 *   <li>With the prior cut off below m the alternatives are greater means only: M times twice the probability of such a
 *       mean, T(sqrt((n - 1) a (r - 1) / r)) with n - 1 degrees of freedom, as many outcomes have it.
 * </ol>
 */
record StudentMixture(double outcomes, double mean, double scatter, double priorOutcomes) implements MeanMartingale {
    private static final double MINIMUM_OUTCOMES = 3;
    private static final double SUM_ROUNDING = 1e-12;

    static StudentMixture of(VariantSummary variant, double priorOutcomes) {
        double outcomes = variant.outcomes();
        if (outcomes == 0) {
            return new StudentMixture(0, 0, 0, priorOutcomes);
        }
        double mean = variant.sum() / outcomes;
        double scatter = variant.sumOfSquares() - variant.sum() * mean;
        // What rounding alone leaves of equal outcomes is no variance.
        double kept = scatter > SUM_ROUNDING * variant.sumOfSquares() ? scatter : 0;
        return new StudentMixture(outcomes, mean, kept, priorOutcomes);
    }

    @Override
    public double variance() {
        return Math.max(Double.MIN_NORMAL, scatter / outcomes);
    }

    private double ratio() {
        return 1 + outcomes / priorOutcomes;
    }

    @Override
    public double logAgainst(double tested) {
        if (outcomes < MINIMUM_OUTCOMES || scatter == 0) {
            // Outcomes that never vary tell nothing of how far they might.
            return 0;
        }
        double a = outcomes * (mean - tested) * (mean - tested) / scatter;
        return (outcomes * (Math.log1p(a) - Math.log1p(a / ratio())) - Math.log(ratio())) / 2;
    }

    @Override
    public double logAbove(double tested) {
        return logBeyond(tested, mean - tested);
    }

    @Override
    public double logBelow(double tested) {
        return logBeyond(tested, tested - mean);
    }

    private double logBeyond(double tested, double distance) {
        if (outcomes < MINIMUM_OUTCOMES || scatter == 0) {
            return 0;
        }
        double freedom = outcomes - 1;
        double z = distance * Math.sqrt(freedom * outcomes / scatter * (ratio() - 1) / ratio());
        return logAgainst(tested) + logTwiceProbability(freedom, z);
    }

    /** ln 2T(z): the tail beyond |z| is I_x(v/2, 1/2) / 2 at the x with the logit ln(v / z&sup2;). */
    private static double logTwiceProbability(double freedom, double z) {
        if (z == 0) {
            return 0;
        }
        double logTails = IncompleteBeta.logAtLogit(Math.log(freedom) - 2 * Math.log(Math.abs(z)), freedom / 2, 0.5);
        return z < 0 ? logTails : Math.log(2 - Math.exp(logTails));
    }

    @Override
    public Bounds bounds(double logThreshold) {
        double ratio = ratio();
        double q = outcomes < MINIMUM_OUTCOMES || scatter == 0
                ? Double.POSITIVE_INFINITY
                : Math.exp((Math.log(ratio) + 2 * logThreshold) / outcomes);
        if (!(q < ratio)) {
            return new Bounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
        double reach = Math.sqrt(scatter / outcomes * (q - 1) / (1 - q / ratio));
        return new Bounds(mean - reach, mean + reach);
    }

    @Override
    public StudentMixture negated() {
        return new StudentMixture(outcomes, -mean, scatter, priorOutcomes);
    }
}
