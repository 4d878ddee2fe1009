package dev.pulley.policies.delay;

/**
 * The bins that delays are counted in: {@value #COUNT} of them, from 0 to when nothing more can come, with the edges
 * (i / {@value #COUNT})&sup3; of it. So of 8 days the first bin has 21 seconds, and the last, where what is missing yet has
 * to be told apart, no more than a tenth.
 *
 * <p>A delay here is the time from a decision to when its outcome became known, not to when it became true: what is still
 * out is out because nothing has been heard.
 *
 * @param closingMillis how long after a decision the last report can come: window and grace
 */
public record DelayBins(long closingMillis) {
    /** How many bins there are. */
    public static final int COUNT = 32;

    /** The longest time that is taken, a hundred years: far from where edges would overflow. */
    private static final long GREATEST_CLOSING_MILLIS = 100L * 366 * 24 * 60 * 60 * 1_000;

    public DelayBins {
        if (!(closingMillis > 0 && closingMillis <= GREATEST_CLOSING_MILLIS)) {
            throw new IllegalArgumentException(
                    "closingMillis must be over 0 and at most " + GREATEST_CLOSING_MILLIS + ": " + closingMillis);
        }
    }

    /** Where a bin begins, and the one before ends; the edge {@value #COUNT} is the end of the last. */
    public double edgeMillis(int edge) {
        if (!(edge >= 0 && edge <= COUNT)) {
            throw new IllegalArgumentException("edge must be between 0 and " + COUNT + ": " + edge);
        }
        return closingMillis * ((double) (edge * edge * edge) / (COUNT * COUNT * COUNT));
    }

    /**
     * The bin of a delay, whose lower edge is in it and whose upper edge is not. What lies beyond the bins, by clocks that
     * differ or by a window that was changed, is in the first or the last of them.
     */
    public int binOf(long delayMillis) {
        if (delayMillis <= 0) {
            return 0;
        }
        if (delayMillis >= closingMillis) {
            return COUNT - 1;
        }
        int bin = (int) (COUNT * Math.cbrt((double) delayMillis / closingMillis));
        // The root may be off by its last place, on either side of an edge.
        while (bin > 0 && delayMillis < edgeMillis(bin)) {
            bin--;
        }
        while (bin < COUNT - 1 && delayMillis >= edgeMillis(bin + 1)) {
            bin++;
        }
        return bin;
    }
}
