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

    static Slope of(double[] values) {
        int n = values.length;
        if (n < VALUES_MIN) {
            throw new IllegalArgumentException("values must be at least " + VALUES_MIN + ": " + n);
        }
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

    /** Whether it rises by no more than a part of the mean, or by nothing that could not be noise. */
    boolean isFlat(double growthMax) {
        return growth <= growthMax || growth <= ERRORS * growthError;
    }
}
