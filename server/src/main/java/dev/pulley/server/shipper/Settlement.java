package dev.pulley.server.shipper;

import dev.pulley.server.ledger.ChangeResult;
import dev.pulley.server.ledger.RewardResult;

/** What those who wait for an event are told. */
public sealed interface Settlement {
    /** A reward is applied. */
    record OfReward(RewardResult result) implements Settlement {}

    /** A change is decided. */
    record OfChange(ChangeResult result) implements Settlement {}

    /** The event is safe in the journal, but the ledger has not answered in time; it will be applied. */
    record Queued() implements Settlement {}
}
