package dev.pulley.server.shipper;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Partitions to which nothing can be written while others can be, so that it is not for want of Redis. Changed by the shipper's
 * thread alone, and read by any.
 */
final class StuckLanes {
    private static final Logger LOG = LoggerFactory.getLogger(StuckLanes.class);

    private final InstantSource clock;
    private volatile long partitions;
    private volatile long sinceMillis;

    StuckLanes(InstantSource clock) {
        this.clock = clock;
    }

    int count() {
        return Long.bitCount(partitions);
    }

    /** Since when there is any; 0 while there is none. */
    long sinceMillis() {
        return sinceMillis;
    }

    void add(Lane lane, @Nullable Throwable failure) {
        if ((partitions & lane.bit()) == 0) {
            sinceMillis = partitions == 0 ? clock.millis() : sinceMillis;
            partitions |= lane.bit();
            LOG.error(
                    "partition {} alone can't be written to; its events wait in the journal, and it is tried again and again",
                    lane.partition(),
                    failure);
        }
    }

    /** Lets a lane go that does not fail any more. */
    void look(Lane lane) {
        if ((partitions & lane.bit()) != 0 && !lane.isRetrying()) {
            partitions &= ~lane.bit();
            sinceMillis = partitions == 0 ? 0 : sinceMillis;
            LOG.info("partition {} can be written to again", lane.partition());
        }
    }
}
