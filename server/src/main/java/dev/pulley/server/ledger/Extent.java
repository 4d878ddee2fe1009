package dev.pulley.server.ledger;

import dev.pulley.server.event.Position;
import java.util.Map;

/**
 * What is in a copy of closed evidence: the events of all buckets that end by a time, each node's as far as its journal was
 * applied.
 *
 * @param beforeMillis when the last of the buckets may end
 * @param upTo by node, as fences know them; of others nothing is in it
 */
public record Extent(long beforeMillis, Map<String, Position> upTo) {
    public static final Extent NOTHING = new Extent(Long.MIN_VALUE, Map.of());

    public Extent {
        upTo = Map.copyOf(upTo);
    }

    /** How far a node's journal is in it. */
    public Position upTo(String node) {
        return upTo.getOrDefault(node, Position.START);
    }

    /** Whether all that is in another is in this too. */
    public boolean covers(Extent other) {
        return beforeMillis >= other.beforeMillis
                && other.upTo.entrySet().stream()
                        .noneMatch(theirs -> theirs.getValue().isAfter(upTo(theirs.getKey())));
    }
}
