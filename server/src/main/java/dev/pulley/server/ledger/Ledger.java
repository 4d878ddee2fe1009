package dev.pulley.server.ledger;

import dev.pulley.server.task.Task;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where the shipper writes. A stage fails when the ledger is away or does not answer in time. Thread-safe. */
public interface Ledger {
    /**
     * Applies a batch, or says why not. Sending the same batch again is harmless.
     *
     * @param mark the birth of the store that the node belongs to, and what it knows to be given back
     *     ({@link GivenBack#mark}); a partition of another birth, or of none, or that was given back more, takes nothing
     */
    CompletionStage<BatchAnswer> apply(Batch batch, String mark);

    /**
     * Rolls narrow buckets, to which nothing comes any more, up into a wide one that holds them.
     *
     * @return how many there were
     */
    CompletionStage<Long> rollUp(String birth, BucketKey wide, List<BucketKey> narrow);

    /** What a partition was given back that is in a node's journal too. */
    CompletionStage<GivenBack> givenBack(int partition, long node);

    /** What the store is, and how far each partition has come with this node's journal. */
    CompletionStage<StoreState> state(long node);

    /** Gives the store its birth, if it has none; the birth that it has then. */
    CompletionStage<String> bear(String birth);

    /**
     * Makes a partition fit to be written to: gives it the store's birth, if it has none, and each of these tasks where it
     * has none or an older revision. Harmless where nothing is missing.
     *
     * @return whether it was done; not, where the partition is of another birth
     */
    CompletionStage<Boolean> restore(int partition, String birth, List<Task> tasks);
}
