package dev.pulley.server.task;

/**
 * How long the decisions of earlier revisions are open, where later ones have it otherwise.
 *
 * @param lastRevision the last for which that holds
 * @param closesAfterMillis how long after a decision its last reward may come in
 */
public record FormerWindow(long lastRevision, long closesAfterMillis) {}
