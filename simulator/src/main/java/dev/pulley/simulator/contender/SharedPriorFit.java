package dev.pulley.simulator.contender;

import java.util.Arrays;

/**
 * The learner's posterior of binary outcomes under the prior that the arms share, kept up to date in a few microseconds
 * instead of being found anew from all sums: in long runs it is wanted hundreds of millions of times. A test holds it
 * against the learner's own.
 *
 * <p>The prior is Beta(m v, (1 - m) v), with (m, v) on a grid of equal weights. With s ones among n rewards,
 *
 * <ol>
 *   <li>an arm's likelihood at a grid point is B(m v + s, (1 - m) v + n - s) / B(m v, (1 - m) v): one more reward
 *       multiplies it by (m v + s) / (v + n), or by ((1 - m) v + n - s) / (v + n);
 *   <li>the weight of a grid point is the product over the arms;
 *   <li>each arm's mixture of Beta(m v + s, (1 - m) v + n - s) is matched by mean and variance with one beta
 *       distribution.
 * </ol>
 */
final class SharedPriorFit {
    private static final int MEANS = 15;
    private static final int SIZES = 7;
    private static final int POINTS = MEANS * SIZES;

    /** Lighter grid points change nothing that a double can hold. */
    private static final double NEGLIGIBLE = 1e-18;

    /** A product of likelihood ratios is taken into its logarithm before it can vanish. */
    private static final double LEAST_PRODUCT = 1e-280;

    private static final double[] ONES = new double[POINTS];
    private static final double[] TOTALS = new double[POINTS];

    static {
        for (int point = 0; point < POINTS; point++) {
            double sine = Math.sin(Math.PI / 2 * (point % MEANS + 0.5) / MEANS);
            TOTALS[point] = 1 << (point / MEANS);
            ONES[point] = sine * sine * TOTALS[point];
        }
    }

    private final int arms;
    private final double[][] logLikelihoods;
    private final double[] ones;
    private final double[] counts;
    private final double[] means;
    private final double[] squares;
    private final double[] alphas;
    private final double[] betas;
    private final double[] weights = new double[POINTS];

    SharedPriorFit(int arms) {
        this.arms = arms;
        logLikelihoods = new double[arms][POINTS];
        ones = new double[arms];
        counts = new double[arms];
        means = new double[arms];
        squares = new double[arms];
        alphas = new double[arms];
        betas = new double[arms];
        fit();
    }

    double alpha(int arm) {
        return alphas[arm];
    }

    double beta(int arm) {
        return betas[arm];
    }

    /** Takes in an arm's whole sums, which include those that it had before. */
    void advance(int arm, double newOnes, double newCount) {
        double moreOnes = newOnes - ones[arm];
        double moreZeros = newCount - counts[arm] - moreOnes;
        if (moreOnes == 0 && moreZeros == 0) {
            return;
        }
        double zeros = counts[arm] - ones[arm];
        for (int point = 0; point < POINTS; point++) {
            double total = TOTALS[point] + counts[arm];
            double sum = 0;
            double product = 1;
            for (double i = 0; i < moreOnes; i++) {
                product *= (ONES[point] + ones[arm] + i) / total++;
                if (product < LEAST_PRODUCT) {
                    sum += Math.log(product);
                    product = 1;
                }
            }
            for (double i = 0; i < moreZeros; i++) {
                product *= (TOTALS[point] - ONES[point] + zeros + i) / total++;
                if (product < LEAST_PRODUCT) {
                    sum += Math.log(product);
                    product = 1;
                }
            }
            logLikelihoods[arm][point] += sum + Math.log(product);
        }
        ones[arm] = newOnes;
        counts[arm] = newCount;
    }

    /** Forgets what an arm has told. */
    void clear(int arm) {
        Arrays.fill(logLikelihoods[arm], 0);
        ones[arm] = 0;
        counts[arm] = 0;
    }

    /** Finds the posteriors of all arms. */
    void fit() {
        weigh();
        Arrays.fill(means, 0);
        Arrays.fill(squares, 0);
        for (int point = 0; point < POINTS; point++) {
            if (weights[point] < NEGLIGIBLE) {
                continue;
            }
            for (int arm = 0; arm < arms; arm++) {
                double a = ONES[point] + ones[arm];
                double n = TOTALS[point] + counts[arm];
                double mean = weights[point] * a / n;
                means[arm] += mean;
                squares[arm] += mean * (a + 1) / (n + 1);
            }
        }
        for (int arm = 0; arm < arms; arm++) {
            double variance = squares[arm] - means[arm] * means[arm];
            double size = means[arm] * (1 - means[arm]) / variance - 1;
            alphas[arm] = means[arm] * size;
            betas[arm] = (1 - means[arm]) * size;
        }
    }

    private void weigh() {
        Arrays.fill(weights, 0);
        for (double[] logLikelihood : logLikelihoods) {
            for (int point = 0; point < POINTS; point++) {
                weights[point] += logLikelihood[point];
            }
        }
        double greatest = Arrays.stream(weights).max().orElseThrow();
        double sum = 0;
        for (int point = 0; point < POINTS; point++) {
            weights[point] = Math.exp(weights[point] - greatest);
            sum += weights[point];
        }
        for (int point = 0; point < POINTS; point++) {
            weights[point] /= sum;
        }
    }
}
