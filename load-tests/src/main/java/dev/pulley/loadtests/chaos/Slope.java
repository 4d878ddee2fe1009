package dev.pulley.loadtests.chaos;

import java.util.Arrays;

/**
 * The straight line through values that were read at equal intervals, by least squares, and how sure its slope is.
 *
 * @param growth by how much the line rises from the first value to the last, as a part of the mean
 * @param growthError the standard error of that
 */
record Slope(double mean, double growth, double growthError) {
    private static final int VALUES_MIN = 4;
    private static final double ERRORS = 2;
    private static final int BLOCKS = 12;

    static Slope of(double[] values) {
        if (values.length < VALUES_MIN) {
            throw new IllegalArgumentException("values must be at least " + VALUES_MIN + ": " + values.length);
        }
        return through(values.length < 2 * BLOCKS ? values : blocks(values));
    }

    /** Values that are read one after the other are alike, which the error does not know; the means of blocks of them are less so. */
    private static double[] blocks(double[] values) {
        double[] means = new double[BLOCKS];
        for (int block = 0; block < BLOCKS; block++) {
            int from = block * values.length / BLOCKS;
            int to = (block + 1) * values.length / BLOCKS;
            means[block] = Arrays.stream(values, from, to).average().orElse(0);
        }
        return means;
    }

    private static Slope through(double[] values) {
        int n = values.length;
        double mean = Arrays.stream(values).average().orElse(0);
        double centre = (n - 1) / 2.0;
        double spread = 0;
        double product = 0;
        for (int i = 0; i < n; i++) {
            spread += (i - centre) * (i - centre);
            product += (i - centre) * (values[i] - mean);
        }
        double slope = product / spread;
        double residual = 0;
        for (int i = 0; i < n; i++) {
            double rest = values[i] - mean - slope * (i - centre);
            residual += rest * rest;
        }
        double error = Math.sqrt(residual / (n - 2) / spread);
        return new Slope(mean, slope * (n - 1) / mean, error * (n - 1) / mean);
    }

    /**
     * Whether it rises by no more than a part of the mean, or by nothing that could not be noise, as long as the noise is no larger
     * than that: under more of it anything might rise unseen.
     */
    boolean isFlat(double growthMax) {
        return growth <= growthMax || (growthError <= growthMax && growth <= ERRORS * growthError);
    }
}
