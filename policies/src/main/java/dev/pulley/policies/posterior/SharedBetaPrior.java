package dev.pulley.policies.posterior;

import dev.pulley.policies.numeric.LogGamma;
import java.util.List;

/**
 * A beta prior that the variants of one task share, learned from all of them.
 *
 * <p>The variants' means are Beta(m v, (1 - m) v), with m and v unknown: a proper hyperprior puts equal weight on a
 * grid of means, which lie as the quantiles of the arcsine distribution, and of sizes v that double. With s successes
 * and f failures,
 *
 * <ol>
 *   <li>the weight of a grid point is the product over variants of B(m v + s, (1 - m) v + f) / B(m v, (1 - m) v);
 *   <li>given the point, a variant's mean is Beta(m v + s, (1 - m) v + f), independently of the others;
 *   <li>the mixture of these over the grid is matched, by mean and variance, with one beta distribution.
 * </ol>
 */
final class SharedBetaPrior {
    private static final int MEANS = 15;
    private static final int SIZES = 7;
    private static final double[] SUCCESSES = new double[MEANS * SIZES];
    private static final double[] FAILURES = new double[MEANS * SIZES];
    private static final double[] LOG_BETA = new double[MEANS * SIZES];

    static {
        for (int g = 0; g < LOG_BETA.length; g++) {
            SUCCESSES[g] = mean(g) * size(g);
            FAILURES[g] = size(g) - SUCCESSES[g];
            LOG_BETA[g] = LogGamma.beta(SUCCESSES[g], FAILURES[g]);
        }
    }

    private SharedBetaPrior() {}

    /** Alternately alpha and beta of each variant, from successes and failures. */
    static double[] posteriors(List<double[]> counts) {
        double[] weights = weights(counts);
        double[] result = new double[2 * counts.size()];
        for (int k = 0; k < counts.size(); k++) {
            double successes = counts.get(k)[0];
            double failures = counts.get(k)[1];
            double mean = 0;
            double square = 0;
            for (int g = 0; g < weights.length; g++) {
                double a = SUCCESSES[g] + successes;
                double n = size(g) + successes + failures;
                mean += weights[g] * a / n;
                square += weights[g] * a / n * ((a + 1) / (n + 1));
            }
            double variance = square - mean * mean;
            double total = mean * (1 - mean) / variance - 1;
            result[2 * k] = mean * total;
            result[2 * k + 1] = (1 - mean) * total;
        }
        return result;
    }

    private static double[] weights(List<double[]> counts) {
        double[] weights = new double[MEANS * SIZES];
        double greatest = Double.NEGATIVE_INFINITY;
        for (int g = 0; g < weights.length; g++) {
            for (double[] count : counts) {
                if (count[0] + count[1] > 0) {
                    weights[g] += LogGamma.beta(SUCCESSES[g] + count[0], FAILURES[g] + count[1]) - LOG_BETA[g];
                }
            }
            greatest = Math.max(greatest, weights[g]);
        }
        double sum = 0;
        for (int g = 0; g < weights.length; g++) {
            weights[g] = Math.exp(weights[g] - greatest);
            sum += weights[g];
        }
        for (int g = 0; g < weights.length; g++) {
            weights[g] /= sum;
        }
        return weights;
    }

    private static double mean(int g) {
        double sine = Math.sin(Math.PI / 2 * (g % MEANS + 0.5) / MEANS);
        return sine * sine;
    }

    private static double size(int g) {
        return 1 << (g / MEANS);
    }
}
