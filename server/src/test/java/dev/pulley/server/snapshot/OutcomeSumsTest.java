package dev.pulley.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.policies.delay.DelayBins;
import dev.pulley.policies.evidence.Bucket;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Decided;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.policies.evidence.Reward;
import dev.pulley.policies.evidence.StandingValues;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.server.task.DefinitionReader;
import dev.pulley.server.task.Task;
import dev.pulley.server.testing.Node;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OutcomeSumsTest {
    private static final long NOW = 1_790_000_000_000L;
    private static final long MINUTE = 60_000;
    /** Of every task here. */
    private static final long WINDOW = 256 * MINUTE;

    private static final VariantVersion A = new VariantVersion(1, 1);

    private static Task task(String kind, String absent, String goal) {
        String json = "{\"outcome\":{\"metric\":\"y\"," + kind + ",\"absent\":\"" + absent + "\",\"goal\":\"" + goal
                + "\",\"window\":\"256m\",\"grace\":\"0s\"},\"variants\":[{\"name\":\"a\"}]}";
        return Node.ok(DefinitionReader.read(json.getBytes(StandardCharsets.UTF_8))
                .then(definition -> Task.create(1, "t", definition, NOW)));
    }

    private static Task binary(String absent) {
        return task("\"kind\":\"binary\"", absent, "maximize");
    }

    /** Decisions made so long ago, of which some were reported with a value after a delay. */
    private static Evidence ago(long ageMillis, int decisions, int reported, double value, long delayMillis) {
        BucketEvidence sums = BucketEvidence.of(Map.of(A, VariantEvidence.of(decisions, Map.of(), Map.of())), Map.of());
        int bin = new DelayBins(WINDOW).binOf(delayMillis);
        for (int i = 0; i < reported; i++) {
            Reward reward = new Reward(0, value, 1, 1, 1, 0, bin);
            sums = StandingValues.NONE.credit(new Decided(A, 0.5), reward).applyTo(sums);
        }
        return Evidence.NONE.with(Bucket.containing(NOW - ageMillis, MINUTE), sums);
    }

    private static OutcomeSums sums(Task task, Evidence evidence) {
        return new OutcomeSums(task, List.of(A), evidence, new TaskMemo().digests(evidence), NOW);
    }

    private static VariantSummary learned(Task task, Evidence evidence) {
        return new TaskLearning(task, evidence, List.of(A), List.of(), new TaskMemo(), NOW)
                .learned()
                .variants()
                .getFirst();
    }

    private static VariantSummary closed(Task task, Evidence evidence) {
        return sums(task, evidence).closed().getOrDefault(A, VariantSummary.NONE);
    }

    @Test
    void whereAbsenceSaysNothing_onlyReportsCount() {
        Evidence evidence = ago(2 * WINDOW, 10, 4, 1, MINUTE).merge(ago(MINUTE, 10, 2, 0, 0));
        VariantSummary summary = learned(binary("missing"), evidence);
        assertThat(summary).isEqualTo(new VariantSummary(20, 6, 4, 4));
        assertThat(closed(binary("missing"), evidence)).isEqualTo(summary);
        assertThat(sums(binary("missing"), evidence).isAging()).isFalse();
    }

    @Test
    void whatIsClosedAndSilent_hasFailed_onWhicheverSideThatIs() {
        Evidence evidence = ago(2 * WINDOW, 10, 4, 1, MINUTE);
        assertThat(closed(binary("failure"), evidence)).isEqualTo(new VariantSummary(10, 10, 4, 4));
        assertThat(learned(binary("failure"), evidence).outcomes()).isCloseTo(10, within(1e-9));
        assertThat(learned(binary("failure"), evidence).sum()).isCloseTo(4, within(1e-9));
        assertThat(closed(task("\"kind\":\"binary\"", "failure", "minimize"), evidence))
                .isEqualTo(new VariantSummary(10, 10, 10, 10));
        Task range = task("\"kind\":\"range\",\"min\":-1,\"max\":3", "failure", "maximize");
        assertThat(closed(range, evidence)).isEqualTo(new VariantSummary(10, 10, 4 - 6, 4 + 6));
        VariantSummary learned = learned(range, evidence);
        assertThat(learned.sum() / learned.outcomes()).isCloseTo(-0.2, within(1e-9));
        assertThat(sums(range, evidence).isAging()).isFalse();
    }

    @Test
    void aYoungSilence_isNeitherAFailureNorMissing() {
        Evidence old = Evidence.NONE;
        for (int i = 0; i < 20; i++) {
            // Outcomes come evenly over the window.
            old = old.merge(ago(WINDOW + (i + 2) * MINUTE, 50, 20, 1, (2 * i + 1) * WINDOW / 40));
        }
        Evidence young = ago(WINDOW / 4, 400, 40, 1, WINDOW / 8);
        Task task = binary("failure");
        assertThat(closed(task, old.merge(young))).isEqualTo(closed(task, old));
        assertThat(sums(task, old.merge(young)).isAging()).isTrue();
        VariantSummary before = learned(task, old);
        VariantSummary both = learned(task, old.merge(young));
        assertThat(both.sum() / both.outcomes())
                .as("a tenth by a quarter of the window is as good as four tenths in the end")
                .isCloseTo(before.sum() / before.outcomes(), within(0.04));
        assertThat(both.outcomes() - before.outcomes()).isBetween(40.0, 300.0);
        VariantSummary all = learned(task, old.merge(ago(WINDOW / 4, 400, 0, 1, 0)));
        assertThat(all.sum() / all.outcomes())
                .as("none at all by then is a bad sign")
                .isLessThan(0.39);
    }
}
