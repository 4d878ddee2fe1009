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

    /** What ended before then is over; a second, ten and a minute began five seconds before it. */
    private static final long OVER = NOW - (60_000 + 15_000 + 600_000 + 60_000);

    /** Open for a minute, with 100 ms buckets, which are rolled up into those of 1 s, 10 s, a minute, ten and an hour. */
    private static TaskView view(Evidence evidence) {
        String json = "{\"outcome\":{\"metric\":\"y\",\"kind\":\"binary\",\"window\":\"50s\",\"grace\":\"10s\"},"
                + "\"variants\":[{\"name\":\"a\"}]}";
        Task task = Node.ok(DefinitionReader.read(json.getBytes(StandardCharsets.UTF_8))
                .then(definition -> Task.create(1, "t", definition, NOW)));
        return TaskViewFactory.view(task, evidence, Counters.NONE, NOW);
    }

    private static Evidence evidence(Bucket... buckets) {
        Evidence evidence = Evidence.NONE;
        for (Bucket bucket : buckets) {
            evidence = evidence.with(bucket, ONE);
        }
        return evidence;
    }

    private static BucketKey key(long startMillis, long widthMillis) {
        return new BucketKey(
                KEY.tenant(), KEY.task(), BucketWidth.codeOf(widthMillis), Math.floorDiv(startMillis, widthMillis));
    }

    @Test
    void buckets_goIntoTheWidestThatIsOver() {
        Evidence evidence = evidence(
                new Bucket(OVER - 60_000, 100),
                new Bucket(OVER - 20_000, 100),
                new Bucket(OVER - 2_000, 100),
                new Bucket(OVER - 1_100, 100),
                new Bucket(OVER - 100, 100),
                new Bucket(OVER - 1_000, 100),
                new Bucket(NOW - 100, 100));
        assertThat(Upkeep.old(KEY, view(evidence), NOW))
                .containsOnly(
                        Map.entry(
                                key(OVER - 65_000, 60_000), List.of(key(OVER - 60_000, 100), key(OVER - 20_000, 100))),
                        Map.entry(key(OVER - 2_000, 1_000), List.of(key(OVER - 2_000, 100), key(OVER - 1_100, 100))));
    }

    @Test
    void aBucketThatWouldBeAlone_waits() {
        assertThat(Upkeep.old(KEY, view(evidence(new Bucket(OVER - 2_000, 100))), NOW))
                .isEmpty();
    }

    @Test
    void bucketsOfSeveralWidths_goTogether_andToAWideOneThatIsThere() {
        Bucket hour = new Bucket(OVER - 3_665_000, 3_600_000);
        Bucket tenMinutes = new Bucket(OVER - 665_000, 600_000);
        Bucket narrow = new Bucket(OVER - 100_000, 100);
        BucketKey wide = key(OVER - 3_665_000, 3_600_000);
        List<BucketKey> both = List.of(key(OVER - 665_000, 600_000), key(OVER - 100_000, 100));
        assertThat(Upkeep.old(KEY, view(evidence(tenMinutes, narrow)), NOW)).containsOnly(Map.entry(wide, both));
        assertThat(Upkeep.old(KEY, view(evidence(hour, tenMinutes, narrow)), NOW))
                .containsOnly(Map.entry(wide, both));
        assertThat(Upkeep.old(KEY, view(evidence(hour, narrow)), NOW))
                .containsOnly(Map.entry(wide, List.of(key(OVER - 100_000, 100))));
    }
}
