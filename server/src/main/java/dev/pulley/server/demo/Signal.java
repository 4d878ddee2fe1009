package dev.pulley.server.demo;

import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A proxy as the simulated users give it.
 *
 * @param slope how much more of it there is, within one variant, when the call will succeed than when it will not
 */
record Signal(String metric, Kind kind, double slope) {

    enum Kind {
        /** Yes or no, told either way by most users. */
        ANSWER,
        /** Told only when it happens. */
        OCCURRENCE,
        /** A number from 0 to 1. */
        FRACTION,
        /** A time, around the level. */
        SECONDS
    }

    private static final double SHARE_OF_USERS_WHO_ANSWER = 0.85;
    private static final double FRACTION_SPREAD = 0.12;
    private static final double SECONDS_SPREAD = 0.3;

    /** The value, as JSON; nothing if nothing is told. */
    Optional<String> draw(double level, boolean success, SplittableRandom random) {
        double expected = level + (success ? slope / 2 : -slope / 2);
        return switch (kind) {
            case ANSWER -> {
                boolean yes = random.nextDouble() < expected;
                yield random.nextDouble() < SHARE_OF_USERS_WHO_ANSWER ? Optional.of(yes ? "1" : "0") : Optional.empty();
            }
            case OCCURRENCE -> random.nextDouble() < expected ? Optional.of("1") : Optional.empty();
            case FRACTION -> rounded(Math.clamp(expected + FRACTION_SPREAD * random.nextGaussian(), 0, 1));
            case SECONDS -> rounded(expected * Math.exp(SECONDS_SPREAD * random.nextGaussian()));
        };
    }

    private static Optional<String> rounded(double value) {
        return Optional.of(Double.toString(Math.rint(value * 1_000) / 1_000));
    }
}
