package dev.pulley.policies.allocation;

/**
 * Draws a variant for a unit so that the same unit keeps its variant for as long as the allocation allows: weighted
 * rendezvous hashing (D. Thaler and C. Ravishankar, 1998; weights as by C. Schindelhauer and G. Schomaker, 2005).
 *
 * <ol>
 *   <li>For each variant, h = mix(unitHash + (id + 1) 0x9E3779B97F4A7C15), with the 64-bit finaliser of SplitMix64
 *       (G. Steele and others, 2014).
 *   <li>u = ((h &gt;&gt;&gt; 11) + 1/2) 2^-53, a uniform number strictly between 0 and 1.
 *   <li>The variant with the least -ln(u) / share is chosen: with independent u that happens with probability share.
 * </ol>
 *
 * <p>When shares change, only units for which the least one changed move. Logarithms are StrictMath's, so that every
 * node chooses alike.
 */
public final class StickyDraw {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private StickyDraw() {}

    /**
     * The place of the variant drawn, in the order of the ids.
     *
     * @param unitHash 64 well-mixed bits of the task and the unit
     * @param variantIds the variants' numbers, which never change their meaning
     * @param allocation the share of each
     */
    public static int draw(long unitHash, int[] variantIds, Allocation allocation) {
        if (variantIds.length != allocation.size()) {
            throw new IllegalArgumentException(
                    "variantIds must be as many as the shares (" + allocation.size() + "): " + variantIds.length);
        }
        int chosen = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < variantIds.length; k++) {
            double share = allocation.share(k);
            double distance = share > 0 ? -StrictMath.log(uniform(unitHash, variantIds[k])) / share : least;
            if (distance < least) {
                least = distance;
                chosen = k;
            }
        }
        return chosen;
    }

    private static double uniform(long unitHash, int variantId) {
        long hash = mix(unitHash + (variantId + 1L) * GOLDEN_GAMMA);
        return ((hash >>> 11) + 0.5) * 0x1p-53;
    }

    private static long mix(long bits) {
        long first = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        long second = (first ^ (first >>> 27)) * 0x94D049BB133111EBL;
        return second ^ (second >>> 31);
    }
}
