package dev.pulley.server.ledger;

import dev.pulley.server.token.Decision;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where the refresher reads. A stage fails when the ledger is away or does not answer in time. Thread-safe. */
public interface EvidenceSource {
    /** Who reads changes must look at least so often, or begin anew: no trace of what went is kept for longer. */
    long FOLLOWS_WITHIN_MILLIS = 2 * 60_000L;

    /** What stands on a decision, until its window and grace are over; by metric. */
    CompletionStage<List<StandingValue>> standing(Decision decision);

    /** Each partition's count of changes; 0 where it was never written. */
    CompletionStage<List<Long>> changeCounts();

    /**
     * Something that stays the same as long as the source can't have gone back to an earlier state unnoticed, by a restart or
     * by another server that took over.
     */
    CompletionStage<String> incarnation();

    /** A bucket's sums as they stand now. */
    CompletionStage<BucketRead> bucket(int partition, BucketKey bucket);

    /** What changed in a partition after a count of changes: all of it or, where that is much, the oldest part. */
    CompletionStage<PartitionChanges> changesAfter(int partition, long count);
}
