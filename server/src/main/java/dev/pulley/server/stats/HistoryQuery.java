package dev.pulley.server.stats;

import org.jspecify.annotations.Nullable;

/**
 * Which part of a task's history is wanted, and how fine; what is null is chosen to suit the task.
 *
 * @param stepMillis over 0
 */
public record HistoryQuery(
        @Nullable Long fromMillis,
        @Nullable Long toMillis,
        @Nullable Long stepMillis) {
    public HistoryQuery {
        if (stepMillis != null && stepMillis <= 0) {
            throw new IllegalArgumentException("stepMillis must be positive: " + stepMillis);
        }
    }
}
