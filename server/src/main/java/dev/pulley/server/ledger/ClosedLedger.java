package dev.pulley.server.ledger;

import dev.pulley.server.ledger.PartitionChanges.TaskKey;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Where closed evidence is copied from, and given back to. A stage fails when the ledger is away. Thread-safe. */
public interface ClosedLedger {
    /**
     * The buckets of a partition's tasks.
     *
     * @param count the partition's count of changes, at which these were all
     * @param byTask of each bucket the count at which it last changed
     */
    record Buckets(long count, Map<TaskKey, Map<BucketKey, Long>> byTask) {
        public Buckets {
            byTask = Map.copyOf(byTask);
        }

        public Map<BucketKey, Long> of(TaskKey task) {
            return byTask.getOrDefault(task, Map.of());
        }
    }

    CompletionStage<Buckets> buckets(int partition);

    /**
     * What stands in a task's closed buckets, at one moment.
     *
     * @param beforeMillis by when those end that are closed
     * @param closed all of them, as far as was known at {@code count}
     * @return nothing, where another has come since, or the store is of another birth
     */
    CompletionStage<Optional<ClosedEvidence>> copy(
            String birth, TaskKey task, long beforeMillis, Set<BucketKey> closed, long count);

    /**
     * Puts a copy in the place of what stands in a task's closed buckets, unless the same or more was given back before. From
     * then on events that are in it are applied no more.
     *
     * @return whether the partition is of that birth, and so has it now
     */
    CompletionStage<Boolean> giveBack(String birth, ClosedEvidence copy);
}
