package dev.pulley.policies.inference;

import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.numeric.IncompleteBeta;
import dev.pulley.policies.numeric.LogGamma;

/**
 * The beta mixture of likelihood ratios (H. Robbins, Statistical methods related to the law of the iterated logarithm,
 * 1970), for outcomes between two bounds, here rescaled to 0 and 1.
 *
 * <p>With s the sum of n outcomes, f = n - s and a prior Beta(g m, g (1 - m)) around the mean m that is tested,
 *
 * <ol>
 *   <li>M(m) = B(g m + s, g (1 - m) + f) / (B(g m, g (1 - m)) m^s (1 - m)^f). For a 0 or 1 it is a martingale; for
 *       what lies between it is a supermartingale, since (p/m)^y ((1 - p)/(1 - m))^(1 - y) is convex in y.
 *   <li>ln M is convex in m: its derivative is B(m) - A(m) with A(m) = (1/m) sum over i &lt; s of i / (g m + i), which
 *       falls, and B(m) the same of f and 1 - m, which rises. At s/n M is at most 1, as no mixture of likelihoods is
 *       over the greatest. So the means with M below a threshold are an interval around s/n, found by bisection.
 *   <li>With the prior cut off below m the alternatives are greater means only: M times
 *       (1 - I_m(g m + s, g (1 - m) + f)) / (1 - I_m(g m, g (1 - m))).
 * </ol>
 */
record BetaMixture(double successes, double failures, double min, double max, double priorOutcomes)
        implements MeanMartingale {
    private static final double SUM_ROUNDING = 1e-9;
    private static final int HALVINGS_LIMIT = 200;

    static BetaMixture of(VariantSummary variant, double min, double max, double priorOutcomes) {
        double outcomes = variant.outcomes();
        double successes = (variant.sum() - min * outcomes) / (max - min);
        double slack = SUM_ROUNDING * outcomes;
        if (!(successes >= -slack && successes <= outcomes + slack)) {
            throw new IllegalArgumentException("sum must lie between " + min + " and " + max + " times the outcomes ("
                    + outcomes + "): " + variant.sum());
        }
        double clamped = Math.max(0, Math.min(outcomes, successes));
        return new BetaMixture(clamped, outcomes - clamped, min, max, priorOutcomes);
    }

    @Override
    public double outcomes() {
        return successes + failures;
    }

    @Override
    public double mean() {
        return min + (max - min) * (successes / outcomes());
    }

    /** That of an outcome at the bounds only; half an outcome is added at each, lest it be 0. */
    @Override
    public double variance() {
        double share = (successes + 0.5) / (outcomes() + 1);
        return (max - min) * (max - min) * share * (1 - share);
    }

    @Override
    public double logAgainst(double mean) {
        return logAgainst((mean - min) / (max - min), (max - mean) / (max - min), successes, failures);
    }

    @Override
    public double logAbove(double mean) {
        return logOver((mean - min) / (max - min), (max - mean) / (max - min), successes, failures);
    }

    @Override
    public double logBelow(double mean) {
        return logOver((max - mean) / (max - min), (mean - min) / (max - min), failures, successes);
    }

    /** Where a bound itself is tested, an outcome away from it speaks with certainty, and one at it is no news. */
    private double logAgainst(double share, double rest, double up, double down) {
        if (share <= 0) {
            return up > 0 ? Double.POSITIVE_INFINITY : 0;
        }
        if (rest <= 0) {
            return down > 0 ? Double.POSITIVE_INFINITY : 0;
        }
        double a = priorOutcomes * share;
        double b = priorOutcomes * rest;
        return LogGamma.beta(a + up, b + down) - LogGamma.beta(a, b) - up * Math.log(share) - down * Math.log(rest);
    }

    /** The evidence for a share over this one. */
    private double logOver(double share, double rest, double up, double down) {
        if (share <= 0 || rest <= 0) {
            return share <= 0 && up > 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        }
        double a = priorOutcomes * share;
        double b = priorOutcomes * rest;
        double logit = Math.log(rest / share);
        return logAgainst(share, rest, up, down)
                + IncompleteBeta.logAtLogit(logit, b + down, a + up)
                - IncompleteBeta.logAtLogit(logit, b, a);
    }

    @Override
    public Bounds bounds(double logThreshold) {
        double low = lowShare(successes, failures, logThreshold);
        double high = 1 - lowShare(failures, successes, logThreshold);
        return new Bounds(min + (max - min) * low, min + (max - min) * high);
    }

    /** The lower end for what counts up to a share and what counts away from it. */
    private double lowShare(double up, double down, double logThreshold) {
        double low = 0;
        double high = up == 0 ? 0 : up / (up + down);
        for (int i = 0; i < HALVINGS_LIMIT; i++) {
            double middle = (low + high) / 2;
            if (middle <= low || middle >= high) {
                break;
            }
            if (logAgainst(middle, 1 - middle, up, down) >= logThreshold) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public BetaMixture negated() {
        return new BetaMixture(/* successes= */ failures, /* failures= */ successes, -max, -min, priorOutcomes);
    }
}
