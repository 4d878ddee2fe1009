package dev.pulley.simulator.report;

import java.util.List;
import java.util.Locale;

/**
 * Writes one chart as inline SVG: a frame with a logarithmic axis of decisions, and lines, bands and areas in it. Colours
 * come from the page's style sheet, by class, so that the chart follows light and dark.
 */
final class Svg {
    private static final double WIDTH = 720;
    private static final double HEIGHT = 320;
    private static final double LEFT = 64;
    private static final double RIGHT = 16;
    private static final double TOP = 12;
    private static final double BOTTOM = 40;
    private static final int TICKS = 5;

    private final StringBuilder svg = new StringBuilder();
    private final long firstDecisions;
    private final long lastDecisions;
    private final double greatest;

    Svg(String label, long firstDecisions, long lastDecisions, double greatest) {
        this.firstDecisions = firstDecisions;
        this.lastDecisions = lastDecisions;
        this.greatest = greatest > 0 ? greatest : 1;
        svg.append(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">%n",
                WIDTH,
                HEIGHT,
                Html.escaped(label)));
        grid();
    }

    /** A line through one point for each number of decisions. */
    void line(String cssClass, List<Long> decisions, List<Double> values) {
        svg.append(String.format(
                Locale.ROOT,
                "<polyline class=\"line %s\" points=\"%s\"/>%n",
                cssClass,
                points(decisions, values, false)));
    }

    /** The area between two lines. */
    void band(String cssClass, List<Long> decisions, List<Double> low, List<Double> high) {
        svg.append(String.format(
                Locale.ROOT,
                "<polygon class=\"%s\" points=\"%s %s\"/>%n",
                cssClass,
                points(decisions, high, false),
                points(decisions, low, true)));
    }

    String finish() {
        return svg.append("</svg>\n").toString();
    }

    private void grid() {
        double step = niceStep(greatest / TICKS);
        for (double value = 0; value <= greatest * (1 + 1e-9); value += step) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>"
                            + "<text class=\"tick\" text-anchor=\"end\" x=\"%.1f\" y=\"%.1f\">%s</text>%n",
                    LEFT,
                    WIDTH - RIGHT,
                    y(value),
                    y(value),
                    LEFT - 8,
                    y(value) + 4,
                    number(value)));
        }
        for (long decade = 1; decade <= lastDecisions; decade *= 10) {
            if (decade >= firstDecisions) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>"
                                + "<text class=\"tick\" text-anchor=\"middle\" x=\"%.1f\" y=\"%.1f\">%s</text>%n",
                        x(decade),
                        x(decade),
                        TOP,
                        HEIGHT - BOTTOM,
                        x(decade),
                        HEIGHT - BOTTOM + 16,
                        number((double) decade)));
            }
        }
        svg.append(String.format(
                Locale.ROOT,
                "<text class=\"tick\" text-anchor=\"middle\" x=\"%.1f\" y=\"%.1f\">decisions</text>%n",
                (LEFT + WIDTH - RIGHT) / 2,
                HEIGHT - 6));
    }

    private String points(List<Long> decisions, List<Double> values, boolean backwards) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < decisions.size(); i++) {
            int at = backwards ? decisions.size() - 1 - i : i;
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(decisions.get(at)), y(values.get(at))));
        }
        return points.toString().strip();
    }

    private double x(long decisions) {
        double span = Math.log((double) lastDecisions / firstDecisions);
        double share = span > 0 ? Math.log((double) decisions / firstDecisions) / span : 0.5;
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - value / greatest * (HEIGHT - TOP - BOTTOM);
    }

    /** The next of 1, 2 or 5 times a power of ten. */
    private static double niceStep(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= least * (1 - 1e-9)) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static String number(double value) {
        if (value >= 1e6) {
            return String.format(Locale.ROOT, "%sM", plain(value / 1e6));
        }
        return value >= 1e4 ? String.format(Locale.ROOT, "%sk", plain(value / 1e3)) : plain(value);
    }

    private static String plain(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.3g", value);
    }
}
