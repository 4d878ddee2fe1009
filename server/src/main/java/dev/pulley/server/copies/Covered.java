package dev.pulley.server.copies;

import dev.pulley.server.event.Position;

/**
 * Which of the node's events nobody needs any more to restore the evidence, since all that they touched is closed and copied.
 *
 * @param upTo the last of them
 * @param closedBeforeMillis by when the evidence closed that they touched; of those that touch any that closes later nothing is said
 */
public record Covered(Position upTo, long closedBeforeMillis) {
    public static final Covered NOTHING = new Covered(Position.START, Long.MIN_VALUE);
}
