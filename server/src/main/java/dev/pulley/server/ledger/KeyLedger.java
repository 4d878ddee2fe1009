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
     * @param change the random name of its last change. A count would not do: nodes that each give an emptied ledger back
     *     what they know can come to the same count with other things.
     */
    record Mark(String set, String change) {}

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
     * @param next the set, and a name that no change had before; the change gets it if there is one
     */
    CompletionStage<Stored> add(Mark next, Map<String, String> entries, List<String> outdated);
}
