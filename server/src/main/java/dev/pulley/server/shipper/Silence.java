package dev.pulley.server.shipper;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the ledger answers, and since when it has not. Changed by the shipper's thread alone, and read by any. */
final class Silence {
    private static final Logger LOG = LoggerFactory.getLogger(Silence.class);

    private final InstantSource clock;
    private volatile long sinceMillis;

    Silence(InstantSource clock) {
        this.clock = clock;
    }

    /** Since when the ledger has not answered; 0 while it does. */
    long sinceMillis() {
        return sinceMillis;
    }

    boolean isLongerThan(long millis) {
        long since = sinceMillis;
        return since != 0 && clock.millis() - since > millis;
    }

    /** @param forMillis since how long */
    void begin(@Nullable Throwable failure, long forMillis) {
        if (sinceMillis == 0) {
            sinceMillis = clock.millis() - forMillis;
            LOG.warn("nothing can be written to Redis; events wait in the journal", failure);
        }
    }

    void end() {
        if (sinceMillis != 0) {
            LOG.info("Redis can be written to again, after {} ms", clock.millis() - sinceMillis);
            sinceMillis = 0;
        }
    }
}
