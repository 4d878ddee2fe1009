package dev.pulley.policies.inference;

import java.util.List;

/**
 * A rough guess of how much more evidence a verdict needs: if the averages and the traffic's shares stayed as they are,
 * by what factor x would all sums have to grow?
 *
 * <p>For many outcomes, with n outcomes of variance v, prior worth g, and r = 1 + n/g,
 *
 * <ol>
 *   <li>the evidence for a mean over m is about ln 2 - ln(r)/2 + A d&sup2;, with d its distance from m and
 *       A = n&sup2; / (2 v (n + g)); so a contest of averages a distance D apart gives
 *       D&sup2; A1 A2 / (A1 + A2) + 2 ln 2 - ln(r1 r2)/2;
 *   <li>the interval reaches sqrt((L + ln(r)/2) / A) to either side, for a threshold L;
 *   <li>x is doubled until either verdict would be there, then halved back.
 * </ol>
 *
 * <p>A lead that is luck so far makes this too hopeful.
 */
record Outlook(List<? extends MeanMartingale> variants, int leader) {
    private static final double GROWTH_LIMIT = 1_024;
    private static final int HALVINGS = 12;

    /** The least factor that brings a winner or shows no difference; infinite if none up to the limit does. */
    double growth(double logThreshold, double minEffect) {
        double high = 1;
        while (!isDecided(high, logThreshold, minEffect)) {
            high *= 2;
            if (high > GROWTH_LIMIT) {
                return Double.POSITIVE_INFINITY;
            }
        }
        double low = Math.max(1, high / 2);
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (isDecided(middle, logThreshold, minEffect)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    private boolean isDecided(double growth, double logThreshold, double minEffect) {
        MeanMartingale best = variants.get(leader);
        double leaderSteepness = steepness(best, growth, Contest.PRIOR_OUTCOMES);
        double leaderReach = reach(best, growth, logThreshold);
        double greatestHigh = best.mean() + leaderReach;
        boolean won = true;
        for (int k = 0; k < variants.size(); k++) {
            MeanMartingale variant = variants.get(k);
            greatestHigh = Math.max(greatestHigh, variant.mean() + reach(variant, growth, logThreshold));
            if (k != leader) {
                double steepness = steepness(variant, growth, Contest.PRIOR_OUTCOMES);
                double distance = best.mean() - variant.mean();
                double evidence = distance * distance * (leaderSteepness * steepness / (leaderSteepness + steepness))
                        + 2 * Math.log(2)
                        - logRatio(best, growth, Contest.PRIOR_OUTCOMES) / 2
                        - logRatio(variant, growth, Contest.PRIOR_OUTCOMES) / 2;
                won &= evidence >= logThreshold;
            }
        }
        return won || greatestHigh - (best.mean() - leaderReach) <= minEffect;
    }

    private static double steepness(MeanMartingale variant, double growth, double priorOutcomes) {
        double outcomes = growth * variant.outcomes();
        return outcomes / (2 * variant.variance()) * (outcomes / (outcomes + priorOutcomes));
    }

    private static double logRatio(MeanMartingale variant, double growth, double priorOutcomes) {
        return Math.log1p(growth * variant.outcomes() / priorOutcomes);
    }

    private static double reach(MeanMartingale variant, double growth, double logThreshold) {
        double prior = ConfidenceSequence.PRIOR_OUTCOMES;
        return Math.sqrt((logThreshold + logRatio(variant, growth, prior) / 2) / steepness(variant, growth, prior));
    }
}
