package dev.pulley.policies.delay;

/**
 * The logarithm of m^s (1 - m)^f times a product of (c_b - m d_b)^u_b, which is concave in m, and the beta likelihood that
 * has its first two derivatives where it has its mode with one success and one failure more: from the derivatives g and -h,
 * S = m&sup2; ((1 - m) h + g) and F = (1 - m)&sup2; (m h - g). Where c and d may be off, both count for less.
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
    private final double[] ofSuccesses;
    private final double[] ofFailures;
    private int buckets;

    /** One without silence, with room for that of so many buckets. */
    SilenceLikelihood(double successes, double failures, int buckets) {
        this.successes = successes;
        this.failures = failures;
        this.silent = new double[buckets];
        this.constant = new double[buckets];
        this.slope = new double[buckets];
        this.ofSuccesses = new double[buckets];
        this.ofFailures = new double[buckets];
    }

    /**
     * Adds the silence of a bucket.
     *
     * @param count how many are silent
     * @param constant of the probability of that, c
     * @param slope of it, d
     * @param ofSuccesses by how much c d' - d c' may be off, together with all other buckets, as successes may come later than thought
     * @param ofFailures the same as failures may
     */
    void add(double count, double constant, double slope, double ofSuccesses, double ofFailures) {
        this.silent[buckets] = count;
        this.constant[buckets] = constant;
        this.slope[buckets] = slope;
        this.ofSuccesses[buckets] = ofSuccesses;
        this.ofFailures[buckets] = ofFailures;
        buckets++;
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
        double upper = Math.max(0, mean * ((1 - mean) * derivatives[1] + derivatives[0]));
        double lower = Math.max(0, upper - derivatives[0]);
        double certain = certain(mean, derivatives[1]);
        return new double[] {certain * mean * upper, certain * (1 - mean) * lower};
    }

    /** What is left of the mean's precision when to its variance comes what it moves by where delays are others than thought. */
    private double certain(double mean, double curvature) {
        double bySuccesses = 0;
        double byFailures = 0;
        for (int b = 0; b < buckets; b++) {
            double probability = constant[b] - mean * slope[b];
            double weight = probability > 0 ? silent[b] / (probability * probability) : 0;
            bySuccesses += weight * ofSuccesses[b];
            byFailures += weight * ofFailures[b];
        }
        double precision = curvature + 1 / (mean * mean) + 1 / ((1 - mean) * (1 - mean));
        return precision / (precision + bySuccesses * bySuccesses + byFailures * byFailures);
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
