package dev.pulley.server.ledger;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Where the nodes share what is known of keys: one set of named texts that only grows, but for those that have had their
 * time. A stage fails when the ledger is away or does not answer in time. Thread-safe.
 */
public interface KeyLedger {
    /**
     * By which a change is seen.
     *
     * @param set the random name of the set; another name is another set
     * @param version the count of its changes
     */
    record Mark(String set, long version) {}

    record Stored(Mark mark, Map<String, String> entries) {
        public Stored {
            entries = Map.copyOf(entries);
        }
    }

    /** Nothing, where nothing is stored. */
    CompletionStage<Optional<Mark>> mark();

    /** Nothing, where nothing is stored. */
    CompletionStage<Optional<Stored>> read();

    /**
     * Adds the entries whose names are not there yet and drops those that have had their time, unless another set is stored;
     * what is stored then. Doing it twice does no harm.
     *
     * @param known the set and the version that the caller knows; the version goes on from there if it is behind that
     */
    CompletionStage<Stored> add(Mark known, Map<String, String> entries, List<String> outdated);
}
