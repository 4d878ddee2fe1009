package dev.pulley.server.shipper;

import dev.pulley.server.ledger.ChangeResult;
import dev.pulley.server.ledger.RewardResult;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What those who wait for an event are told. */
public sealed interface Settlement {
    /**
     * A reward is applied.
     *
     * @param results for each decision that it was credited to; none, where it waits for one with its reference
     */
    record OfReward(List<RewardResult> results) implements Settlement {
        private static final Map<RewardResult, OfReward> OF_ONE = ofOne();

        private static Map<RewardResult, OfReward> ofOne() {
            Map<RewardResult, OfReward> all = new EnumMap<>(RewardResult.class);
            for (RewardResult result : RewardResult.values()) {
                all.put(result, new OfReward(List.of(result)));
            }
            return all;
        }

        public OfReward {
            results = List.copyOf(results);
        }

        /** One that was credited to one decision. */
        static OfReward of(RewardResult result) {
            return Objects.requireNonNull(OF_ONE.get(result), "there is one for each result");
        }
    }

    /** A change is decided. */
    record OfChange(ChangeResult result) implements Settlement {}

    /** The event is safe in the journal, but the ledger has not answered in time; it will be applied. */
    record Queued() implements Settlement {}
}
