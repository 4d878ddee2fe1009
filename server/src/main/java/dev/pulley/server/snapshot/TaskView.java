package dev.pulley.server.snapshot;

import dev.pulley.policies.allocation.Allocation;
import dev.pulley.policies.allocation.DrawTable;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.server.ledger.PartitionChanges.Counters;
import dev.pulley.server.task.Task;
import java.util.List;

/**
 * One task, ready to answer from.
 *
 * @param variants those that can be chosen, in the order of the definition; the draw table and the allocation name them
 *     by their places in this list
 * @param variantIds their ids, in the same order
 * @param rewardedShare of its decisions, how many get any reward
 * @param counters what is counted beside the evidence
 */
@SuppressWarnings("ArrayRecordComponent") // read by every draw; nobody writes it
public record TaskView(
        Task task,
        Evidence evidence,
        List<VariantView> variants,
        int[] variantIds,
        Allocation allocation,
        DrawTable table,
        double rewardedShare,
        Counters counters) {
    /** Whether anything was learned or decided under the task's outcome. */
    public boolean hasEvidence() {
        return !evidence.buckets().isEmpty();
    }
}
