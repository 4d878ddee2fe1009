package dev.pulley.policies.delay;

import java.util.List;

/** How much of each delay bin the decisions of each bucket have passed, on average. Immutable. */
public final class Ages {
    /** How old the decisions of one bucket are, evenly from the youngest to the oldest. */
    public record Range(double youngestMillis, double oldestMillis) {
        public Range {
            if (!(youngestMillis >= 0 && Double.isFinite(youngestMillis))) {
                throw new IllegalArgumentException("youngestMillis must be finite and not negative: " + youngestMillis);
            }
            if (!(oldestMillis >= youngestMillis && Double.isFinite(oldestMillis))) {
                throw new IllegalArgumentException("oldestMillis must be finite and at least the youngest ("
                        + youngestMillis + "): " + oldestMillis);
            }
        }

        /** The ages, at a time, of the decisions of a stretch of time, of which only the part that is over counts. */
        public static Range of(long startMillis, long endMillis, long nowMillis) {
            double youngest = Math.max(0, (double) (nowMillis - endMillis));
            return new Range(youngest, Math.max(youngest, (double) (nowMillis - startMillis)));
        }
    }

    private final DelayBins bins;
    private final double[][] passed;
    private final boolean[] closed;

    private Ages(DelayBins bins, double[][] passed, boolean[] closed) {
        this.bins = bins;
        this.passed = passed;
        this.closed = closed;
    }

    public static Ages of(DelayBins bins, List<Range> buckets) {
        double[][] passed = new double[buckets.size()][DelayBins.COUNT];
        boolean[] closed = new boolean[buckets.size()];
        for (int b = 0; b < passed.length; b++) {
            Range range = buckets.get(b);
            closed[b] = range.youngestMillis >= bins.closingMillis();
            for (int bin = 0; bin < DelayBins.COUNT; bin++) {
                passed[b][bin] = closed[b] ? 1 : passed(bins, bin, range);
            }
        }
        return new Ages(bins, passed, closed);
    }

    /** The average, over the ages of a bucket, of the part of a bin that has passed: by its integral, a parabola in the bin. */
    private static double passed(DelayBins bins, int bin, Range range) {
        double from = bins.edgeMillis(bin);
        double width = bins.edgeMillis(bin + 1) - from;
        double low = (range.youngestMillis - from) / width;
        double high = (range.oldestMillis - from) / width;
        if (low >= 1 || high <= 0) {
            return low >= 1 ? 1 : 0;
        }
        return high - low < 1e-9 ? Math.max(0, Math.min(1, low)) : (integral(high) - integral(low)) / (high - low);
    }

    /** The integral of a ramp from 0 at 0 to 1 at 1 and on. */
    private static double integral(double place) {
        double inside = Math.max(0, Math.min(1, place));
        return inside * inside / 2 + Math.max(0, place - 1);
    }

    DelayBins bins() {
        return bins;
    }

    int buckets() {
        return passed.length;
    }

    /** The part of each bin that a bucket has passed; not to be written to. */
    double[] passed(int bucket) {
        return passed[bucket];
    }

    /** Whether all of a bucket's reports are in that will ever be. */
    boolean isClosed(int bucket) {
        return closed[bucket];
    }
}
