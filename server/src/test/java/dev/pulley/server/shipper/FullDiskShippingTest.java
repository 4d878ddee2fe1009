package dev.pulley.server.shipper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.stats.TaskStats;
import dev.pulley.server.testing.Node;
import dev.pulley.server.testing.RealRedis;
import dev.pulley.server.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, really, and has room again. */
final class FullDiskShippingTest {
    private static final String TASK = """
            {"outcome":{"metric":"y","kind":"binary"},"variants":[{"name":"a"},{"name":"b"}]}""";

    @RegisterExtension
    static final RealRedis REDIS = RealRedis.any();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void aFullDisk_costsNoDecisionAndNoAcknowledgedReward_andAllIsCountedOnceThereIsRoom() throws IOException {
        Path data = Files.createDirectory(folder.resolve("small"));
        Optional<SmallDisk> disk = SmallDisk.at(data);
        assumeTrue(disk.isPresent(), "a small disk can be mounted");
        List<String> meanwhile;
        try (SmallDisk small = disk.get()) {
            try (Node node = Node.start(data, 1, REDIS)) {
                node.put("t", TASK);
                List<String> before = node.decide("t", 100);
                assertThat(node.report(before, "y", 1.0).accepted()).isEqualTo(100);
                small.fill();
                meanwhile = node.decide("t", 500);
                assertThat(meanwhile)
                        .as("answered, each with a token of its own")
                        .doesNotHaveDuplicates();
                assertThat(Node.get(node.reporting(before, "y", 0.0)))
                        .isInstanceOfSatisfying(
                                Result.Refused.class,
                                refused -> assertThat(refused.problem().code()).isEqualTo(ProblemCode.UNAVAILABLE));
                assertThat(node.journal().unwritableSinceMillis()).isPositive();
                long unwritten = node.journal().unwritten().total();
                assertThat(unwritten).as("without a frame").isBetween(300L, 500L);
                small.empty();
                TaskStats stats = node.statsOnce("t", now -> now.decisions() >= 600);
                assertThat(stats.decisions()).isEqualTo(600);
                assertThat(node.journal().unwritten().waiting()).isZero();
                assertThat(node.journal().unwritten().total()).isEqualTo(unwritten);
                assertThat(node.report(meanwhile, "y", 1.0).accepted()).isEqualTo(500);
                assertSoonWritable(node);
            }
            try (Node node = Node.start(data, 1, REDIS)) {
                small.fill();
                assertThat(Node.get(node.reporting(meanwhile, "y", 0.0))).isInstanceOf(Result.Refused.class);
                assertThat(node.journal().unwritableSinceMillis()).isPositive();
                small.empty();
                assertSoonWritable(node);
                assertThat(data.resolve("journal")).isDirectoryNotContaining("glob:**trial");
            }
            try (Node node = Node.start(data, 1, REDIS)) {
                assertThat(node.journal().recovery().toText())
                        .as("no corrupt segment")
                        .isEmpty();
                TaskStats stats = node.statsOnce("t", now -> now.outcomes() >= 600);
                assertThat(stats.decisions()).isEqualTo(600);
                assertThat(stats.outcomes()).isEqualTo(600);
            }
        }
    }

    /** Looks at stats meanwhile, which appends nothing. */
    private static void assertSoonWritable(Node node) {
        node.statsOnce("t", now -> node.journal().unwritableSinceMillis() == 0);
        assertThat(node.journal().unwritableSinceMillis()).isZero();
    }
}
