package dev.pulley.server.ledger;

/** For how long more than needed the store keeps what stands on decisions. */
public final class StateTime {
    /** What is shipped so late, since Redis was away or hung, finds what it repeats or corrects. */
    private static final long SLACK_MILLIS = 10 * 60_000L;

    /** Clocks may differ by so much. */
    private static final long MARGIN_MILLIS = 60_000;

    private StateTime() {}

    /**
     * How long after the first decision of a chunk is closed the chunk's state may go: its decisions are made within a quarter of
     * their window.
     *
     * @param openMillis how long a decision is open, window and grace together
     */
    public static long afterCloseMillis(long openMillis) {
        return openMillis / 4 + SLACK_MILLIS;
    }

    /**
     * How long after a bucket's end nothing comes to it any more: its decisions are closed, and what stood on them is gone.
     *
     * @param openMillis how long a decision is open, window and grace together
     */
    public static long quietMillis(long openMillis) {
        return openMillis + afterCloseMillis(openMillis) + MARGIN_MILLIS;
    }
}
