package dev.pulley.loadtests.figures;

import dev.pulley.loadtests.generator.Measured;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A page that shows latency by percentile, and calls by second, as SVG. */
final class CurvesPage {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 340;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 20;
    private static final int BOTTOM = 40;
    private static final double NINES_MAX = 4;
    private static final int POINTS = 160;
    private static final String[] COLOURS = {
        "#1b6ca8", "#c8553d", "#3a7d44", "#8a4f9e", "#b8860b", "#476072", "#d1495b", "#00798c"
    };

    private CurvesPage() {}

    /** A line on a chart, each point x and y. */
    private record Curve(String name, List<double[]> points) {}

    static String of(String title, String circumstances, List<Ratio> ratios, List<Shown> runs) {
        List<Curve> latencies = new ArrayList<>();
        List<Curve> rates = new ArrayList<>();
        for (Shown run : runs) {
            for (Measured.OfKind of : run.measured().kinds()) {
                latencies.add(latency(run.name() + ": " + of.kind().name(), of));
            }
            rates.add(new Curve(
                    run.name(),
                    run.measured().moments().stream()
                            .map(moment -> new double[] {moment.second(), (double) moment.calls()})
                            .toList()));
        }
        StringBuilder page = new StringBuilder(32_768);
        page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(text(title))
                .append("</title><style>body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;"
                        + "padding:0 1rem;color:#222;background:#fff}svg{width:100%;height:auto}table{border-collapse:"
                        + "collapse}td,th{padding:.2rem .6rem;border-bottom:1px solid #ddd;text-align:right}"
                        + "td:first-child,th:first-child{text-align:left}</style></head><body><h1>")
                .append(text(title))
                .append("</h1><p>")
                .append(text(circumstances))
                .append("</p>");
        if (!ratios.isEmpty()) {
            page.append(table(ratios));
        }
        page.append("<h2>Latency by percentile</h2>")
                .append(chart(latencies, true))
                .append("<h2>Calls in each second</h2>")
                .append(chart(rates, false));
        return page.append("</body></html>\n").toString();
    }

    private static String table(List<Ratio> ratios) {
        StringBuilder out = new StringBuilder(
                "<table><tr><th></th><th>ratio, median</th><th>least</th><th>greatest</th><th>required</th></tr>");
        for (Ratio ratio : ratios) {
            out.append(String.format(
                    Locale.ROOT,
                    "<tr><td>%s</td><td>%.2f</td><td>%.2f</td><td>%.2f</td><td>%.2f</td></tr>",
                    text(ratio.name()),
                    ratio.median(),
                    ratio.least(),
                    ratio.greatest(),
                    ratio.required()));
        }
        return out.append("</table>").toString();
    }

    /** Percentiles by their nines (1 is 90%, 2 is 99%), latency in powers of ten of a microsecond. */
    private static Curve latency(String name, Measured.OfKind of) {
        List<double[]> points = new ArrayList<>();
        if (of.nanos().getTotalCount() > 0) {
            for (int i = 0; i <= POINTS; i++) {
                double nines = NINES_MAX * i / POINTS;
                double micros = of.percentileMicros(100 * (1 - Math.pow(10, -nines)));
                points.add(new double[] {nines, Math.log10(Math.max(1, micros))});
            }
        }
        return new Curve(name, points);
    }

    private static String chart(List<Curve> curves, boolean isLatency) {
        double xMin = least(curves, 0, 0);
        double xMax = Math.max(xMin + 1, greatest(curves, 0));
        double yMin = isLatency ? Math.floor(least(curves, 1, 1)) : 0;
        double yMax = Math.max(yMin + 1, isLatency ? Math.ceil(greatest(curves, 1)) : 1.05 * greatest(curves, 1));
        StringBuilder svg = new StringBuilder(8_192);
        int legend = 18 * curves.size() + 10;
        svg.append(String.format(
                Locale.ROOT, "<svg viewBox=\"0 0 %d %d\" role=\"img\" font-size=\"12\">", WIDTH, HEIGHT + legend));
        int lines = isLatency ? (int) (yMax - yMin) : 5;
        for (int i = 0; i <= lines; i++) {
            double value = yMin + (yMax - yMin) * i / lines;
            double y = y(value, yMin, yMax);
            String label = isLatency ? micros(Math.pow(10, value)) : String.format(Locale.ROOT, "%,.0f", value);
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%.1f\""
                            + " text-anchor=\"end\">%s</text>",
                    LEFT,
                    WIDTH - RIGHT,
                    y,
                    y,
                    LEFT - 6,
                    y + 4,
                    label));
        }
        for (int i = 0; i <= 4; i++) {
            double value = xMin + (xMax - xMin) * i / 4;
            String label = isLatency
                    ? new String[] {"0%", "90%", "99%", "99.9%", "99.99%"}[i]
                    : String.format(Locale.ROOT, "%.0f s", value);
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    x(value, xMin, xMax),
                    HEIGHT - BOTTOM + 20,
                    label));
        }
        for (int i = 0; i < curves.size(); i++) {
            svg.append(line(curves.get(i), COLOURS[i % COLOURS.length], xMin, xMax, yMin, yMax));
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" fill=\"%s\"/><text x=\"%d\" y=\"%d\">%s</text>",
                    LEFT,
                    HEIGHT + 18 * i,
                    COLOURS[i % COLOURS.length],
                    LEFT + 18,
                    HEIGHT + 18 * i + 11,
                    text(curves.get(i).name())));
        }
        return svg.append("</svg>").toString();
    }

    private static String line(Curve curve, String colour, double xMin, double xMax, double yMin, double yMax) {
        StringBuilder points = new StringBuilder();
        for (double[] point : curve.points()) {
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point[0], xMin, xMax), y(point[1], yMin, yMax)));
        }
        return "<polyline fill=\"none\" stroke-width=\"1.5\" stroke=\"" + colour + "\" points=\"" + points + "\"/>";
    }

    private static double x(double value, double min, double max) {
        return LEFT + (WIDTH - LEFT - RIGHT) * (value - min) / (max - min);
    }

    private static double y(double value, double min, double max) {
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * (value - min) / (max - min);
    }

    private static double least(List<Curve> curves, int axis, double other) {
        return curves.stream()
                .flatMap(curve -> curve.points().stream())
                .mapToDouble(point -> point[axis])
                .min()
                .orElse(other);
    }

    private static double greatest(List<Curve> curves, int axis) {
        return curves.stream()
                .flatMap(curve -> curve.points().stream())
                .mapToDouble(point -> point[axis])
                .max()
                .orElse(1);
    }

    private static String micros(double micros) {
        if (micros < 1e3) {
            return String.format(Locale.ROOT, "%.0f us", micros);
        }
        return micros < 1e6
                ? String.format(Locale.ROOT, "%.0f ms", micros / 1e3)
                : String.format(Locale.ROOT, "%.0f s", micros / 1e6);
    }

    private static String text(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
