package dev.pulley.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.reward.RewardReport;
import dev.pulley.server.testing.Node;
import dev.pulley.server.testing.RealRedis;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What decisions cost Redis, by all of the memory that it uses: evidence, keys and what else it needs for them included. With
 * {@code -Dpulley.long=true} over a million decisions at each rate of rewards, and the figures are printed.
 */
final class StateMemoryTest {
    private static final boolean IS_LONG = Boolean.getBoolean("pulley.long");
    private static final int DECISIONS = IS_LONG ? 1_000_000 : 60_000;
    private static final int BLOCK = 2_000;
    private static final double BYTES_PER_REWARDED_MAX = 64;
    /** What a task has whatever is decided; also how much the server's own buffers come and go. */
    private static final long BASE_BYTES = 200_000;

    private static final List<String> METRICS = List.of("seconds", "distance", "length");
    /** Numbers take the most; all three are kept in full. */
    private static final String TASK = """
            {"outcome":{"metric":"seconds","kind":"number","window":"1d","absent":"missing"},
             "proxies":[{"metric":"distance","kind":"number"},{"metric":"length","kind":"number"}],
             "variants":[{"name":"a"},{"name":"b"}]}""";

    @RegisterExtension
    static final RealRedis REDIS = RealRedis.any();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private static long usedBytes() {
        return REDIS.commands()
                .info("memory")
                .lines()
                .filter(line -> line.startsWith("used_memory:"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<String> stateKeys() {
        return REDIS.commands().keys("pulley:{*}:s:*").stream();
    }

    @Test
    void aDecisionWithoutRewardAndReference_costsNothingOfItsOwn() {
        REDIS.flush();
        try (Node node = Node.start(folder, 1, REDIS)) {
            node.put("t", TASK);
            node.look();
            long before = usedBytes();
            for (int decided = 0; decided < DECISIONS; decided += BLOCK) {
                node.decide("t", BLOCK);
            }
            assertThat(node.statsOnce("t", stats -> stats.decisions() >= DECISIONS)
                            .decisions())
                    .isEqualTo(DECISIONS);
            long bytes = usedBytes() - before;
            tell("no rewards: %d bytes for %d decisions", bytes, DECISIONS);
            assertThat(bytes).isLessThan(BASE_BYTES);
            assertThat(stateKeys()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 0.1, 0.01})
    void aDecisionWithThreeMetrics_costsAtMostSixtyFourBytes_andForALimitedTime(double rate) {
        REDIS.flush();
        SplittableRandom random = new SplittableRandom(1);
        try (Node node = Node.start(folder, 1, REDIS)) {
            node.put("t", TASK);
            node.look();
            long before = usedBytes();
            long rewarded = 0;
            for (int decided = 0; decided < DECISIONS; decided += BLOCK) {
                List<String> tokens = node.decide("t", BLOCK).stream()
                        .filter(token -> random.nextDouble() < rate)
                        .toList();
                rewarded += tokens.size();
                for (String metric : METRICS) {
                    RewardReport report = node.report(tokens, metric, random.nextDouble());
                    assertThat(report.accepted() + report.queued()).isEqualTo(tokens.size());
                }
            }
            long all = rewarded;
            assertThat(node.statsOnce("t", stats -> stats.decisions() >= DECISIONS && stats.outcomes() >= all)
                            .outcomes())
                    .isEqualTo(all);
            long bytes = usedBytes() - before;
            tell(
                    "rewards on %.0f%%: %d bytes for %d rewarded decisions, %.1f each; %d keys",
                    100 * rate,
                    bytes,
                    rewarded,
                    bytes / (double) rewarded,
                    stateKeys().count());
            assertThat(bytes)
                    .isLessThanOrEqualTo((long) (BYTES_PER_REWARDED_MAX * rewarded) + (IS_LONG ? 0 : BASE_BYTES));
            assertThat(stateKeys())
                    .isNotEmpty()
                    .allSatisfy(key -> assertThat(REDIS.commands().pttl(key)).isPositive());
        }
    }

    private static void tell(String form, Object... figures) {
        if (IS_LONG) {
            System.out.printf(Locale.ROOT, form + "%n", figures);
        }
    }
}
