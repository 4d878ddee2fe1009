package dev.pulley.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.policies.evidence.Arrivals;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Decided;
import dev.pulley.policies.evidence.Draws;
import dev.pulley.policies.evidence.Reward;
import dev.pulley.policies.evidence.StandingValues;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.server.ledger.BucketKey;
import dev.pulley.server.ledger.PartitionChanges;
import dev.pulley.server.ledger.PartitionChanges.TaskKey;
import dev.pulley.server.task.DefinitionReader;
import dev.pulley.server.task.Task;
import dev.pulley.server.testing.Node;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MaterialTest {
    private static final long NOW = 1_790_000_000_000L;
    private static final String BINARY =
            "{\"outcome\":{\"metric\":\"y\",\"kind\":\"binary\"},\"variants\":[{\"name\":\"a\"},{\"name\":\"b\"}]}";
    private static final VariantVersion FIRST = new VariantVersion(1, 1);
    private static final int WIDTH_CODE = 10;

    private final Material material = new Material(NOW);
    private final List<TaskKey> keys = List.of(new TaskKey(1, 1), new TaskKey(1, 2));
    private long changes;

    MaterialTest() {
        List<Task> tasks = keys.stream()
                .map(key -> Node.ok(DefinitionReader.read(BINARY.getBytes(StandardCharsets.UTF_8))
                                .then(definition -> Task.create(key.tenant(), "t-" + key.task(), definition, NOW)))
                        .withId(key.task()))
                .toList();
        take(tasks, Map.of());
        assertThat(views()).containsOnlyKeys(keys);
        material.catchUp();
    }

    private void take(List<Task> tasks, Map<BucketKey, BucketEvidence> buckets) {
        changes++;
        material.take(new PartitionChanges(0, changes, Map.of(), tasks, buckets, Map.of(), Map.of()));
    }

    private void take(TaskKey task, BucketEvidence sums) {
        take(List.of(), Map.of(new BucketKey(task.tenant(), task.task(), WIDTH_CODE, NOW / 60_000), sums));
    }

    private Map<TaskKey, TaskView> views() {
        return material.makeViews(Map.of(), Snapshot.EMPTY, NOW);
    }

    private Map<TaskKey, TaskView> counted(Allowance time) {
        return material.makeCounted(Map.of(), Snapshot.EMPTY, NOW, time);
    }

    private static BucketEvidence decisions(long count) {
        return BucketEvidence.of(Map.of(FIRST, VariantEvidence.of(count, Map.of(), Map.of())), Map.of());
    }

    private static BucketEvidence reported(long decisions) {
        Decided decided = new Decided(FIRST, 0.5);
        return decisions(decisions)
                .plus(StandingValues.NONE
                        .credit(decided, new Reward(0, 1.0, 1, 1))
                        .values()
                        .sums(decided));
    }

    private static long decisions(TaskView view) {
        return view.evidence().buckets().values().stream()
                .flatMap(bucket -> bucket.variants().values().stream())
                .mapToLong(VariantEvidence::decisions)
                .sum();
    }

    @Test
    void whatWasReported_isShownAtOnce_andWhatWasOnlyDecidedWhenThereIsTime() {
        take(keys.get(0), decisions(5));
        take(keys.get(1), reported(3));

        assertThat(views()).containsOnlyKeys(keys.get(1));
        assertThat(counted(Allowance.ofNanos(0))).isEmpty();
        assertThat(material.hasCounted()).isTrue();

        Map<TaskKey, TaskView> later = counted(Allowance.unlimited());
        assertThat(later).containsOnlyKeys(keys.get(0));
        assertThat(later.values())
                .allSatisfy(view -> assertThat(decisions(view)).isEqualTo(5));
        assertThat(material.hasCounted()).isFalse();
    }

    @Test
    void aReport_takesTheDecisionsAlongThatWaited() {
        take(keys.get(0), decisions(5));
        assertThat(views()).isEmpty();

        take(keys.get(0), reported(7));

        assertThat(views().values())
                .singleElement()
                .satisfies(view -> assertThat(decisions(view)).isEqualTo(7));
        assertThat(material.hasCounted()).isFalse();
    }

    @Test
    void howDecisionsWereDrawn_canWaitToo() {
        take(keys.get(0), reported(3));
        assertThat(views()).hasSize(1);

        VariantEvidence drawn = VariantEvidence.of(1, new Draws(1, 1), Map.of(), Map.of(), Arrivals.NONE);
        take(keys.get(0), reported(3).plus(BucketEvidence.of(Map.of(FIRST, drawn), Map.of())));

        assertThat(views()).isEmpty();
        assertThat(counted(Allowance.unlimited())).hasSize(1);
    }
}
