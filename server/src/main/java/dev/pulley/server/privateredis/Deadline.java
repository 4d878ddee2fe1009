package dev.pulley.server.privateredis;

import java.util.concurrent.TimeUnit;

/** How long to look again at something that only another process can bring about. */
final class Deadline {
    /** Redis mostly needs a few tens of milliseconds; who waits longer than this does not mind ten more. */
    private static final long TIGHT_MILLIS = 250;

    private static final long TIGHT_PAUSE_MILLIS = 1;
    private static final long PAUSE_MILLIS = 10;

    private final long startNanos = System.nanoTime();
    private final long limitMillis;

    Deadline(long limitMillis) {
        this.limitMillis = limitMillis;
    }

    boolean isOver() {
        return spentMillis() >= limitMillis;
    }

    long spentMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    void pause() throws PrivateRedisException {
        try {
            Thread.sleep(spentMillis() < TIGHT_MILLIS ? TIGHT_PAUSE_MILLIS : PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PrivateRedisException("interrupted while waiting for the private Redis", e);
        }
    }
}
