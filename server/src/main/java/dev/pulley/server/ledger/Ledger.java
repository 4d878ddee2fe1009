package dev.pulley.server.ledger;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where the shipper writes. A stage fails when the ledger is away or does not answer in time. Thread-safe. */
public interface Ledger {
    /**
     * Applies a batch, or says why not. Sending the same batch again is harmless.
     *
     * @param birth of the partition, as the node knows it; if the partition was never written, this becomes its birth
     */
    CompletionStage<BatchAnswer> apply(Batch batch, String birth);

    /** How far each partition has come with this node's journal, and of which birth it is. */
    CompletionStage<List<PartitionState>> states(long node);
}
