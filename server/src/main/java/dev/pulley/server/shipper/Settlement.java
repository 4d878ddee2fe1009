package dev.pulley.server.shipper;

import dev.pulley.server.ledger.ChangeResult;
import dev.pulley.server.ledger.RewardResult;
import java.util.List;

/** What those who wait for an event are told. */
public sealed interface Settlement {
    /**
     * A reward is applied.
     *
     * @param results for each decision that it was credited to; none, where it waits for one with its reference
     */
    record OfReward(List<RewardResult> results) implements Settlement {
        public OfReward {
            results = List.copyOf(results);
        }
    }

    /** A change is decided. */
    record OfChange(ChangeResult result) implements Settlement {}

    /** The event is safe in the journal, but the ledger has not answered in time; it will be applied. */
    record Queued() implements Settlement {}
}
