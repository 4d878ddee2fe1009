package dev.pulley.loadtests.chaos;

import java.time.Duration;
import java.util.List;

/** What is told of several measurements. */
final class Figures {
    private Figures() {}

    static long medianMillis(List<Duration> times) {
        if (times.isEmpty()) {
            return 0;
        }
        return times.stream().sorted().toList().get(times.size() / 2).toMillis();
    }

    static long greatestMillis(List<Duration> times) {
        return times.stream().mapToLong(Duration::toMillis).max().orElse(0);
    }
}
