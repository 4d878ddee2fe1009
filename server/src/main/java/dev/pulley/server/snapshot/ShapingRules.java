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

/** Which of a task's proxies shape its posterior, with what weights, and from when on their silence is zero. Pure. */
final class ShapingRules {
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

    /** The proxies, as a pattern's bits, that were silent for all of their window on a bucket's decisions if they are silent now. */
    int zeros(Bucket bucket, long nowMillis) {
        int bits = 0;
        for (Zero zero : zeros) {
            bits |= zero.isSettled(bucket, nowMillis) ? zero.bit : 0;
        }
        return bits;
    }

    /** Whether the silence of some proxy on a bucket's decisions is yet to become zero. */
    boolean isAging(Bucket bucket, long nowMillis) {
        return zeros.stream().anyMatch(zero -> zero.isPending(bucket, nowMillis));
    }
}
