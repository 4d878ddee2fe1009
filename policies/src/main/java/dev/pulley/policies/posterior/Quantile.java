package dev.pulley.policies.posterior;

import java.util.function.DoubleUnaryOperator;

/** The inverse of a distribution function on the whole line: a bracket that doubles, then bisection to the last bit. */
final class Quantile {
    private static final int DOUBLINGS_LIMIT = 1_100;
    private static final int HALVINGS_LIMIT = 200;

    private Quantile() {}

    static double of(double probability, double centre, double spread, DoubleUnaryOperator cdf) {
        double low = centre - spread;
        double high = centre + spread;
        double step = spread;
        for (int i = 0; i < DOUBLINGS_LIMIT && cdf.applyAsDouble(low) > probability; i++) {
            step *= 2;
            low -= step;
        }
        step = spread;
        for (int i = 0; i < DOUBLINGS_LIMIT && cdf.applyAsDouble(high) < probability; i++) {
            step *= 2;
            high += step;
        }
        for (int i = 0; i < HALVINGS_LIMIT; i++) {
            double middle = low + (high - low) / 2;
            if (middle <= low || middle >= high) {
                break;
            }
            if (cdf.applyAsDouble(middle) < probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low + (high - low) / 2;
    }
}
