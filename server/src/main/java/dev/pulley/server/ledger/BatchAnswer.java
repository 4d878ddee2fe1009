package dev.pulley.server.ledger;

import dev.pulley.server.event.Position;

/** What became of a batch. */
public sealed interface BatchAnswer {
    /**
     * It is applied.
     *
     * @param changes the partition's count of changes, with this one
     * @param results what it came to, in a form that {@link BatchResults} reads
     */
    record Applied(long changes, String results) implements BatchAnswer {}

    /**
     * Nothing was written: the partition's fence for the node stands elsewhere.
     *
     * @param lastResults the results of the batch that brought it there
     */
    record FencedElsewhere(Position fence, String lastResults) implements BatchAnswer {}

    /**
     * Nothing was written: the partition is not of the birth that the node knows, or was given back more than it knows.
     *
     * @param birth empty, where it has none, since it is new or lost all
     */
    record OtherBirth(String birth) implements BatchAnswer {}
}
