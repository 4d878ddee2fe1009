package dev.pulley.loadtests.generator;

import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a run showed after its warm-up.
 *
 * @param kinds in the order of the traffic's
 * @param refusals answers that are no 2xx, by their status
 * @param firstRefusal the first of them, as it was written
 * @param unsent calls that were due and for which there was no connection until the end; they are in the histograms with the
 *     time that they had waited
 */
public record Measured(
        List<OfKind> kinds,
        List<Moment> moments,
        double seconds,
        Map<Integer, Long> refusals,
        String firstRefusal,
        long unsent) {
    public Measured {
        kinds = List.copyOf(kinds);
        moments = List.copyOf(moments);
        refusals = Map.copyOf(refusals);
    }

    /**
     * One kind's.
     *
     * @param answered with 2xx, within the time that was measured
     * @param queued of these, with 202: taken, and not in effect yet
     * @param nanos from when it was due, or sent where nothing is due, to the last byte of its answer
     */
    public record OfKind(Traffic.Kind kind, long answered, long queued, Histogram nanos) {
        public double perSecond(double seconds) {
            return (double) answered / seconds;
        }

        public double percentileMicros(double percentile) {
            return nanos.getTotalCount() == 0 ? Double.NaN : nanos.getValueAtPercentile(percentile) / 1e3;
        }
    }

    /** Calls of a kind a second. */
    public double perSecond(int kind) {
        return kinds.get(kind).perSecond(seconds);
    }

    /** Things that came with calls of a kind, a second. */
    public double itemsPerSecond(int kind) {
        return perSecond(kind) * kinds.get(kind).kind().items();
    }

    public double percentileMicros(int kind, double percentile) {
        return kinds.get(kind).percentileMicros(percentile);
    }
}
