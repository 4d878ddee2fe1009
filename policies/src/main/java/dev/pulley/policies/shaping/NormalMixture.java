package dev.pulley.policies.shaping;

/**
 * A few normal distributions with weights, and the one normal distribution around their mean that is as wide where most of
 * them is: within one deviation on either side it has the part that a normal distribution has there. A variance would be
 * that of the widest of them, however little weight it has, and so would hide what the others agree on.
 */
final class NormalMixture {
    /** The part of a normal distribution within one deviation of its mean. */
    private static final double WITHIN_DEVIATION = 0.682689492137086;

    private static final int STEPS = 30;

    private final double[] means;
    private final double[] deviations;
    private final double[] weights;
    private int size;

    NormalMixture(int capacity) {
        means = new double[capacity];
        deviations = new double[capacity];
        weights = new double[capacity];
    }

    void add(double weight, double mean, double variance) {
        weights[size] = weight;
        means[size] = mean;
        deviations[size] = Math.sqrt(variance);
        size++;
    }

    double deviation() {
        double all = 0;
        double mean = 0;
        for (int i = 0; i < size; i++) {
            all += weights[i];
            mean += weights[i] * means[i];
        }
        mean /= all;
        double high = 0;
        for (int i = 0; i < size; i++) {
            high = Math.max(high, Math.abs(means[i] - mean) + 2 * deviations[i]);
        }
        double low = 0;
        for (int step = 0; step < STEPS; step++) {
            double middle = (low + high) / 2;
            if (within(mean, middle) < WITHIN_DEVIATION * all) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private double within(double mean, double distance) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += weights[i]
                    * (cdf((mean + distance - means[i]) / deviations[i])
                            - cdf((mean - distance - means[i]) / deviations[i]));
        }
        return sum;
    }

    /** By M. Abramowitz and I. Stegun, Handbook of mathematical functions, 26.2.17: right to 7.5e-8. */
    private static double cdf(double z) {
        double t = 1 / (1 + 0.2316419 * Math.abs(z));
        double series =
                t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        double tail = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * series;
        return z > 0 ? 1 - tail : tail;
    }
}
