package dev.pulley.server.ledger;

import org.jspecify.annotations.Nullable;

/**
 * What stands of one metric on one decision.
 *
 * @param metric the metric's position
 * @param value null where it was retracted
 * @param atMillis as of when
 */
public record StandingValue(int metric, @Nullable Double value, long atMillis) {}
