package dev.pulley.server.stats;

/**
 * The density of one belief.
 *
 * @param heights at evenly spaced values, the first of which is {@code from} and the last {@code to}
 */
@SuppressWarnings("ArrayRecordComponent") // written to answers; nobody changes it
public record TaskDensity(double from, double to, double[] heights) {}
