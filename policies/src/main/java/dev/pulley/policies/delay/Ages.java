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

    /** Some decisions whose ages are of one range. */
    public record Part(Range range, double decisions) {
        public Part {
            if (!(decisions >= 0 && Double.isFinite(decisions))) {
                throw new IllegalArgumentException("decisions must be finite and not negative: " + decisions);
            }
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
        return together(
                bins, buckets.stream().map(range -> List.of(new Part(range, 1))).toList());
    }

    /** Where several buckets are taken for one: each of these has passed what its decisions have on average. */
    public static Ages together(DelayBins bins, List<List<Part>> groups) {
        int[] passedBins = new int[groups.size()];
        double[][] parts = new double[groups.size()][];
        for (int g = 0; g < passedBins.length; g++) {
            List<Part> group = groups.get(g);
            int passed = DelayBins.COUNT;
            int begun = 0;
            double decisions = 0;
            for (Part part : group) {
                int ofPart = passed(bins, part.range);
                passed = Math.min(passed, ofPart);
                begun = Math.max(begun, begun(bins, part.range, ofPart));
                decisions += part.decisions;
            }
            passedBins[g] = passed;
            parts[g] = new double[Math.max(0, begun - passed)];
            for (Part part : group) {
                double weight = decisions > 0 ? part.decisions / decisions : 1.0 / group.size();
                for (int bin = passed; bin < begun; bin++) {
                    parts[g][bin - passed] += weight * part(bins, bin, part.range);
                }
            }
        }
        return new Ages(bins, passedBins, parts);
    }

    /** How many bins all decisions of a range have passed; all, where it is closed. */
    private static int passed(DelayBins bins, Range range) {
        return range.youngestMillis >= bins.closingMillis() ? DelayBins.COUNT : bins.binOf((long) range.youngestMillis);
    }

    /** How many bins any decision of a range has begun, all of which have passed so many. */
    private static int begun(DelayBins bins, Range range, int passed) {
        int begun = passed;
        while (begun < DelayBins.COUNT && bins.edgeMillis(begun) < range.oldestMillis) {
            begun++;
        }
        return begun;
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

    /** Of what goes in a straight line from each edge of a bin to the next, what it is on average at the ages of a bucket. */
    double between(double[] atEdges, int bucket) {
        int passed = passedBins[bucket];
        double[] begun = parts[bucket];
        double sum = atEdges[passed];
        for (int i = 0; i < begun.length; i++) {
            sum += (atEdges[passed + i + 1] - atEdges[passed + i]) * begun[i];
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
