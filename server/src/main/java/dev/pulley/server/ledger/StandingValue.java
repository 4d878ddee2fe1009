package dev.pulley.server.ledger;

import org.jspecify.annotations.Nullable;

/**
 * What stands of one metric on one decision.
 *
 * @param metric the metric's position
 * @param value null where it was retracted
 * @param atMillis as of when
 * @param source whom it came from; null where nobody said, or its name was one too many to keep
 * @param trust how much it counts
 */
public record StandingValue(
        int metric,
        @Nullable Double value,
        long atMillis,
        @Nullable String source,
        double trust) {}
