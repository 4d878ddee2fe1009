package dev.pulley.server.journal;

import java.util.Locale;
import java.util.Optional;

/** When the journal is brought to the disk. A kill of the process loses nothing that was appended, whichever it is. */
public enum Fsync {
    /** When the system likes. */
    NEVER,
    /** Once a second: a failure of the power may cost what was appended since. */
    EVERY_SECOND,
    /** Before an append returns: a failure of the power costs nothing. */
    ALWAYS;

    private static final String EVERY_SECOND_NAME = "1s";

    /** By the name that a person gives: {@code never}, {@code 1s} or {@code always}. */
    public static Optional<Fsync> parse(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "never" -> Optional.of(NEVER);
            case EVERY_SECOND_NAME -> Optional.of(EVERY_SECOND);
            case "always" -> Optional.of(ALWAYS);
            default -> Optional.empty();
        };
    }
}
