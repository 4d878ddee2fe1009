package dev.pulley.server.ledger;

/** What became of one reward on one decision. */
public enum RewardResult {
    ACCEPTED,
    CORRECTED,
    REPEATED,
    LATE,
    /** It stands, and counts when the decision is said to have been shown. */
    WAITING
}
