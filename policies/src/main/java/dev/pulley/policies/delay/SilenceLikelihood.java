package dev.pulley.policies.delay;

/**
 * The logarithm of m^s (1 - m)^f times a product of (c_b - m d_b)^u_b, which is concave in m, and the beta likelihood that
 * has its first two derivatives where it has its mode with one success and one failure more: from the derivatives g and -h,
 * S = m&sup2; ((1 - m) h + g) and F = (1 - m)&sup2; (m h - g).
 */
final class SilenceLikelihood {
    private static final int STEPS_LIMIT = 100;
    private static final double PRECISION = 1e-12;
    private static final double LEAST_MEAN = 1e-9;

    private final double successes;
    private final double failures;
    private final double[] silent;
    private final double[] constant;
    private final double[] slope;
    private final int buckets;

    /** The arrays are read in their first places, as many as there are buckets. */
    SilenceLikelihood(
            double successes, double failures, double[] silent, double[] constant, double[] slope, int buckets) {
        this.successes = successes;
        this.failures = failures;
        this.silent = silent;
        this.constant = constant;
        this.slope = slope;
        this.buckets = buckets;
    }

    /** Successes and failures. */
    double[] counts() {
        double low = LEAST_MEAN;
        double high = 1 - LEAST_MEAN;
        double mean = (successes + 1) / (successes + failures + 2);
        for (int step = 0; step < STEPS_LIMIT && high - low > PRECISION; step++) {
            double[] derivatives = derivatives(mean);
            double gradient = derivatives[0] + 1 / mean - 1 / (1 - mean);
            double curvature = derivatives[1] + 1 / (mean * mean) + 1 / ((1 - mean) * (1 - mean));
            if (gradient > 0) {
                low = mean;
            } else {
                high = mean;
            }
            double next = mean + gradient / curvature;
            double moved = next > low && next < high ? next : (low + high) / 2;
            boolean done = Math.abs(moved - mean) <= PRECISION * mean;
            mean = moved;
            if (done) {
                break;
            }
        }
        double[] derivatives = derivatives(mean);
        double ofSuccesses = Math.max(0, mean * ((1 - mean) * derivatives[1] + derivatives[0]));
        double ofFailures = Math.max(0, ofSuccesses - derivatives[0]);
        return new double[] {mean * ofSuccesses, (1 - mean) * ofFailures};
    }

    /** The first derivative, and the second with its sign changed. */
    private double[] derivatives(double mean) {
        double first = successes / mean - failures / (1 - mean);
        double second = successes / (mean * mean) + failures / ((1 - mean) * (1 - mean));
        for (int b = 0; b < buckets; b++) {
            double ratio = slope[b] / (constant[b] - mean * slope[b]);
            first -= silent[b] * ratio;
            second += silent[b] * ratio * ratio;
        }
        return new double[] {first, second};
    }
}
