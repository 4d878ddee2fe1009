package dev.pulley.server.ledger;

import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.server.event.Position;
import dev.pulley.server.task.Partition;
import dev.pulley.server.task.Task;
import java.util.List;
import java.util.Map;

/**
 * What changed in a partition, as it stands now.
 *
 * @param upTo the count of changes that this covers
 * @param fences how far it had come with each node's journal, at least, when this was read
 * @param unreadable buckets that changed and can't be read, each with what is wrong with it
 * @param counters of each task whose counters changed
 */
public record PartitionChanges(
        int partition,
        long upTo,
        Map<String, Position> fences,
        List<Task> tasks,
        Map<BucketKey, BucketEvidence> buckets,
        Map<BucketKey, String> unreadable,
        Map<TaskKey, Counters> counters) {
    public PartitionChanges {
        fences = Map.copyOf(fences);
        tasks = List.copyOf(tasks);
        buckets = Map.copyOf(buckets);
        unreadable = Map.copyOf(unreadable);
        counters = Map.copyOf(counters);
    }

    /**
     * What is counted beside the evidence.
     *
     * @param late rewards that came too late to count
     * @param waiting rewards whose reference no decision has yet
     * @param sources the names of those that rewards come from, by their numbers in the evidence
     */
    public record Counters(long late, long waiting, Map<Integer, String> sources) {
        public static final Counters NONE = new Counters(0, 0);

        public Counters {
            sources = Map.copyOf(sources);
        }

        /** Of a task whose rewards have no named source. */
        public Counters(long late, long waiting) {
            this(late, waiting, Map.of());
        }
    }

    /** A task by its ids. */
    public record TaskKey(int tenant, int task) {
        /** Ids of one partition end in the same bits, so the lower bits of the hash must come from the upper ones. */
        @Override
        public int hashCode() {
            return tenant + Integer.rotateRight(task, Partition.BITS);
        }
    }
}
