package dev.pulley.server.ledger;

import dev.pulley.server.event.Position;
import java.util.Optional;

/**
 * How far a partition has come with one node's journal.
 *
 * @param birth nothing, where the partition was never written
 * @param givenBack how often closed evidence was given back to it
 */
public record PartitionState(int partition, Position fence, Optional<String> birth, long givenBack) {}
