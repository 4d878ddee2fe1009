package dev.pulley.server.security;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * So many requests a second for each key on this node, and as many at once after a second of silence. There are only as
 * many buckets as there are keys. Thread-safe.
 *
 * <p>The virtual scheduling form of the leaky bucket (ITU-T I.371, "generic cell rate algorithm"): one number a key, the time
 * at which its bucket will be empty.
 * <ol>
 *   <li>A bucket that is empty by now is as if it emptied now.
 *   <li>If it empties no later than a bucketful less one request from now, the request fits, and adds its share.
 *   <li>Else it is refused, and costs nothing.
 * </ol>
 */
public final class RateLimit {
    /** Nobody is held up. */
    public static final RateLimit NONE = new RateLimit(0, System::nanoTime);

    private static final long BUCKET_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long intervalNanos;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<String, AtomicLong> emptyAt = new ConcurrentHashMap<>();

    private RateLimit(long intervalNanos, LongSupplier nanoTime) {
        this.intervalNanos = intervalNanos;
        this.nanoTime = nanoTime;
    }

    /**
     * So many requests a second for each key.
     *
     * @param nanoTime a clock that never goes back
     */
    public static RateLimit perSecond(int requests, LongSupplier nanoTime) {
        if (requests < 1) {
            throw new IllegalArgumentException("requests must be at least 1: " + requests);
        }
        return new RateLimit(Math.max(1, BUCKET_NANOS / requests), nanoTime);
    }

    /** Whether a key's next request fits now; if so, it counts. Else one fits within a second. */
    public boolean admits(String keyId) {
        if (intervalNanos == 0) {
            return true;
        }
        long now = nanoTime.getAsLong();
        AtomicLong known = emptyAt.get(keyId);
        AtomicLong bucket = known == null ? emptyAt.computeIfAbsent(keyId, any -> new AtomicLong(now)) : known;
        while (true) {
            long last = bucket.get();
            long ahead = Math.max(0, last - now);
            if (ahead > BUCKET_NANOS - intervalNanos) {
                return false;
            }
            if (bucket.compareAndSet(last, now + ahead + intervalNanos)) {
                return true;
            }
        }
    }
}
