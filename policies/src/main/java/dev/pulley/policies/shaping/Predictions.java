package dev.pulley.policies.shaping;

/**
 * What the variants' predictions w'X_k say of what they would be over decisions without end, each drawn to the average of all:
 * the normal means of B. Efron and C. Morris, Data analysis using Stein's estimator and its generalizations, 1975.
 *
 * <ol>
 *   <li>A prediction has a variance v_k by the chance that is in the averages of the proxies that the variant has; w'S w / N_k
 *       with the proxies' covariance S within variants, if all of its N_k decisions have all.
 *   <li>The variance u of what they would be is that of the predictions less the average v; but no less than 2 v over how many
 *       they are, since so few can't show that it is nothing.
 *   <li>So a prediction is u / (u + v_k) as far from the average as it seems, with the variance u v_k / (u + v_k). Of a variant
 *       without decisions it is the average, with the variance u; of a first one, nothing can be said but w'S w.
 * </ol>
 *
 * <p>Proxies that a variant has none of yet are expected from those that it has. What may be wrong with that is as what may be
 * wrong with any prediction: the variant's own deviation.
 */
final class Predictions {
    private final double[] parts;
    private final double[] variances;

    private Predictions(double[] parts, double[] variances) {
        this.parts = parts;
        this.variances = variances;
    }

    static Predictions of(ProxyMoments moments, double[] slope, double[] centre) {
        double within = AdjustedOutcomes.quadratic(moments.covariance, slope);
        double[] own = new double[moments.all.length];
        double seen = 0;
        double squares = 0;
        double chance = 0;
        double[] distance = new double[slope.length];
        for (int k = 0; k < own.length; k++) {
            if (moments.counts[k] > 0) {
                for (int i = 0; i < slope.length; i++) {
                    distance[i] = moments.all[k][i] - centre[i];
                }
                double prediction = MixedModel.dot(slope, distance);
                own[k] = AdjustedOutcomes.quadratic(moments.unsure[k], slope);
                squares += prediction * prediction;
                chance += own[k];
                seen++;
            }
        }
        double apart = within;
        if (seen > 1) {
            apart = Math.max(2 * chance / (seen * seen), squares / (seen - 1) - chance / seen);
        }
        double[] parts = new double[own.length];
        double[] variances = new double[own.length];
        for (int k = 0; k < own.length; k++) {
            variances[k] = apart;
            if (moments.counts[k] > 0) {
                parts[k] = apart > 0 ? apart / (apart + own[k]) : 1;
                variances[k] = parts[k] * own[k];
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
