package dev.pulley.policies.allocation;

import java.util.Arrays;

/**
 * Draws from an allocation in constant time, by the alias method (A. J. Walker, 1977, with the construction of M. D. Vose,
 * 1991): a column is chosen evenly; below its threshold it is its own variant, above it that of its alias.
 *
 * <p>One word of 64 random bits is enough: in the 128-bit product of the bits and the number of columns the upper half is
 * the column, the lower half is compared with the threshold.
 */
public final class DrawTable {
    private static final double TWO_TO_64 = 0x1p64;

    private final Allocation allocation;
    private final long[] thresholds;
    private final int[] aliases;

    private DrawTable(Allocation allocation, long[] thresholds, int[] aliases) {
        this.allocation = allocation;
        this.thresholds = thresholds;
        this.aliases = aliases;
    }

    public static DrawTable of(double... shares) {
        return of(Allocation.of(shares));
    }

    public static DrawTable of(Allocation allocation) {
        int size = allocation.size();
        double[] heights = new double[size];
        int[] aliases = new int[size];
        int[] queue = new int[size];
        int low = 0;
        int high = size;
        for (int k = 0; k < size; k++) {
            heights[k] = allocation.share(k) * size;
            aliases[k] = k;
            if (heights[k] < 1) {
                queue[low++] = k;
            } else {
                queue[--high] = k;
            }
        }
        // The low columns wait before `low`, the high ones from `high` on; each low one takes its rest from a high one.
        while (low > 0 && high < size) {
            int poor = queue[--low];
            int rich = queue[high];
            aliases[poor] = rich;
            heights[rich] = heights[rich] + heights[poor] - 1;
            if (heights[rich] < 1) {
                high++;
                queue[low++] = rich;
            }
        }
        // Columns left over are full but for rounding, unless their share is 0: such a one must never be drawn.
        int anyRich = greatest(allocation);
        while (low > 0) {
            int poor = queue[--low];
            aliases[poor] = allocation.share(poor) > 0 ? poor : anyRich;
        }
        long[] thresholds = new long[size];
        for (int k = 0; k < size; k++) {
            thresholds[k] = aliases[k] == k ? -1 : unsigned(heights[k]);
        }
        return new DrawTable(allocation, thresholds, aliases);
    }

    private static int greatest(Allocation allocation) {
        int greatest = 0;
        for (int k = 1; k < allocation.size(); k++) {
            greatest = allocation.share(k) > allocation.share(greatest) ? k : greatest;
        }
        return greatest;
    }

    /** A part of 1 as an unsigned fraction of 2^64. */
    private static long unsigned(double part) {
        double scaled = part * TWO_TO_64;
        if (scaled >= TWO_TO_64) {
            return -1;
        }
        return scaled < 0x1p63 ? (long) Math.max(0, scaled) : (long) (scaled - 0x1p63) + Long.MIN_VALUE;
    }

    /** The variant that these 64 random bits draw. */
    public int draw(long randomBits) {
        int size = thresholds.length;
        int column = (int) Math.unsignedMultiplyHigh(randomBits, size);
        long within = randomBits * size;
        return Long.compareUnsigned(within, thresholds[column]) < 0 ? column : aliases[column];
    }

    /** The probability with which a variant is drawn. */
    public double propensity(int variant) {
        return allocation.share(variant);
    }

    public Allocation allocation() {
        return allocation;
    }

    @Override
    public String toString() {
        return "DrawTable" + Arrays.toString(allocation.shares());
    }
}
