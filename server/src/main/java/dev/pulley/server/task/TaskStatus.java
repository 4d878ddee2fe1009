package dev.pulley.server.task;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether a task experiments. No part of its definition, so that neither a new definition nor a rollback changes it.
 *
 * @param winner the variant that a concluded task answers; null for any other
 * @param archived whether it is put away; it keeps the rest for when it is restored
 */
public record TaskStatus(State state, @Nullable String winner, boolean archived) {
    public static final TaskStatus ACTIVE = new TaskStatus(State.ACTIVE, null, false);
    public static final TaskStatus PAUSED = new TaskStatus(State.PAUSED, null, false);

    /** What a task does that is not archived. */
    public enum State {
        ACTIVE,
        PAUSED,
        CONCLUDED
    }

    public TaskStatus {
        if ((winner != null) != (state == State.CONCLUDED)) {
            throw new IllegalArgumentException("a concluded task has a winner, and no other: " + state + " " + winner);
        }
    }

    public static TaskStatus concluded(String winner) {
        return new TaskStatus(State.CONCLUDED, winner, false);
    }

    public TaskStatus withArchived(boolean wanted) {
        return new TaskStatus(state, winner, wanted);
    }

    public String wireName() {
        return archived ? "archived" : state.name().toLowerCase(Locale.ROOT);
    }
}
