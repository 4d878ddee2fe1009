package dev.pulley.server.ledger;

import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.server.event.Position;
import dev.pulley.server.task.Task;
import java.util.List;
import java.util.Map;

/**
 * What changed in a partition, as it stands now.
 *
 * @param upTo the count of changes that this covers
 * @param fences how far it had come with each node's journal, at least, when this was read
 * @param late for each task whose late rewards changed, how many there are
 */
public record PartitionChanges(
        int partition,
        long upTo,
        Map<String, Position> fences,
        List<Task> tasks,
        Map<BucketKey, BucketEvidence> buckets,
        Map<TaskKey, Long> late) {
    public PartitionChanges {
        fences = Map.copyOf(fences);
        tasks = List.copyOf(tasks);
        buckets = Map.copyOf(buckets);
        late = Map.copyOf(late);
    }

    /** A task by its ids. */
    public record TaskKey(int tenant, int task) {}
}
