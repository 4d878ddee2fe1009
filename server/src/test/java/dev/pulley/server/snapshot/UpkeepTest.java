package dev.pulley.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.policies.evidence.Bucket;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.server.ledger.BucketKey;
import dev.pulley.server.ledger.PartitionChanges.Counters;
import dev.pulley.server.ledger.PartitionChanges.TaskKey;
import dev.pulley.server.task.BucketWidth;
import dev.pulley.server.task.DefinitionReader;
import dev.pulley.server.task.Task;
import dev.pulley.server.testing.Node;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class UpkeepTest {
    private static final long NOW = 1_790_000_000_000L;
    private static final TaskKey KEY = new TaskKey(1, 65);
    private static final BucketEvidence ONE =
            BucketEvidence.of(Map.of(new VariantVersion(1, 1), VariantEvidence.of(1, Map.of(), Map.of())), Map.of());

    /** Open for a minute, with 100 ms buckets, which are rolled up into those of 2 s. */
    private static TaskView view(Evidence evidence) {
        String json = "{\"outcome\":{\"metric\":\"y\",\"kind\":\"binary\",\"window\":\"50s\",\"grace\":\"10s\"},"
                + "\"variants\":[{\"name\":\"a\"}]}";
        Task task = Node.ok(DefinitionReader.read(json.getBytes(StandardCharsets.UTF_8))
                .then(definition -> Task.create(1, "t", definition, NOW)));
        return TaskViewFactory.view(task, evidence, Counters.NONE, NOW);
    }

    @Test
    void old_areThoseToWhichNothingComesAnyMore_byTheWideOnesThatHoldThem() {
        int narrow = BucketWidth.codeOf(100);
        long quietMillis = 60_000 + 15_000 + 600_000 + 60_000;
        long lastOld = Math.floorDiv(NOW - quietMillis - 1, 1_000) * 1_000;
        Evidence evidence = Evidence.NONE
                .with(new Bucket(lastOld - 1_000, 100), ONE)
                .with(new Bucket(lastOld - 100, 100), ONE)
                .with(new Bucket(lastOld - 1_100, 100), ONE)
                .with(new Bucket(lastOld + 100, 100), ONE)
                .with(new Bucket(NOW - 100, 100), ONE);
        long wide = lastOld / 1_000 - 1;
        assertThat(Upkeep.old(KEY, view(evidence), NOW))
                .containsOnly(
                        Map.entry(
                                new BucketKey(1, 65, BucketWidth.coarser(narrow), wide),
                                List.of(
                                        new BucketKey(1, 65, narrow, lastOld / 100 - 10),
                                        new BucketKey(1, 65, narrow, lastOld / 100 - 1))),
                        Map.entry(
                                new BucketKey(1, 65, BucketWidth.coarser(narrow), wide - 1),
                                List.of(new BucketKey(1, 65, narrow, lastOld / 100 - 11))));
    }
}
