package dev.pulley.policies.shaping;

/**
 * A few normal distributions with weights, of what a variant has more than the average of all, and the one normal distribution
 * around their mean that says the same to whoever compares variants.
 *
 * <ol>
 *   <li>Its width is at first that of where most of them is: within one deviation on either side it has the part that a normal
 *       distribution has there. A variance would be that of the widest of them, however little weight it has, and so would hide
 *       what the others agree on.
 *   <li>Then it is given the probability that they have for what the comparison is about: that the variant is no better than
 *       another which is at the average, and as unsure as it is itself, so that both differ by sqrt(2) times as much as each. If
 *       the average is closer than {@value #CLOSEST} of that width to the mean, or further off than the width, the point at that
 *       distance is taken for it.
 * </ol>
 *
 * <p>By the first step alone a variant that proxies alone speak for would be preferred the less, the smaller the weights are
 * that the task gives: what predictions that are close leave to other causes is as wide as ever.
 */
final class NormalMixture {
    /** The part of a normal distribution within one deviation of its mean. */
    private static final double WITHIN_DEVIATION = 0.682689492137086;

    /** In widths, how far from the mean the average of all is at least taken to be. */
    private static final double CLOSEST = 0.25;

    /** Where all that is far off lies on the other side. */
    private static final double LEAST_TAIL = 1e-3;

    private static final int STEPS_LIMIT = 40;
    private static final double PRECISION = 1e-6;
    private static final double ROOT_OF_TWO = Math.sqrt(2);
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

    double deviation() {
        double all = 0;
        double mean = 0;
        for (int i = 0; i < size; i++) {
            all += weights[i];
            mean += weights[i] * means[i];
        }
        mean /= all;
        double width = width(all, mean);
        double distance = Math.max(CLOSEST * width, Math.min(Math.abs(mean), width));
        double side = mean < 0 ? -1 : 1;
        double beyond = 0;
        for (int i = 0; i < size; i++) {
            double z = ROOT_OF_TWO * (side * (mean - means[i]) - distance) / deviations[i];
            beyond += weights[i] / all * cdf(z, Math.exp(-z * z / 2) / ROOT_OF_TWO_PI);
        }
        return beyond < 0.5
                ? ROOT_OF_TWO * distance / deviationsTo(Math.max(LEAST_TAIL, beyond))
                : Double.POSITIVE_INFINITY;
    }

    /** How far off a tail begins: M. Abramowitz and I. Stegun, Handbook of mathematical functions, 26.2.23; right to 4.5e-4. */
    private static double deviationsTo(double tail) {
        double t = Math.sqrt(-2 * Math.log(tail));
        double above = 2.515517 + t * (0.802853 + t * 0.010328);
        double below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
        return t - above / below;
    }

    /** By Newton's method, between bounds that close in. */
    private double width(double all, double mean) {
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
