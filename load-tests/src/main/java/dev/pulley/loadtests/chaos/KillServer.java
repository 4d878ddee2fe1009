package dev.pulley.loadtests.chaos;

import dev.pulley.loadtests.process.Patience;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * One server with its private Redis, killed and started again. Every seventh time its Redis is killed with it, and every fifth
 * start is killed while the last run's journal is still being shipped.
 */
final class KillServer implements Scenario {
    private static final int ROUNDS = 100;
    private static final int REDIS_TOO_EVERY = 7;
    private static final int EARLY_EVERY = 5;
    private static final Duration UP = Duration.ofMillis(1_500);
    private static final Duration UP_EARLY = Duration.ofMillis(60);
    private static final Duration UP_SHORT = Duration.ofMillis(500);
    private static final Duration REDIS_END_MAX = Duration.ofSeconds(20);
    private static final long MEDIAN_MILLIS_MAX = 2_000;

    @Override
    public String name() {
        return "kill-server";
    }

    @Override
    public String what() {
        return "kill -9 of the server, now and then of its Redis too";
    }

    @Override
    public Outcome run(Ground ground, Settings settings) throws IOException {
        Node node = ground.node("data");
        ground.tell("  first start: " + node.start().toMillis() + " ms");
        Trial trial = Trial.begin(ground, settings, List.of(node));
        int rounds = settings.roundsOr(ROUNDS);
        for (int round = 1; round <= rounds; round++) {
            boolean isEarly = round % EARLY_EVERY == 0;
            trial.pauseAbout(isEarly ? UP_EARLY : settings.isShort() ? UP_SHORT : UP);
            node.kill();
            boolean isRedisToo = round % REDIS_TOO_EVERY == 0;
            ProcessHandle redis = redis(node);
            if (isRedisToo) {
                redis.destroyForcibly();
                Patience.await("Redis is gone", REDIS_END_MAX, () -> !redis.isAlive());
            }
            Duration taken = node.start();
            trial.readyAfter(taken);
            if (redis(node).equals(redis) == isRedisToo) {
                trial.fail("round " + round + ": the Redis that a killed server leaves is not taken over");
            }
            ground.tell("  round " + round + ": ready again after " + taken.toMillis() + " ms");
        }
        Outcome outcome = trial.end(name(), rounds, Excuse.NO_SERVER);
        long median = Figures.medianMillis(outcome.readyAgain());
        return outcome.withBar(
                settings.isShort() || median <= MEDIAN_MILLIS_MAX,
                "ready again within " + MEDIAN_MILLIS_MAX + " ms (median): " + median);
    }

    private static ProcessHandle redis(Node node) throws IOException {
        return node.process().redis().orElseThrow(() -> new IOException("no private Redis runs"));
    }
}
