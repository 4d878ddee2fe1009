package dev.pulley.loadtests.generator;

/**
 * One second of a run, for all kinds together.
 *
 * @param second counted from the end of the warm-up; below 0 within it
 * @param calls that were answered in it
 * @param open calls that are not answered, or are due and not sent
 */
public record Moment(int second, long calls, double p50Micros, double p99Micros, long open) {}
