package dev.pulley.loadtests.traffic;

/** What is happening to the server while the load runs. */
public enum Phase {
    /** Caches fill and code is compiled: nothing is measured. */
    WARM_UP,
    /** Nothing is wrong. */
    BEFORE,
    /** Something is broken. */
    DURING,
    /** It is mended. */
    AFTER
}
