package dev.pulley.policies.shaping;

/**
 * What the variants' predictions w'X_k say of what they would be over decisions without end, each drawn to the average of all:
 * the normal means of B. Efron and C. Morris, Data analysis using Stein's estimator and its generalizations, 1975.
 *
 * <ol>
 *   <li>A prediction from N_k decisions has the variance v_k = w'S w / N_k, with the proxies' covariance S within variants, if
 *       all proxies are heard of; of those that a variant has none of yet, the part r_k of w'S w is known from those that it
 *       has, and the variance is r_k v_k.
 *   <li>The variance u of what they would be is that of the predictions less the average r v, over the average r; but no less
 *       than 2 v over how many they are, since so few can't show that it is nothing.
 *   <li>So a prediction is u / (u + v_k) as far from the average as it seems, with the variance r_k u v_k / (u + v_k) and
 *       (1 - r_k) u for what is still to come. Of a variant without decisions it is the average, with the variance u; of a first
 *       one, nothing can be said but w'S w.
 * </ol>
 */
final class Predictions {
    /** What is heard of tells at least this part, or it would not be a proxy. */
    private static final double LEAST_HEARD = 0.01;

    private final double[] parts;
    private final double[] variances;

    private Predictions(double[] parts, double[] variances) {
        this.parts = parts;
        this.variances = variances;
    }

    static Predictions of(ProxyMoments moments, double[] slope, double[] centre) {
        double within = AdjustedOutcomes.quadratic(moments.covariance, slope);
        double[] heard = new double[moments.all.length];
        double[] own = new double[heard.length];
        double seen = 0;
        double squares = 0;
        double chance = 0;
        double hear = 0;
        double[] distance = new double[slope.length];
        for (int k = 0; k < heard.length; k++) {
            if (moments.counts[k] > 0) {
                for (int i = 0; i < slope.length; i++) {
                    distance[i] = moments.all[k][i] - centre[i];
                }
                double prediction = MixedModel.dot(slope, distance);
                double outstanding = AdjustedOutcomes.quadratic(moments.outstanding[k], slope);
                heard[k] = within > 0 ? Math.max(LEAST_HEARD, 1 - outstanding / within) : 1;
                own[k] = AdjustedOutcomes.quadratic(moments.unsure[k], slope);
                squares += prediction * prediction;
                chance += own[k];
                hear += heard[k];
                seen++;
            }
        }
        double apart = within;
        if (seen > 1) {
            apart = Math.max(2 * chance / seen / hear, (squares / (seen - 1) - chance / seen) * seen / hear);
        }
        double[] parts = new double[heard.length];
        double[] variances = new double[heard.length];
        for (int k = 0; k < heard.length; k++) {
            variances[k] = apart;
            if (moments.counts[k] > 0) {
                parts[k] = apart > 0 ? apart / (apart + own[k] / heard[k]) : 1;
                variances[k] = parts[k] * own[k] + (1 - heard[k]) * apart;
            }
        }
        return new Predictions(parts, variances);
    }

    /** How much of its distance from the average a variant's prediction keeps. */
    double part(int variant) {
        return parts[variant];
    }

    double variance(int variant) {
        return variances[variant];
    }
}
