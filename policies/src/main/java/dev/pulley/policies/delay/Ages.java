package dev.pulley.policies.delay;

import java.util.Arrays;
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

    /** By bucket: how many bins it has passed as a whole; all, where it is closed. */
    private final int[] passedBins;

    /** By bucket: how much it has passed of each of the next ones, as far as it has begun them. */
    private final double[][] parts;

    private Ages(DelayBins bins, int[] passedBins, double[][] parts) {
        this.bins = bins;
        this.passedBins = passedBins;
        this.parts = parts;
    }

    public static Ages of(DelayBins bins, List<Range> buckets) {
        int count = buckets.size();
        int[] passedBins = new int[count];
        double[][] parts = new double[count][];
        for (int b = 0; b < count; b++) {
            Range range = buckets.get(b);
            boolean isClosed = range.youngestMillis >= bins.closingMillis();
            int passed = isClosed ? DelayBins.COUNT : bins.binOf((long) range.youngestMillis);
            int begun = passed;
            while (begun < DelayBins.COUNT && bins.edgeMillis(begun) < range.oldestMillis) {
                begun++;
            }
            passedBins[b] = passed;
            parts[b] = new double[begun - passed];
            for (int bin = passed; bin < begun; bin++) {
                parts[b][bin - passed] = part(bins, bin, range);
            }
        }
        return new Ages(bins, passedBins, parts);
    }

    /** The average, over the ages of a bucket, of the part of a bin that has passed: by its integral, a parabola in the bin. */
    private static double part(DelayBins bins, int bin, Range range) {
        double from = bins.edgeMillis(bin);
        double width = bins.edgeMillis(bin + 1) - from;
        double low = (range.youngestMillis - from) / width;
        double high = (range.oldestMillis - from) / width;
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
        return parts.length;
    }

    /** Whether all of a bucket's reports are in that will ever be. */
    boolean isClosed(int bucket) {
        return passedBins[bucket] == DelayBins.COUNT;
    }

    /**
     * Of a whole whose shares lie in the bins, the part that lies in what a bucket has passed.
     *
     * @param below for each bin the sum of the shares of those before it
     */
    double seen(double[] shares, double[] below, int bucket) {
        int passed = passedBins[bucket];
        double[] begun = parts[bucket];
        double sum = below[passed];
        for (int i = 0; i < begun.length; i++) {
            sum += shares[passed + i] * begun[i];
        }
        return sum;
    }

    /** For each bin the sum, over some buckets, of a number of theirs times the part of the bin that they have yet to pass. */
    double[] yetToPass(int[] buckets, double[] numbers) {
        double[] sums = new double[DelayBins.COUNT];
        double[] fromBin = new double[DelayBins.COUNT + 1];
        for (int n = 0; n < numbers.length; n++) {
            int passed = passedBins[buckets[n]];
            double[] begun = parts[buckets[n]];
            fromBin[passed + begun.length] += numbers[n];
            for (int i = 0; i < begun.length; i++) {
                sums[passed + i] += numbers[n] * (1 - begun[i]);
            }
        }
        double yetToBegin = 0;
        for (int bin = 0; bin < sums.length; bin++) {
            yetToBegin += fromBin[bin];
            sums[bin] += yetToBegin;
        }
        return sums;
    }

    /** How much of each bin the bucket has passed that has passed most, of those that have any decisions. */
    double[] reach(double[] decisions) {
        double[] reach = new double[DelayBins.COUNT];
        int most = 0;
        for (int b = 0; b < decisions.length; b++) {
            if (decisions[b] > 0) {
                most = Math.max(most, passedBins[b]);
                double[] begun = parts[b];
                for (int i = 0; i < begun.length; i++) {
                    int bin = passedBins[b] + i;
                    reach[bin] = Math.max(reach[bin], begun[i]);
                }
            }
        }
        Arrays.fill(reach, 0, most, 1);
        return reach;
    }
}
