package dev.pulley.server.journal;

import dev.pulley.server.event.Position;
import java.time.Duration;
import java.util.Optional;

/**
 * How much of the journal an operator wants to keep. What may go at all is a matter of what was shipped and is closed;
 * without a limit all stays, as the record of what happened.
 *
 * @param age beyond which a segment is to go
 * @param bytes beyond which the oldest segments are to go
 */
public record Retention(Optional<Duration> age, Optional<Long> bytes) {
    public static final Retention ALL = new Retention(Optional.empty(), Optional.empty());

    public Retention {
        if (age.isPresent() && age.get().isNegative()) {
            throw new IllegalArgumentException("age must not be negative: " + age.get());
        }
        if (bytes.isPresent() && bytes.get() < 1) {
            throw new IllegalArgumentException("bytes must be positive: " + bytes.get());
        }
    }

    /**
     * What may go.
     *
     * @param upTo events behind this may not
     * @param closedBeforeMillis nor those that touch evidence that closes then or later
     */
    public record Safe(Position upTo, long closedBeforeMillis) {
        public static final Safe NOTHING = new Safe(Position.START, Long.MIN_VALUE);
    }

    /**
     * What became of it.
     *
     * @param segments how many were deleted
     * @param bytes that they had
     * @param heldBack why the next one had to stay although the limits want it gone
     */
    public record Outcome(int segments, long bytes, Optional<String> heldBack) {}
}
