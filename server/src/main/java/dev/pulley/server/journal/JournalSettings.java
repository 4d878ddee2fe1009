package dev.pulley.server.journal;

/**
 * How a journal is kept.
 *
 * @param segmentBytes about how long a segment gets before the next is begun
 */
public record JournalSettings(Fsync fsync, long segmentBytes, Retention retention) {
    public static final long SEGMENT_BYTES_STANDARD = 64L << 20;
    /** The least that holds any event. */
    public static final long SEGMENT_BYTES_MIN = 8L << 20;

    public static final long SEGMENT_BYTES_MAX = 1L << 30;

    public static final JournalSettings STANDARD =
            new JournalSettings(Fsync.EVERY_SECOND, SEGMENT_BYTES_STANDARD, Retention.ALL);

    public JournalSettings {
        if (segmentBytes < 1 || segmentBytes > SEGMENT_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "segmentBytes must be from 1 to " + SEGMENT_BYTES_MAX + ", not " + segmentBytes);
        }
    }
}
