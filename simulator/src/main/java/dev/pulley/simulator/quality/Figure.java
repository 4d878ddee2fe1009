package dev.pulley.simulator.quality;

import dev.pulley.simulator.experiment.Sample;
import java.util.Locale;

/**
 * One measured figure, and what it is held against.
 *
 * @param required what must be reached
 * @param goal what is wished for
 */
record Figure(String name, double value, double standardError, Bounds required, Bounds goal) {
    /** A figure is within a bound if so many standard errors more are. */
    private static final double STANDARD_ERRORS = 2;

    static Figure reported(String name, double value, double standardError) {
        return new Figure(name, value, standardError, Bounds.NONE, Bounds.NONE);
    }

    static Figure reported(String name, Sample sample) {
        return reported(name, sample.mean(), sample.standardError());
    }

    /** The ratio of two means from the same runs; to first order, its error is that of the difference that it makes. */
    static Figure ratio(String name, Sample sample, Sample other) {
        double ratio = sample.mean() / other.mean();
        return reported(name, ratio, sample.minus(ratio, other).standardError() / other.mean());
    }

    Figure requiring(Bounds bounds) {
        return new Figure(name, value, standardError, bounds, goal);
    }

    Figure wishing(Bounds bounds) {
        return new Figure(name, value, standardError, required, bounds);
    }

    boolean reached() {
        return required.hold(value, STANDARD_ERRORS * standardError);
    }

    /** Whether the figure misses its bound by more than chance can explain, even in a small version. */
    boolean refuted(double standardErrors) {
        return !required.hold(value, -standardErrors * standardError);
    }

    String valueText() {
        return plain(value);
    }

    String standardErrorText() {
        return standardError == 0 ? "" : String.format(Locale.ROOT, "%.2g", standardError);
    }

    String verdict() {
        if (!reached()) {
            return "MISSED";
        }
        String wish = goal.hold(value, STANDARD_ERRORS * standardError) ? "goal reached" : "goal missed";
        if (required.areNone()) {
            return goal.areNone() ? "" : wish;
        }
        return goal.areNone() ? "reached" : "reached, " + wish;
    }

    static String plain(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return Long.toString((long) value);
        }
        return String.format(Locale.ROOT, Math.abs(value) >= 1000 ? "%.1f" : "%.4g", value);
    }
}
