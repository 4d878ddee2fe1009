package dev.pulley.server.snapshot;

import dev.pulley.policies.evidence.Bucket;
import dev.pulley.policies.evidence.BucketEvidence;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What was made of each of a task's buckets, for as long as their sums and whatever else it depends on stay the same. It makes no
 * difference but in time. For one thread.
 */
final class BucketMemo<K, V> {
    private record Made<K, V>(BucketEvidence sums, K given, V value) {}

    private final Map<Bucket, Made<K, V>> known = new HashMap<>();

    /** @param given what else the value depends on */
    @SuppressWarnings(
            "ReferenceEquality") // sums that changed are another object, and to compare them would cost as much
    V get(Bucket bucket, BucketEvidence sums, K given, Supplier<V> made) {
        Made<K, V> before = known.get(bucket);
        if (before != null && before.sums == sums && before.given.equals(given)) {
            return before.value;
        }
        V value = made.get();
        known.put(bucket, new Made<>(sums, given, value));
        return value;
    }

    /** Forgets all buckets but these. */
    void keep(Set<Bucket> buckets) {
        if (known.size() > buckets.size()) {
            known.keySet().retainAll(buckets);
        }
    }
}
