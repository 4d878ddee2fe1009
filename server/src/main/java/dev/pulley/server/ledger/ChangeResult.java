package dev.pulley.server.ledger;

/** What became of a change. */
public sealed interface ChangeResult {
    /** The task stands at the new revision, under this id. */
    record Stored(int taskId) implements ChangeResult {}

    /** Another revision stands than the one that the change was made from. */
    record Conflict(long revision) implements ChangeResult {}
}
