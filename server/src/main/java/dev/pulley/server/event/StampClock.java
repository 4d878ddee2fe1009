package dev.pulley.server.event;

import java.time.InstantSource;

/**
 * The clock that stamps rewards: milliseconds and, within one, a count, in one number that never goes back on this node.
 * Among values of the same time the later stamp stands, and among equal stamps the greater value, so a count that is
 * used up repeats its last stamp and does no harm. Thread-safe.
 */
public final class StampClock {
    /** The bits of a stamp below its milliseconds. */
    public static final int COUNT_BITS = 6;

    private static final long COUNT_MASK = (1 << COUNT_BITS) - 1;

    private final InstantSource clock;
    private long last;

    public StampClock(InstantSource clock) {
        this.clock = clock;
    }

    public synchronized long next() {
        long now = clock.millis() << COUNT_BITS;
        if (now > last) {
            last = now;
        } else if ((last & COUNT_MASK) < COUNT_MASK) {
            last++;
        }
        return last;
    }

    public static long millis(long stamp) {
        return stamp >> COUNT_BITS;
    }
}
