package dev.pulley.server.http;

import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import java.util.HashMap;
import java.util.Map;

/**
 * How many answers without a near end may be under way: on this server, and of one tenant, so that none takes all the
 * places. One to a server. Thread-safe.
 */
public final class StreamPlaces {
    static final int STREAMS_MAX = 256;
    static final int STREAMS_PER_TENANT_MAX = 64;

    private final Map<Integer, Integer> taken = new HashMap<>();
    private int all;

    /** A place that is taken until it is left, once. */
    final class Place {
        private final int tenant;
        private boolean isLeft;

        private Place(int tenant) {
            this.tenant = tenant;
        }

        void leave() {
            synchronized (StreamPlaces.this) {
                if (!isLeft) {
                    isLeft = true;
                    all--;
                    taken.computeIfPresent(tenant, (key, count) -> count == 1 ? null : count - 1);
                }
            }
        }
    }

    synchronized Result<Place> take(int tenant) {
        int mine = taken.getOrDefault(tenant, 0);
        if (mine >= STREAMS_PER_TENANT_MAX) {
            return Result.refused(
                    ProblemCode.RATE_LIMITED,
                    "this tenant has " + STREAMS_PER_TENANT_MAX
                            + " streams open on this server, which is the most; close one");
        }
        if (all >= STREAMS_MAX) {
            return Result.refused(
                    ProblemCode.RATE_LIMITED,
                    "this server has " + STREAMS_MAX + " streams open, which is the most; try again later");
        }
        taken.put(tenant, mine + 1);
        all++;
        return Result.ok(new Place(tenant));
    }
}
