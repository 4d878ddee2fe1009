package dev.pulley.policies.shaping;

/**
 * A few normal distributions with weights, and the one normal distribution around their mean that is as wide where most of
 * them is: within one deviation on either side it has the part that a normal distribution has there. A variance would be
 * that of the widest of them, however little weight it has, and so would hide what the others agree on.
 */
final class NormalMixture {
    /** The part of a normal distribution within one deviation of its mean. */
    private static final double WITHIN_DEVIATION = 0.682689492137086;

    private static final int STEPS_LIMIT = 40;
    private static final double PRECISION = 1e-6;
    private static final double ROOT_OF_TWO_PI = Math.sqrt(2 * Math.PI);

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

    /** By Newton's method, between bounds that close in. */
    double deviation() {
        double all = 0;
        double mean = 0;
        for (int i = 0; i < size; i++) {
            all += weights[i];
            mean += weights[i] * means[i];
        }
        mean /= all;
        double high = 0;
        double middle = 0;
        for (int i = 0; i < size; i++) {
            high = Math.max(high, Math.abs(means[i] - mean) + 2 * deviations[i]);
            middle += weights[i] / all * (Math.abs(means[i] - mean) / 2 + deviations[i]);
        }
        double low = 0;
        for (int step = 0; step < STEPS_LIMIT && high - low > PRECISION * high; step++) {
            double within = 0;
            double density = 0;
            for (int i = 0; i < size; i++) {
                double above = (mean + middle - means[i]) / deviations[i];
                double below = (mean - middle - means[i]) / deviations[i];
                double atAbove = Math.exp(-above * above / 2) / ROOT_OF_TWO_PI;
                double atBelow = Math.exp(-below * below / 2) / ROOT_OF_TWO_PI;
                within += weights[i] * (cdf(above, atAbove) - cdf(below, atBelow));
                density += weights[i] * (atAbove + atBelow) / deviations[i];
            }
            double missing = WITHIN_DEVIATION * all - within;
            if (missing > 0) {
                low = middle;
            } else {
                high = middle;
            }
            double next = middle + missing / density;
            boolean isClose = Math.abs(next - middle) <= PRECISION * middle;
            middle = next > low && next < high ? next : (low + high) / 2;
            if (isClose) {
                break;
            }
        }
        return middle;
    }

    /** From the density: M. Abramowitz and I. Stegun, Handbook of mathematical functions, 26.2.17; right to 7.5e-8. */
    private static double cdf(double z, double density) {
        double t = 1 / (1 + 0.2316419 * Math.abs(z));
        double series =
                t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        double tail = density * series;
        return z > 0 ? 1 - tail : tail;
    }
}
