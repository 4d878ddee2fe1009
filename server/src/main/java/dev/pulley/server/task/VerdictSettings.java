package dev.pulley.server.task;

/**
 * When a task's verdict is reached.
 *
 * @param minEffect the least difference that matters, in the outcome's units
 * @param error how probably a verdict may be wrong
 */
public record VerdictSettings(double minEffect, double error) {
    public static final VerdictSettings DEFAULT = new VerdictSettings(0.01, 0.05);
}
