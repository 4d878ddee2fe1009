package dev.pulley.policies.numeric;

/**
 * A fixed set of points that fills a cube of any dimension evenly along each of its axes: the same number of points in
 * every equal slice (M. McKay, R. Beckman and W. Conover, A comparison of three methods for selecting values of input
 * variables, 1979). Each axis permutes the slices in its own way, by a small keyed bijection, so that nothing is stored
 * and nothing is drawn.
 */
public final class LatinHypercube {
    private static final int BITS = 10;

    /** How many points there are, and how many slices an axis has. */
    public static final int POINTS = 1 << BITS;

    private static final int MASK = POINTS - 1;
    private static final int ROUNDS = 4;

    private LatinHypercube() {}

    /** The slice of an axis, from 0 to {@link #POINTS} - 1, in which each point lies, in order of the points. */
    public static int[] slices(int axis) {
        int[] result = new int[POINTS];
        int[] keys = new int[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            keys[round] = key(axis * (long) ROUNDS + round + 1);
        }
        for (int point = 0; point < POINTS; point++) {
            int slice = point;
            for (int key : keys) {
                // An odd factor, a shift of the whole and a folding of the upper half: each can be undone.
                slice = (slice * (key | 1) + (key >>> BITS)) & MASK;
                slice ^= slice >>> (BITS / 2);
            }
            result[point] = slice;
        }
        return result;
    }

    /** Bits without a pattern from a number (the finisher of SplitMix64, G. Steele, D. Lea and C. Flood, 2014). */
    private static int key(long number) {
        long z = number * 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return (int) ((z ^ (z >>> 31)) >>> 32);
    }
}
