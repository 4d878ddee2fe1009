package dev.pulley.policies.numeric;

/**
 * A fixed set of points that fills a cube of any dimension evenly along each of its axes: equally many points in every
 * slice of an axis (M. McKay, R. Beckman and W. Conover, A comparison of three methods for selecting values of input
 * variables, 1979). Each axis permutes the points in its own way, by a small keyed bijection, so that nothing is stored
 * and nothing is drawn.
 */
public final class LatinHypercube {
    private static final int POINT_BITS = 11;
    private static final int SLICE_BITS = 8;

    /** How many points there are. */
    public static final int POINTS = 1 << POINT_BITS;

    /** How many slices an axis has. */
    public static final int SLICES = 1 << SLICE_BITS;

    private static final int MASK = POINTS - 1;
    private static final int ROUNDS = 4;

    private LatinHypercube() {}

    /** The slice of an axis, from 0 to {@link #SLICES} - 1, in which each point lies, in order of the points. */
    public static int[] slices(int axis) {
        int[] result = new int[POINTS];
        for (int point = 0; point < POINTS; point++) {
            result[point] = point;
        }
        for (int round = 1; round <= ROUNDS; round++) {
            int key = key(axis * (long) ROUNDS + round);
            int factor = key | 1;
            int shift = key >>> POINT_BITS;
            for (int point = 0; point < POINTS; point++) {
                // An odd factor, a shift of the whole and a folding of the upper half: each can be undone.
                int place = (result[point] * factor + shift) & MASK;
                result[point] = place ^ (place >>> (POINT_BITS / 2));
            }
        }
        for (int point = 0; point < POINTS; point++) {
            result[point] >>>= POINT_BITS - SLICE_BITS;
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
