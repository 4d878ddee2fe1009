package dev.pulley.loadtests.traffic;

import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * How long decisions took in each phase, from when they were due: a decision that had to wait because those before it did has
 * taken that long too. Thread-safe.
 */
public final class Latencies {
    private static final long MICROS_MAX = 60_000_000;
    private static final int DIGITS = 3;

    private final Map<Phase, Histogram> micros = new EnumMap<>(Phase.class);

    Latencies() {
        for (Phase phase : Phase.values()) {
            micros.put(phase, new ConcurrentHistogram(MICROS_MAX, DIGITS));
        }
    }

    void add(Phase phase, long nanos) {
        of(phase).recordValue(Math.clamp(nanos / 1_000, 0, MICROS_MAX));
    }

    /** In milliseconds; NaN if there were none. */
    public double percentileMillis(Phase phase, double percentile) {
        Histogram histogram = of(phase);
        return histogram.getTotalCount() == 0 ? Double.NaN : histogram.getValueAtPercentile(percentile) / 1e3;
    }

    private Histogram of(Phase phase) {
        Histogram histogram = micros.get(phase);
        if (histogram == null) {
            throw new IllegalStateException("no phase: " + phase);
        }
        return histogram;
    }
}
