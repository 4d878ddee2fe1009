package dev.pulley.policies.shaping;

import java.util.List;

/**
 * Whether what a proxy says of the outcome has changed: a Shiryaev-Roberts procedure (A. Shiryaev, On optimum methods in
 * quickest detection problems, 1963; M. Pollak, Optimal detection of a change in distribution, 1985) over stretches of time,
 * with a mixture over the size of the change, and with what was before it estimated from what was before it.
 *
 * <p>A stretch has a score whose expectation is a parameter times its information, and whose variance is s&sup2; times its
 * information: of a variant, the sum of outcomes less predictions, with their number; of all, the product of these with a
 * proxy around its average, with the proxy's squares around it, for a slope.
 *
 * <ol>
 *   <li>If the change came before stretch c, the parameter before is U_0 / I_0 and since is U_1 / I_1, from sums over the
 *       stretches; their difference D has the variance v = s&sup2; (1 / I_0 + 1 / I_1) beside that of the change, which is
 *       normal with the deviation {@value #CHANGE} s in units of the information of one outcome.
 *   <li>So the evidence for c is sqrt(v / (v + k&sup2;)) exp(D&sup2; (1 / v - 1 / (v + k&sup2;)) / 2).
 *   <li>The statistic is the sum of these, each times the outcomes in its stretch, over all c and all that is watched. While
 *       nothing changes it is expected to be no more than the outcomes so far, so it reaches {@value #OUTCOMES_PER_FALSE_ALARM}
 *       no sooner, on average, than after so many.
 * </ol>
 */
public final class DriftAlarm {
    /** A task has a false alarm no more often than once in so many outcomes. */
    public static final double OUTCOMES_PER_FALSE_ALARM = 100_000;

    private static final double CHANGE = 0.5;

    private DriftAlarm() {}

    /**
     * What one stretch of time adds.
     *
     * @param outcomes how many outcomes it has
     * @param information what the variance of the score is a multiple of
     * @param score what the parameter is estimated from, over the information
     */
    public record Stretch(double outcomes, double information, double score) {
        public Stretch {
            if (!(outcomes >= 0 && Double.isFinite(outcomes))) {
                throw new IllegalArgumentException("outcomes must be finite and not negative: " + outcomes);
            }
            if (!(information >= 0 && Double.isFinite(information))) {
                throw new IllegalArgumentException("information must be finite and not negative: " + information);
            }
            if (!Double.isFinite(score)) {
                throw new IllegalArgumentException("score must be finite: " + score);
            }
        }
    }

    /**
     * The statistic of one series of stretches, from the oldest to the newest.
     *
     * @param variance the variance of an outcome that the proxies do not explain
     * @param informationOfOne what one outcome adds to the information, on average
     */
    public static double statistic(List<Stretch> stretches, double variance, double informationOfOne) {
        if (!(variance > 0 && Double.isFinite(variance))) {
            throw new IllegalArgumentException("variance must be finite and over 0: " + variance);
        }
        if (!(informationOfOne > 0 && Double.isFinite(informationOfOne))) {
            throw new IllegalArgumentException("informationOfOne must be finite and over 0: " + informationOfOne);
        }
        double change = CHANGE * CHANGE * variance / informationOfOne;
        double information = 0;
        double score = 0;
        for (Stretch stretch : stretches) {
            information += stretch.information;
            score += stretch.score;
        }
        double informationBefore = 0;
        double scoreBefore = 0;
        double sum = 0;
        for (Stretch stretch : stretches) {
            double informationSince = information - informationBefore;
            if (informationBefore > 0 && informationSince > 0) {
                double difference = (score - scoreBefore) / informationSince - scoreBefore / informationBefore;
                double known = variance * (1 / informationBefore + 1 / informationSince);
                double exponent = difference * difference * (1 / known - 1 / (known + change)) / 2;
                sum += stretch.outcomes * Math.sqrt(known / (known + change)) * Math.exp(exponent);
            }
            informationBefore += stretch.information;
            scoreBefore += stretch.score;
        }
        return sum;
    }

    /** Whether there is an alarm, from the sum of the statistics of all that is watched of a task. */
    public static boolean isRaised(double sumOfStatistics) {
        return sumOfStatistics >= OUTCOMES_PER_FALSE_ALARM;
    }
}
