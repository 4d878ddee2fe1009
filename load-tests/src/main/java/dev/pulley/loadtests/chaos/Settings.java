package dev.pulley.loadtests.chaos;

import java.time.Duration;
import java.util.List;

/**
 * How a scenario is run.
 *
 * @param rounds how often something is broken; 0 for the scenario's own
 * @param eventsPerSecond decisions and rewards that are offered; 0 for the scenario's own
 * @param length how long what takes its time takes; nothing for the scenario's own
 * @param isShort whether warming up and waiting are as short as they can be
 */
public record Settings(
        List<String> scenarios, int rounds, long seed, double eventsPerSecond, Duration length, boolean isShort) {
    private static final double RATE = 5_000;

    public Settings {
        scenarios = List.copyOf(scenarios);
    }

    int roundsOr(int own) {
        return rounds > 0 ? rounds : own;
    }

    double rate() {
        return rateOr(RATE);
    }

    double rateOr(double own) {
        return eventsPerSecond > 0 ? eventsPerSecond : own;
    }

    Duration lengthOr(Duration own) {
        return length.isZero() ? own : length;
    }

    /** Until the code that decides is compiled. */
    Duration warmUp() {
        return isShort ? Duration.ofMillis(500) : Duration.ofSeconds(15);
    }

    /** With nothing wrong, to measure what is usual. */
    Duration calm() {
        return isShort ? Duration.ofMillis(500) : Duration.ofSeconds(15);
    }
}
