package dev.pulley.server.ledger;

import dev.pulley.server.ledger.PartitionChanges.TaskKey;
import java.util.Map;

/**
 * A task's closed buckets as they stood at one moment, field by field, so that they can be kept elsewhere and given back.
 *
 * @param extent which events are in it
 * @param late how many rewards came too late, ever until then
 * @param sources the names of those that rewards come from, by the numbers that the fields know them by
 */
public record ClosedEvidence(
        TaskKey task,
        Extent extent,
        long late,
        Map<Integer, String> sources,
        Map<BucketKey, Map<String, byte[]>> buckets) {
    public ClosedEvidence {
        sources = Map.copyOf(sources);
        buckets = Map.copyOf(buckets);
    }
}
