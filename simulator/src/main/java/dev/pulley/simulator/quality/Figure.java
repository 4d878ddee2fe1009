package dev.pulley.simulator.quality;

import dev.pulley.simulator.experiment.Sample;
import java.util.Locale;

/**
 * One measured figure and what it is held against.
 *
 * @param required what must be reached, in words; empty where the figure is only reported
 * @param goal what is wished for, in words; empty where there is none
 */
record Figure(
        String bar,
        String name,
        double value,
        double standardError,
        String required,
        boolean reached,
        String goal,
        boolean goalReached) {
    private static final double STANDARD_ERRORS = 2;

    /** Reached if the figure and two standard errors are at most the bound. */
    static Figure atMost(String bar, String name, Sample sample, double required, double goal) {
        return atMost(bar, name, sample.mean(), sample.standardError(), required, goal);
    }

    static Figure atMost(String bar, String name, double value, double standardError, double required, double goal) {
        double high = value + STANDARD_ERRORS * standardError;
        return new Figure(
                bar,
                name,
                value,
                standardError,
                "<= " + plain(required),
                high <= required,
                Double.isNaN(goal) ? "" : "<= " + plain(goal),
                high <= goal);
    }

    /** Reached if the figure, two standard errors up and down, lies within the bounds. */
    static Figure within(String bar, String name, double value, double standardError, double low, double high) {
        double margin = STANDARD_ERRORS * standardError;
        return new Figure(
                bar,
                name,
                value,
                standardError,
                "in [" + plain(low) + ", " + plain(high) + "]",
                value - margin >= low && value + margin <= high,
                "",
                true);
    }

    /** Reported, and held against a wish only. */
    static Figure wished(String bar, String name, double value, double standardError, double goal) {
        double high = value + STANDARD_ERRORS * standardError;
        return new Figure(bar, name, value, standardError, "", true, "<= " + plain(goal), high <= goal);
    }

    static Figure reported(String bar, String name, double value, double standardError) {
        return new Figure(bar, name, value, standardError, "", true, "", true);
    }

    String valueText() {
        return plain(value);
    }

    String standardErrorText() {
        return standardError == 0 ? "" : String.format(Locale.ROOT, "%.2g", standardError);
    }

    String verdict() {
        if (!reached) {
            return "MISSED";
        }
        String met = required.isEmpty() ? "" : "reached";
        if (goal.isEmpty()) {
            return met;
        }
        String wish = goalReached ? "goal reached" : "goal missed";
        return met.isEmpty() ? wish : met + ", " + wish;
    }

    private static String plain(double value) {
        if (value == 0) {
            return "0";
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return Math.abs(value) >= 1000
                ? String.format(Locale.ROOT, "%.1f", value)
                : String.format(Locale.ROOT, "%.4g", value);
    }
}
