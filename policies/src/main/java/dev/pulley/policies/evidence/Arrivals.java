package dev.pulley.policies.evidence;

import java.util.Arrays;

/**
 * When the outcomes came that stand on some decisions: for each bin of delays, how many of them first came in it, and the sum
 * of their values as they stand now. Only the bins that have any are kept.
 */
public final class Arrivals implements Additive<Arrivals> {
    public static final Arrivals NONE = new Arrivals(new int[0], new double[0], new double[0]);

    private final int[] bins;
    private final double[] counts;
    private final double[] sums;

    private Arrivals(int[] bins, double[] counts, double[] sums) {
        this.bins = bins;
        this.counts = counts;
        this.sums = sums;
    }

    /** Those of one bin. */
    public static Arrivals of(int bin, double count, double sum) {
        if (bin < 0) {
            throw new IllegalArgumentException("bin must not be negative: " + bin);
        }
        if (!(count >= 0 && Double.isFinite(count))) {
            throw new IllegalArgumentException("count must be finite and not negative: " + count);
        }
        if (!Double.isFinite(sum)) {
            throw new IllegalArgumentException("sum must be finite: " + sum);
        }
        return count == 0 ? NONE : new Arrivals(new int[] {bin}, new double[] {count}, new double[] {sum + 0.0});
    }

    /** The bins that have any, from the first to the last. */
    public int[] bins() {
        return bins.clone();
    }

    /** How many outcomes came in a bin. */
    public double count(int bin) {
        int place = Arrays.binarySearch(bins, bin);
        return place < 0 ? 0 : counts[place];
    }

    /** The sum of the values of the outcomes that came in a bin. */
    public double sum(int bin) {
        int place = Arrays.binarySearch(bins, bin);
        return place < 0 ? 0 : sums[place];
    }

    /** How many came in all. */
    public double count() {
        double count = 0;
        for (double each : counts) {
            count += each;
        }
        return count;
    }

    @Override
    public Arrivals plus(Arrivals other) {
        return combined(other, 1);
    }

    @Override
    public Arrivals minus(Arrivals other) {
        return combined(other, -1);
    }

    private Arrivals combined(Arrivals other, int sign) {
        if (other.bins.length == 0) {
            return this;
        }
        int most = bins.length + other.bins.length;
        int[] allBins = new int[most];
        double[] allCounts = new double[most];
        double[] allSums = new double[most];
        int size = 0;
        int i = 0;
        int j = 0;
        while (i < bins.length || j < other.bins.length) {
            int bin = Math.min(
                    i < bins.length ? bins[i] : Integer.MAX_VALUE,
                    j < other.bins.length ? other.bins[j] : Integer.MAX_VALUE);
            double count = 0;
            double sum = 0;
            if (i < bins.length && bins[i] == bin) {
                count += counts[i];
                sum += sums[i++];
            }
            if (j < other.bins.length && other.bins[j] == bin) {
                count += sign * other.counts[j];
                sum += sign * other.sums[j++];
            }
            if (!(count >= 0)) {
                throw new IllegalArgumentException("what was never added cannot be taken away: bin " + bin);
            }
            if (count > 0) {
                allBins[size] = bin;
                allCounts[size] = count;
                allSums[size++] = sum + 0.0;
            }
        }
        return new Arrivals(Arrays.copyOf(allBins, size), Arrays.copyOf(allCounts, size), Arrays.copyOf(allSums, size));
    }

    @Override
    public boolean isEmpty() {
        return bins.length == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Arrivals that
                && Arrays.equals(bins, that.bins)
                && Arrays.equals(counts, that.counts)
                && Arrays.equals(sums, that.sums);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bins) + Arrays.hashCode(sums);
    }

    @Override
    public String toString() {
        return "bins " + Arrays.toString(bins) + " counts " + Arrays.toString(counts) + " sums "
                + Arrays.toString(sums);
    }
}
