package dev.pulley.simulator.environment;

/** What a reward is: 0 or 1, or any number. */
public enum Outcome {
    BINARY,
    NUMBER
}
