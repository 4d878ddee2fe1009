package dev.pulley.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.policies.evidence.Bucket;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.MetricSums;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.server.ledger.PartitionChanges.Counters;
import dev.pulley.server.task.DefinitionReader;
import dev.pulley.server.task.Task;
import dev.pulley.server.task.TaskDefinition;
import dev.pulley.server.task.TaskStatus;
import dev.pulley.server.task.VariantStatus;
import dev.pulley.server.testing.Node;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TaskViewFactoryTest {
    private static final long NOW = 1_790_000_000_000L;
    private static final long MINUTE = 60_000;

    private static TaskDefinition definition(String settings, String variants) {
        String json =
                "{\"outcome\":{\"metric\":\"y\",\"kind\":\"binary\"}," + settings + "\"variants\":[" + variants + "]}";
        return Node.ok(DefinitionReader.read(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static Task task(String settings, String variants) {
        return Node.ok(Task.create(1, "t", definition(settings, variants), NOW));
    }

    private static TaskView view(Task task, Evidence evidence) {
        return TaskViewFactory.view(task, evidence, Counters.NONE, NOW);
    }

    private static List<Double> shares(TaskView view) {
        return view.variants().stream().map(VariantView::share).toList();
    }

    /** Outcomes of a version, of which {@code ones} are 1, all at propensity 1, and values of a guardrail. */
    private static BucketEvidence outcomes(int variant, int version, int count, int ones, int bad) {
        Cell cell =
                Cell.of(FeedbackPattern.OUTCOME_ONLY, count, count, ones, ones, count, count, ones, count, ones, ones);
        return BucketEvidence.of(
                Map.of(
                        new VariantVersion(variant, version),
                        VariantEvidence.of(
                                count,
                                Map.of(FeedbackPattern.OUTCOME_ONLY, cell),
                                Map.of(7, new MetricSums(count, bad, bad)))),
                Map.of());
    }

    private static Evidence ago(long millis, BucketEvidence sums) {
        return Evidence.NONE.with(new Bucket(NOW - millis - MINUTE / 2, MINUTE), sums);
    }

    @Test
    void variantsThatAreOut_getNothing_andTheOthersShareTheRest() {
        Task task = task("", "{\"name\":\"a\"},{\"name\":\"b\"},{\"name\":\"c\"},{\"name\":\"d\"}")
                .reviseVariant("b", VariantStatus.PAUSED, NOW)
                .reviseVariant("d", VariantStatus.TRIPPED, NOW);
        TaskView view = view(task, Evidence.NONE);
        assertThat(shares(view).get(1)).isZero();
        assertThat(shares(view).get(3)).isZero();
        assertThat(shares(view).get(0)).isCloseTo(0.5, within(1e-9));
        assertThat(view.counts()).isTrue();
        assertThat(view.policy()).isEqualTo("thompson-sharp");
        for (int i = 0; i < 1_000; i++) {
            assertThat(view.table().draw(i * 0x9E3779B97F4A7C15L)).isIn(0, 2);
        }
    }

    @Test
    void aTaskThatTriesNothing_answersOneVariant_andCountsNothing() {
        Task task = task("\"control\":\"b\",", "{\"name\":\"a\"},{\"name\":\"b\"}");
        TaskView paused = view(task.revise(TaskStatus.PAUSED, NOW), Evidence.NONE);
        assertThat(shares(paused)).containsExactly(0.0, 1.0);
        assertThat(paused.policy()).isEqualTo("paused");
        assertThat(paused.counts()).isFalse();
        TaskView concluded = view(task.revise(TaskStatus.concluded("a"), NOW), Evidence.NONE);
        assertThat(shares(concluded)).containsExactly(1.0, 0.0);
        assertThat(concluded.policy()).isEqualTo("concluded");
        TaskView allOut = view(
                task.reviseVariant("a", VariantStatus.TRIPPED, NOW).reviseVariant("b", VariantStatus.TRIPPED, NOW),
                Evidence.NONE);
        assertThat(shares(allOut)).as("somebody has to answer").containsExactly(0.0, 1.0);
        assertThat(allOut.policy()).isEqualTo("paused");
        assertThat(allOut.counts()).isFalse();
    }

    @Test
    void thePolicyFixed_keepsToItsShares() {
        Task task = task(
                "\"policy\":{\"name\":\"fixed\"},",
                "{\"name\":\"a\",\"share\":0.7},{\"name\":\"b\"},{\"name\":\"c\",\"share\":0.2}");
        assertThat(view(task, ago(MINUTE, outcomes(2, 1, 100, 99, 0)))
                        .allocation()
                        .shares())
                .containsExactly(new double[] {0.7, 0.1, 0.2}, within(1e-9));
    }

    @Test
    void fadingEvidence_weighsHalfAfterAHalfLife_andIsWeighedAnewInTime() {
        String variants = "{\"name\":\"a\"},{\"name\":\"b\"}";
        Evidence evidence = ago(Duration.ofDays(1).toMillis(), outcomes(1, 1, 100, 40, 0));
        TaskView kept = view(task("", variants), evidence);
        assertThat(kept.variants().getFirst().summary().outcomes()).isEqualTo(100);
        assertThat(kept.staleAtMillis()).isEqualTo(Long.MAX_VALUE);
        TaskView fading = view(task("\"policy\":{\"half_life\":\"1d\"},", variants), evidence);
        assertThat(fading.variants().getFirst().summary().outcomes()).isCloseTo(50, within(1e-9));
        assertThat(fading.variants().getFirst().summary().sum()).isCloseTo(20, within(1e-9));
        assertThat(fading.staleAtMillis())
                .isBetween(NOW + 1_000, NOW + Duration.ofHours(1).toMillis());
    }

    @Test
    void aNewVersion_startsFresh_unlessItInherits() {
        Evidence evidence = ago(MINUTE, outcomes(1, 1, 100, 40, 0))
                .plus(new Bucket(NOW - MINUTE / 2, MINUTE), outcomes(1, 2, 10, 5, 0));
        for (boolean inherits : new boolean[] {false, true}) {
            String rule = inherits ? "\"new_version\":\"inherit\"," : "";
            TaskDefinition next = definition(rule, "{\"name\":\"a\",\"payload\":2}");
            Task task = Node.ok(task(rule, "{\"name\":\"a\",\"payload\":1}").revise(next, true, NOW));
            TaskView view = view(task, evidence);
            assertThat(view.variants().getFirst().summary().outcomes()).isEqualTo(inherits ? 110 : 10);
            assertThat(view.evidence().summaries().keySet())
                    .hasSize(inherits ? 1 : 2)
                    .contains(new VariantVersion(1, 2));
        }
    }

    @Test
    void aGuardrail_wantsOutWhoIsOver_ofTheVersionThatItHasNow() {
        String guardrails = "\"guardrails\":[{\"metric\":\"unsafe\",\"kind\":\"binary\",\"at_most\":0.01}],"
                + "\"new_version\":\"inherit\",";
        String variants = "{\"name\":\"a\"},{\"name\":\"b\",\"payload\":%d}";
        Task task = task(guardrails, variants.formatted(1));
        Evidence evidence =
                ago(MINUTE, outcomes(2, 1, 200, 100, 12)).plus(new Bucket(NOW, MINUTE), outcomes(1, 1, 200, 100, 1));
        TaskView view = view(task, evidence);
        assertThat(view.breaches()).extracting(GuardrailView::variant).containsExactly("b");
        assertThat(view.breaches().getFirst().verdict().rate()).isEqualTo(0.06);
        assertThat(view(task.reviseVariant("b", VariantStatus.TRIPPED, NOW), evidence)
                        .breaches())
                .as("it is out")
                .isEmpty();
        assertThat(view(task.revise(TaskStatus.PAUSED, NOW), evidence).breaches())
                .as("nothing is tried")
                .isEmpty();
        TaskDefinition next = definition(guardrails, variants.formatted(2));
        assertThat(view(Node.ok(task.revise(next, true, NOW)), evidence).breaches())
                .as("a new payload proves itself")
                .isEmpty();
        Task pardoned =
                task.reviseVariant("b", VariantStatus.TRIPPED, NOW).pardonVariant("b", view.guardrailSums("b"), NOW);
        assertThat(view(pardoned, evidence).breaches()).as("forgiven").isEmpty();
    }
}
