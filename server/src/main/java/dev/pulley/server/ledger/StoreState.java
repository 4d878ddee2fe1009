package dev.pulley.server.ledger;

import java.util.List;
import java.util.Optional;

/**
 * What the store is, and how far each partition has come with one node's journal.
 *
 * @param birth by what this store is told from any other; nothing, where nobody ever wrote to it, or where it lost all
 */
public record StoreState(Optional<String> birth, List<PartitionState> partitions) {
    public StoreState {
        partitions = List.copyOf(partitions);
    }
}
