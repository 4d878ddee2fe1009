package dev.pulley.server.journal;

import dev.pulley.server.event.Position;

/** An event lies whole in the journal, and this version can't read it: a later one wrote it. */
public final class UnreadableEventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Position position;
    private final int partition;

    UnreadableEventException(Position position, int partition, RuntimeException cause) {
        super("the event at " + position.toText() + " can't be read by this version: " + cause.getMessage(), cause);
        this.position = position;
        this.partition = partition;
    }

    public Position position() {
        return position;
    }

    public int partition() {
        return partition;
    }
}
