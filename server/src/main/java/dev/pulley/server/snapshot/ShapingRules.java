package dev.pulley.server.snapshot;

import dev.pulley.policies.evidence.Bucket;
import dev.pulley.server.task.Absence;
import dev.pulley.server.task.Metric;
import dev.pulley.server.task.ProxyDefinition;
import dev.pulley.server.task.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which of a task's proxies shape its posterior, and from when on the silence of some is zero. Pure. */
final class ShapingRules {
    /**
     * What is known of a bucket's decisions by those proxies whose absence means zero, as a pattern's bits.
     *
     * @param zeros those that are zero where they are silent, since their window has closed
     * @param unknown those that are not known yet, or never will be: as long as only they are heard of to whom it happened, the
     *     others are not to be told from those to whom it will, and an average of the former would be of nobody but them
     */
    record Silence(int zeros, int unknown) {
        static final Silence NONE = new Silence(0, 0);

        /** The metrics that a decision has of which these are reported. */
        int known(int reported) {
            return (reported & ~unknown) | zeros;
        }
    }

    /** A proxy whose absence means zero, of decisions that were made when the task had it already. */
    private record Zero(int bit, long windowMillis, long sinceMillis) {
        boolean isSettled(Bucket bucket, long nowMillis) {
            return bucket.startMillis() >= sinceMillis && bucket.endMillis() + windowMillis <= nowMillis;
        }

        boolean isPending(Bucket bucket, long nowMillis) {
            return bucket.startMillis() >= sinceMillis && bucket.endMillis() + windowMillis > nowMillis;
        }
    }

    private final SortedMap<Integer, ProxyDefinition> proxies = new TreeMap<>();
    private final List<Zero> zeros = new ArrayList<>();

    ShapingRules(Task task) {
        for (ProxyDefinition proxy : task.definition().proxies()) {
            task.metric(proxy.metric())
                    .filter(metric -> metric.position() <= Metric.SHAPING_MAX)
                    .ifPresent(metric -> add(proxy, metric));
        }
    }

    private void add(ProxyDefinition proxy, Metric metric) {
        proxies.put(metric.position(), proxy);
        if (proxy.absent() == Absence.ZERO) {
            zeros.add(new Zero(1 << metric.position(), proxy.window().toMillis(), metric.sinceMillis()));
        }
    }

    /** Those that shape, by position. */
    SortedMap<Integer, ProxyDefinition> proxies() {
        return Collections.unmodifiableSortedMap(proxies);
    }

    Silence silence(Bucket bucket, long nowMillis) {
        int settled = 0;
        int unknown = 0;
        for (Zero zero : zeros) {
            if (zero.isSettled(bucket, nowMillis)) {
                settled |= zero.bit;
            } else {
                unknown |= zero.bit;
            }
        }
        return settled == 0 && unknown == 0 ? Silence.NONE : new Silence(settled, unknown);
    }

    /** Whether the silence of some proxy on a bucket's decisions is yet to become zero. */
    boolean isAging(Bucket bucket, long nowMillis) {
        return zeros.stream().anyMatch(zero -> zero.isPending(bucket, nowMillis));
    }
}
