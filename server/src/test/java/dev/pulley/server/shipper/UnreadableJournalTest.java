package dev.pulley.server.shipper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.journal.Fsync;
import dev.pulley.server.journal.JournalSettings;
import dev.pulley.server.journal.Retention;
import dev.pulley.server.reward.RewardReport;
import dev.pulley.server.stats.TaskStats;
import dev.pulley.server.testing.Node;
import dev.pulley.server.testing.RealRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A file of the journal that is shorter than it was, when its events are needed again, and then is whole again. */
final class UnreadableJournalTest {
    private static final String TASK = """
            {"outcome":{"metric":"y","kind":"binary"},"variants":[{"name":"a"},{"name":"b"}]}""";

    private static final Node.Keeping SHORT_SEGMENTS = new Node.Keeping(
            new JournalSettings(Fsync.EVERY_SECOND, 4_096, Retention.ALL), Duration.ZERO, Duration.ofMinutes(10));

    @RegisterExtension
    static final RealRedis REDIS = RealRedis.any();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void whileTheJournalCantBeRead_rewardsAreQueued_andAllCountOnceAfterwards() throws IOException {
        try (Node node = Node.start(folder, 1, REDIS, SHORT_SEGMENTS)) {
            node.put("t", TASK);
            List<String> tokens = node.decide("t", 200);
            assertThat(node.report(tokens.subList(0, 150), "y", 1.0).accepted()).isEqualTo(150);

            Path first = firstSegment();
            byte[] whole = Files.readAllBytes(first);
            Files.write(first, Arrays.copyOf(whole, whole.length / 2));
            REDIS.flush();
            node.statsOnce("t", now -> node.silentSinceMillis() != 0);
            RewardReport report = node.report(tokens.subList(150, 200), "y", 1.0);
            assertThat(report.queued()).isEqualTo(50);
            assertThat(node.silentSinceMillis()).isNotZero();

            Files.write(first, whole);
            TaskStats stats = node.statsOnce("t", now -> now.decisions() >= 200 && now.outcomes() >= 200);
            assertThat(stats.decisions()).isEqualTo(200);
            assertThat(stats.outcomes()).isEqualTo(200);
            assertThat(node.silentSinceMillis()).isZero();
        }
    }

    private Path firstSegment() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("journal"))) {
            List<Path> segments = files.sorted().toList();
            assertThat(segments).hasSizeGreaterThan(2);
            return segments.getFirst();
        }
    }
}
