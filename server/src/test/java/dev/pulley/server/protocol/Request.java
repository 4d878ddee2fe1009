package dev.pulley.server.protocol;

import java.util.List;

/** What a node sends to Redis about one partition. */
sealed interface Request {

    /** How far has this node come? Asked at a start, and once a second, for a failover may have put the fence back. */
    record AskFence(int node, int partition) implements Request {}

    /** The events of one partition in the stretch of a node's journal after {@code from}, up to {@code to}. */
    record Batch(Life life, int partition, Sequence from, Sequence to, List<Event> events) implements Request {
        @Override
        public int node() {
            return life.node();
        }

        @Override
        public String toString() {
            return "%s, partition %d, from %s to %s".formatted(life, partition, from, to);
        }
    }

    int node();

    int partition();
}
