package dev.pulley.server.demo;

/**
 * How busy the demo is. What takes minutes and days in life takes about {@code signalMillis} and {@code outcomeMillis}
 * here, so that one can watch.
 *
 * @param seed what the simulated users do follows from it, except for the timing
 * @param decisionsPerSecond of each task, on average
 * @param signalMillis the mean time from a decision to its proxies
 * @param outcomeMillis the mean time from the proxies to the outcome
 * @param reportMillis the time between two reports on the terminal
 */
public record DemoSettings(
        long seed, double decisionsPerSecond, long signalMillis, long outcomeMillis, long reportMillis) {

    private static final double DECISIONS_PER_SECOND_MAX = 1_000;

    public DemoSettings {
        if (!(decisionsPerSecond > 0 && decisionsPerSecond <= DECISIONS_PER_SECOND_MAX)) {
            throw new IllegalArgumentException("decisionsPerSecond must be above 0 and at most "
                    + DECISIONS_PER_SECOND_MAX + ", not " + decisionsPerSecond);
        }
        requirePositive("signalMillis", signalMillis);
        requirePositive("outcomeMillis", outcomeMillis);
        requirePositive("reportMillis", reportMillis);
    }

    private static void requirePositive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be above 0, not " + value);
        }
    }

    public static DemoSettings standard() {
        return new DemoSettings(20_240_607, 20, 700, 10_000, 10_000);
    }
}
