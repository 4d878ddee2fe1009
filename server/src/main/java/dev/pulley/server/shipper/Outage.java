package dev.pulley.server.shipper;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Whether something that is needed is away, and since when. Changed by the shipper's thread alone, and read by any. */
final class Outage {
    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

    private final InstantSource clock;
    private final Level level;
    private final String begun;
    private final String over;
    private volatile long sinceMillis;

    /**
     * One that has not begun.
     *
     * @param level of what is logged when it begins
     * @param begun what is logged then
     * @param over what is logged when it is over
     */
    Outage(InstantSource clock, Level level, String begun, String over) {
        this.clock = clock;
        this.level = level;
        this.begun = begun;
        this.over = over;
    }

    /** Since when it lasts; 0 while there is none. */
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
            LOG.atLevel(level).setCause(failure).log(begun);
        }
    }

    void end() {
        if (sinceMillis != 0) {
            LOG.info("{}, after {} ms", over, clock.millis() - sinceMillis);
            sinceMillis = 0;
        }
    }
}
