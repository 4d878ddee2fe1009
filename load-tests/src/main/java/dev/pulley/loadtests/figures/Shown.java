package dev.pulley.loadtests.figures;

import dev.pulley.loadtests.generator.Measured;
import java.util.Locale;

/** A run, under the name that it goes by. */
public record Shown(String name, Measured measured) {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};

    static String head() {
        return """
                | run | calls | a second | p50, us | p90, us | p99, us | p99.9, us | p99.99, us | most, us | of these 202 | never sent |
                |---|---|---|---|---|---|---|---|---|---|---|
                """;
    }

    /** A row for each kind of call. */
    String rows() {
        StringBuilder rows = new StringBuilder();
        for (Measured.OfKind of : measured.kinds()) {
            rows.append(String.format(
                    Locale.ROOT,
                    "| %s: %s | %d | %.0f |",
                    name,
                    of.kind().name(),
                    of.answered(),
                    of.perSecond(measured.seconds())));
            for (double percentile : PERCENTILES) {
                rows.append(String.format(Locale.ROOT, " %.0f |", of.percentileMicros(percentile)));
            }
            rows.append(String.format(
                    Locale.ROOT, " %.0f | %d | %d |%n", of.percentileMicros(100), of.queued(), measured.unsent()));
        }
        return rows.toString();
    }
}
