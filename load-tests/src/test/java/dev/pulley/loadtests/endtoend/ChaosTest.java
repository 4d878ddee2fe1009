package dev.pulley.loadtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pulley.loadtests.chaos.Chaos;
import dev.pulley.loadtests.chaos.ChaosReport;
import dev.pulley.loadtests.chaos.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What was acknowledged is there once, whatever is killed: the chaos suite, two of its scenarios in their shortest form, and all
 * of them in a long run.
 */
final class ChaosTest {
    private static final long SEED = 20_261_121;
    private static final double SHORT_RATE = 800;
    private static final double LONG_RATE = 2_000;
    private static final List<String> LONG = List.of(
            "kill-server",
            "kill-redis",
            "redis-outage",
            "redis-stop",
            "flushall",
            "old-dump",
            "cluster-failover",
            "sentinel-failover",
            "nodes",
            "full-disk",
            "foreign-folder",
            "propagation");

    private static void assertHolds(Settings settings) {
        ChaosReport report = new Chaos(Built.server(), System.out::println).run(settings);
        assertThat(report.holds()).as(report.toMarkdown()).isTrue();
    }

    @Test
    @Timeout(180)
    void serverKilledUnderLoad_whatWasAcknowledgedIsThereOnce() {
        assertHolds(new Settings(List.of("kill-server"), 4, SEED, SHORT_RATE, Duration.ZERO, true));
    }

    @Test
    @Timeout(180)
    void redisKilledUnderLoad_whatWasAcknowledgedIsThereOnce() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/redis-server")), "needs an installed redis-server");
        assertHolds(new Settings(List.of("kill-redis"), 2, SEED, SHORT_RATE, Duration.ZERO, true));
    }

    @Test
    @EnabledIfSystemProperty(named = "pulley.long", matches = "true")
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void everythingBrokenForLong_whatWasAcknowledgedIsThereOnce() {
        assertHolds(new Settings(LONG, 0, SEED, LONG_RATE, Duration.ZERO, false));
    }
}
