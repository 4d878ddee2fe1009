package dev.pulley.server.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.change.ChangeService.Changed;
import dev.pulley.server.problem.Result;
import dev.pulley.server.stats.TaskStats;
import dev.pulley.server.task.TaskChange;
import dev.pulley.server.task.TaskChange.What;
import dev.pulley.server.testing.Node;
import dev.pulley.server.testing.RealRedis;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class GuardrailWatchTest {
    private static final String GUARDED = """
            {"outcome":{"metric":"y","kind":"binary"},"variants":[{"name":"a"},{"name":"b"},{"name":"c"}],
             "guardrails":[{"metric":"unsafe","kind":"binary","at_most":0.01},
                           {"metric":"harsh","kind":"range","min":0,"max":1,"at_most":0.5}]}""";

    @RegisterExtension
    static final RealRedis REDIS = RealRedis.any();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private static List<String> tripped(TaskStats stats) {
        return stats.variants().stream()
                .filter(variant -> variant.status().equals("tripped"))
                .map(TaskStats.Variant::name)
                .toList();
    }

    /** Every node sees the breaches and acts on them; all variants break both guardrails. */
    @Test
    void variantsThatSeveralNodesSeeOverTheirLimits_areTrippedOnceEach() {
        try (Node first = Node.start(folder.resolve("first"), 1, REDIS);
                Node second = Node.start(folder.resolve("second"), 2, REDIS);
                Node third = Node.start(folder.resolve("third"), 3, REDIS)) {
            first.put("t", GUARDED);
            List<String> tokens = first.decide("t", 150);
            first.report(tokens, "unsafe", 1.0);
            first.report(tokens, "harsh", 1.0);
            for (Node node : List.of(first, second, third)) {
                assertThat(tripped(node.statsOnce("t", stats -> tripped(stats).size() == 3)))
                        .containsExactly("a", "b", "c");
            }
            // Whoever came too late has found out by now.
            IntStream.range(0, 5).forEach(look -> List.of(first, second, third).forEach(Node::look));
            List<TaskChange> changes = second.changes("t");
            assertThat(changes).extracting(TaskChange::revision).containsExactly(4L, 3L, 2L, 1L);
            assertThat(changes.subList(0, 3)).allSatisfy(change -> {
                assertThat(change.what()).isEqualTo(What.VARIANT_TRIPPED);
                assertThat(change.who()).isEqualTo(TaskChange.GUARDRAIL);
            });
            assertThat(changes.subList(0, 3)).extracting(TaskChange::variant).doesNotHaveDuplicates();
        }
    }

    @Test
    void changesOfSeveralNodesAtOnce_areAllMade_oneAfterTheOther() throws Exception {
        try (Node first = Node.start(folder.resolve("first"), 1, REDIS);
                Node second = Node.start(folder.resolve("second"), 2, REDIS);
                ExecutorService both = Executors.newFixedThreadPool(2)) {
            first.put("t", GUARDED);
            Callable<Result<Changed>> pauseA = () -> first.tryToChange("t", new Edit.PauseVariant("a"));
            Callable<Result<Changed>> pauseB = () -> second.tryToChange("t", new Edit.PauseVariant("b"));
            second.look();
            List<Long> revisions = new ArrayList<>();
            for (Future<Result<Changed>> made : both.invokeAll(List.of(pauseA, pauseB))) {
                revisions.add(Node.ok(made.get()).task().revision());
            }
            assertThat(revisions).containsExactlyInAnyOrder(2L, 3L);
            assertThat(first.changes("t")).extracting(TaskChange::what).contains(What.VARIANT_PAUSED, What.CREATED);
        }
    }
}
