package dev.pulley.policies.evidence;

import java.util.Comparator;

/** One metric, as one source reports it. */
public record SourceMetric(int source, int metric) implements Comparable<SourceMetric> {
    private static final Comparator<SourceMetric> ORDER =
            Comparator.comparingInt(SourceMetric::source).thenComparingInt(SourceMetric::metric);

    public SourceMetric {
        if (source <= 0) {
            throw new IllegalArgumentException("source must be positive: " + source);
        }
        if (metric < 0) {
            throw new IllegalArgumentException("metric must not be negative: " + metric);
        }
    }

    @Override
    public int compareTo(SourceMetric other) {
        return ORDER.compare(this, other);
    }
}
