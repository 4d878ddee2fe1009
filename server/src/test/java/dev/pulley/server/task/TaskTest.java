package dev.pulley.server.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.policies.evidence.Goal;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class TaskTest {
    private static final long NOW = 1_790_000_000_000L;
    private static final MetricKind BINARY = new MetricKind.Binary();

    private static VariantDefinition variant(String name, String payload) {
        return new VariantDefinition(name, ("\"" + payload + "\"").getBytes(StandardCharsets.UTF_8), 1, null);
    }

    private static ProxyDefinition proxy(String metric, MetricKind kind) {
        return new ProxyDefinition(metric, kind, 0, Duration.ofHours(1), Absence.MISSING);
    }

    private static OutcomeDefinition outcome(String metric, MetricKind kind) {
        return new OutcomeDefinition(
                metric, kind, Goal.MAXIMIZE, Duration.ofDays(7), Duration.ofDays(1), Absence.MISSING);
    }

    private static TaskDefinition definition(VariantDefinition... variants) {
        return definition(outcome("y", BINARY), List.of(), variants);
    }

    private static TaskDefinition definition(
            OutcomeDefinition outcome, List<ProxyDefinition> proxies, VariantDefinition... variants) {
        List<VariantDefinition> all = variants.length == 0 ? List.of(variant("a", "1")) : List.of(variants);
        return new TaskDefinition(
                "",
                outcome,
                proxies,
                List.of(),
                all,
                all.getFirst().name(),
                NewVersion.FRESH,
                PolicySettings.DEFAULT,
                VerdictSettings.DEFAULT,
                PriorSettings.NONE);
    }

    private static Task created(TaskDefinition definition) {
        return ok(Task.create(1, "t", definition, NOW));
    }

    private static Task revised(Task task, TaskDefinition next) {
        return ok(task.revise(next, true, task.updatedMillis() + 1));
    }

    private static Task ok(Result<Task> result) {
        return switch (result) {
            case Result.Ok<Task>(Task task) -> task;
            case Result.Refused<Task>(Problem problem) -> throw new AssertionError(problem.toString());
        };
    }

    private static Problem refused(Result<Task> result) {
        return switch (result) {
            case Result.Ok<Task>(Task task) -> throw new AssertionError("accepted: " + task);
            case Result.Refused<Task>(Problem problem) -> problem;
        };
    }

    private static VariantIdentity identity(Task task, String name) {
        return task.identities().stream()
                .filter(identity -> identity.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void revise_withTheSameDefinition_isTheSameTask() {
        Task task = created(definition(variant("a", "1"), variant("b", "2")));
        assertThat(revised(task, definition(variant("a", "1"), variant("b", "2"))))
                .isSameAs(task);
    }

    @Test
    void revise_withAnyChange_raisesTheRevisionByOne() {
        Task task = created(definition());
        TaskDefinition before = task.definition();
        TaskDefinition described = new TaskDefinition(
                "new",
                before.outcome(),
                before.proxies(),
                before.guardrails(),
                before.variants(),
                before.control(),
                before.newVersion(),
                before.policy(),
                before.verdict(),
                before.prior());
        Task next = revised(task, described);
        assertThat(next.revision()).isEqualTo(2);
        assertThat(next.createdMillis()).isEqualTo(NOW);
        assertThat(next.updatedMillis()).isEqualTo(NOW + 1);
        assertThat(next.identities()).isEqualTo(task.identities());
    }

    @Test
    void revise_byAClockThatWentBack_neverGoesBack() {
        Task task = created(definition());
        assertThat(ok(task.revise(definition(variant("b", "1")), true, NOW - 60_000))
                        .updatedMillis())
                .isEqualTo(NOW);
    }

    @Test
    void aChangedPayload_raisesTheVersion_andAnEarlierOneGetsItsOwnBack() {
        Task task = created(definition(variant("a", "1"), variant("b", "1")));
        assertThat(identity(task, "a").version()).isEqualTo(1);
        task = revised(task, definition(variant("a", "2"), variant("b", "1")));
        assertThat(identity(task, "a").version()).isEqualTo(2);
        assertThat(identity(task, "b").version()).isEqualTo(1);
        task = revised(task, definition(variant("a", "3"), variant("b", "1")));
        assertThat(identity(task, "a").version()).isEqualTo(3);
        task = revised(task, definition(variant("a", "1"), variant("b", "1")));
        assertThat(identity(task, "a").version()).isEqualTo(1);
        task = revised(task, definition(variant("a", "4"), variant("b", "1")));
        assertThat(identity(task, "a").version()).isEqualTo(4);
    }

    @Test
    void aVariantThatGoesAndComesBack_keepsItsId_andNoOtherGetsIt() {
        Task task = created(definition(variant("a", "1"), variant("b", "1")));
        int id = identity(task, "a").id();
        task = revised(task, definition(variant("b", "1"), variant("c", "1")));
        assertThat(identity(task, "c").id()).isNotEqualTo(id);
        assertThat(task.identity(id).orElseThrow().name()).isEqualTo("a");
        task = revised(task, definition(variant("c", "1"), variant("a", "2"), variant("b", "1")));
        assertThat(identity(task, "a").id()).isEqualTo(id);
        assertThat(identity(task, "a").version()).isEqualTo(2);
    }

    /** Whatever is changed in whatever order, an id and a version mean one name and one payload for ever. */
    @Test
    void identities_overManyRandomRevisions_neverChangeTheirMeaning() {
        SplittableRandom random = new SplittableRandom(20_261_121);
        Task task = created(definition());
        Map<String, String> meanings = new HashMap<>();
        for (int round = 0; round < 500; round++) {
            Set<String> names = new HashSet<>();
            for (int i = 0; i <= random.nextInt(6); i++) {
                names.add("v" + random.nextInt(12));
            }
            List<VariantDefinition> variants = new ArrayList<>();
            names.forEach(name -> variants.add(variant(name, "p" + random.nextInt(4))));
            task = revised(task, definition(variants.toArray(VariantDefinition[]::new)));
            for (VariantDefinition variant : variants) {
                VariantIdentity identity = task.identity(variant);
                String meaning = variant.name() + new String(variant.payload(), StandardCharsets.UTF_8);
                String known = meanings.putIfAbsent(identity.id() + "." + identity.version(), meaning);
                assertThat(known == null ? meaning : known).isEqualTo(meaning);
            }
            assertThat(task.identities().stream().map(VariantIdentity::id)).doesNotHaveDuplicates();
        }
        assertThat(new HashSet<>(meanings.values())).hasSameSizeAs(meanings.keySet());
    }

    @Test
    void metrics_keepTheirPositions_whateverComesAndGoes() {
        OutcomeDefinition outcome = outcome("y", BINARY);
        Task task = created(definition(outcome, List.of(proxy("p", BINARY), proxy("q", BINARY))));
        assertThat(positions(task)).isEqualTo(Map.of("y", 0, "p", 1, "q", 2));
        task = revised(task, definition(outcome, List.of(proxy("r", BINARY))));
        assertThat(positions(task)).isEqualTo(Map.of("y", 0, "p", 1, "q", 2, "r", 3));
        assertThat(task.metric("p")).as("not in the definition now").isEmpty();
        task = revised(task, definition(outcome, List.of(proxy("q", BINARY), proxy("s", BINARY))));
        assertThat(positions(task)).isEqualTo(Map.of("y", 0, "p", 1, "q", 2, "r", 3, "s", 4));
        assertThat(task.metric("q").orElseThrow().position()).isEqualTo(2);
    }

    private static TaskDefinition guarded(List<ProxyDefinition> proxies, String... guardrails) {
        TaskDefinition plain = definition(outcome("y", BINARY), proxies);
        return new TaskDefinition(
                plain.description(),
                plain.outcome(),
                proxies,
                Stream.of(guardrails)
                        .map(name -> new GuardrailDefinition(name, BINARY, 0.1, true, 0.95, Duration.ofDays(20)))
                        .toList(),
                plain.variants(),
                plain.control(),
                plain.newVersion(),
                plain.policy(),
                plain.verdict(),
                plain.prior());
    }

    @Test
    void guardrails_shapeNothing_andTakeNoPlaceFromProxiesThatDo() {
        Task task = created(guarded(List.of(proxy("p", BINARY)), "g", "h"));
        assertThat(positions(task)).isEqualTo(Map.of("y", 0, "p", 1, "g", 7, "h", 8));
        task = revised(task, guarded(List.of(proxy("p", BINARY), proxy("q", BINARY)), "h"));
        assertThat(positions(task)).isEqualTo(Map.of("y", 0, "p", 1, "g", 7, "h", 8, "q", 2));
        assertThat(task.metric("g")).as("not in the definition now").isEmpty();
        assertThat(task.metric("h")).isPresent();
        assertThat(task.closesAfter()).isEqualTo(Duration.ofDays(21));
        assertThat(refused(task.revise(guarded(List.of(), "p"), true, NOW)).field())
                .as("a proxy that shapes")
                .isEqualTo("/guardrails/0");
    }

    @Test
    void payloads_areRememberedUpToALimit_andVersionsGoOn() {
        Task task = created(definition(variant("a", "0")));
        for (int i = 1; i <= VariantIdentity.PAYLOADS_REMEMBERED_MAX; i++) {
            task = revised(task, definition(variant("a", Integer.toString(i))));
        }
        assertThat(identity(task, "a").payloads()).hasSize(VariantIdentity.PAYLOADS_REMEMBERED_MAX);
        assertThat(identity(task, "a").version()).isEqualTo(101);
        assertThat(identity(revised(task, definition(variant("a", "1"))), "a").version())
                .as("still known")
                .isEqualTo(2);
        assertThat(identity(revised(task, definition(variant("a", "0"))), "a").version())
                .as("forgotten")
                .isEqualTo(102);
    }

    private static TaskDefinition inheriting(TaskDefinition plain) {
        return new TaskDefinition(
                plain.description(),
                plain.outcome(),
                plain.proxies(),
                plain.guardrails(),
                plain.variants(),
                plain.control(),
                NewVersion.INHERIT,
                plain.policy(),
                plain.verdict(),
                plain.prior());
    }

    @Test
    void aVersionThatInherits_takesTheOneBefore_andAnEarlierOneItsOwn() {
        Task task = created(definition(variant("a", "1")));
        task = revised(task, definition(variant("a", "2")));
        assertThat(identity(task, "a").evidenceVersions()).containsExactly(2);
        task = revised(task, inheriting(definition(variant("a", "3"))));
        assertThat(identity(task, "a").evidenceVersions()).containsExactly(3, 2);
        task = revised(task, inheriting(definition(variant("a", "1"))));
        assertThat(identity(task, "a").evidenceVersions()).containsExactly(1);
        task = revised(task, inheriting(definition(variant("a", "4"))));
        assertThat(identity(task, "a").evidenceVersions()).containsExactly(4, 1);
        task = revised(task, definition(variant("a", "3")));
        assertThat(identity(task, "a").evidenceVersions()).containsExactly(3, 2);
    }

    @Test
    void aVariantThatGoesAndComesBack_isTrippedStill_butNotPaused() {
        Task task = created(definition(variant("a", "1"), variant("b", "1"), variant("c", "1")))
                .reviseVariant("b", VariantStatus.TRIPPED, NOW)
                .reviseVariant("c", VariantStatus.PAUSED, NOW);
        task = revised(task, definition(variant("a", "1")));
        assertThat(task.status(identity(task, "b"))).isEqualTo(VariantStatus.REMOVED);
        assertThat(task.status(identity(task, "c"))).isEqualTo(VariantStatus.REMOVED);
        task = revised(task, definition(variant("a", "1"), variant("b", "2"), variant("c", "1")));
        assertThat(task.status(identity(task, "b"))).isEqualTo(VariantStatus.TRIPPED);
        assertThat(task.status(identity(task, "c"))).isEqualTo(VariantStatus.ACTIVE);
        assertThat(task.activeVariants()).extracting(VariantDefinition::name).containsExactly("a", "c");
    }

    @Test
    void aDefinitionThatLeavesNoActiveVariant_isRefused() {
        Task task = created(definition(variant("a", "1"), variant("b", "1")))
                .reviseVariant("b", VariantStatus.TRIPPED, NOW);
        assertThat(refused(task.revise(definition(variant("b", "1")), true, NOW))
                        .field())
                .isEqualTo("/variants");
    }

    @Test
    void aTask_hasNoMoreVariantsOverItsLifeThanItCanName() {
        Task task = created(definition(variant("a", "1")));
        for (int i = 0; i < 2; i++) {
            String prefix = "v" + i + "-";
            task = revised(
                    task,
                    definition(IntStream.range(0, 999)
                            .mapToObj(number -> variant(prefix + number, "1"))
                            .toArray(VariantDefinition[]::new)));
        }
        assertThat(revised(task, definition(variant("b", "1"))).identities()).hasSize(Task.IDENTITIES_MAX);
        assertThat(refused(task.revise(definition(variant("b", "1"), variant("c", "1")), true, NOW))
                        .field())
                .isEqualTo("/variants");
    }

    private static Map<String, Integer> positions(Task task) {
        Map<String, Integer> positions = new HashMap<>();
        task.metrics().forEach(metric -> positions.put(metric.name(), metric.position()));
        return positions;
    }

    @Test
    void aProxyOfAnotherKind_orOfAnotherPart_isRefused() {
        OutcomeDefinition outcome = outcome("y", BINARY);
        Task task = created(definition(outcome, List.of(proxy("p", BINARY))));
        task = revised(task, definition(outcome, List.of()));
        Problem kind = refused(task.revise(
                definition(outcome, List.of(proxy("n", BINARY), proxy("p", new MetricKind.Real()))), true, NOW));
        assertThat(kind.code()).isEqualTo(ProblemCode.INVALID_TASK);
        assertThat(kind.field()).isEqualTo("/proxies/1");
    }

    /** Or one name would stand for two places in the evidence. */
    @Test
    void anOutcomeThatWasAProxy_isRefused_withEvidenceAndWithout() {
        Task task = created(definition(outcome("y", BINARY), List.of(proxy("p", BINARY))));
        for (boolean hasEvidence : new boolean[] {true, false}) {
            Problem problem = refused(task.revise(definition(outcome("p", BINARY), List.of()), hasEvidence, NOW));
            assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_TASK);
            assertThat(problem.field()).isEqualTo("/outcome/metric");
        }
    }

    @Test
    void theOutcome_isFixedWithTheFirstEvidence() {
        Task task = created(definition(outcome("y", BINARY), List.of()));
        for (OutcomeDefinition other : List.of(
                outcome("z", BINARY), outcome("y", new MetricKind.Real()), outcome("y", new MetricKind.Range(0, 1)))) {
            Problem problem = refused(task.revise(definition(other, List.of()), true, NOW));
            assertThat(problem.code()).isEqualTo(ProblemCode.OUTCOME_FIXED);
            assertThat(problem.field()).isEqualTo("/outcome");
            Task before = ok(task.revise(definition(other, List.of()), false, NOW));
            assertThat(before.metric(other.metric()).orElseThrow())
                    .isEqualTo(new Metric(other.metric(), Metric.OUTCOME, other.kind()));
            assertThat(before.metrics()).hasSize(1);
        }
    }

    @Test
    void windowGraceAndGoalOfTheOutcome_mayChangeWithEvidence() {
        Task task = created(definition(outcome("y", BINARY), List.of()));
        OutcomeDefinition other = new OutcomeDefinition(
                "y", BINARY, Goal.MINIMIZE, Duration.ofDays(3), Duration.ofHours(2), Absence.FAILURE);
        assertThat(revised(task, definition(other, List.of())).definition().outcome())
                .isEqualTo(other);
    }

    @Test
    void metrics_areNeverMoreThanTheirPositionsHold() {
        OutcomeDefinition outcome = outcome("y", BINARY);
        Task task = created(definition(outcome, List.of()));
        for (int i = 1; i < Metric.POSITIONS_MAX; i++) {
            task = revised(task, definition(outcome, List.of(proxy("p" + i, BINARY))));
        }
        assertThat(task.metrics()).hasSize(Metric.POSITIONS_MAX);
        Problem problem = refused(task.revise(definition(outcome, List.of(proxy("one-more", BINARY))), true, NOW));
        assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_TASK);
        assertThat(problem.field()).isEqualTo("/proxies/0");
        assertThat(revised(task, definition(outcome, List.of(proxy("p7", BINARY))))
                        .metrics())
                .as("an old one has its place")
                .hasSize(Metric.POSITIONS_MAX);
    }

    @Test
    void aTaskCloses_withItsLongestWindowAndTheGrace() {
        ProxyDefinition slow = new ProxyDefinition("p", BINARY, 0, Duration.ofDays(30), Absence.MISSING);
        Task task = created(definition(outcome("y", BINARY), List.of(slow)));
        assertThat(task.closesAfter()).isEqualTo(Duration.ofDays(31));
        assertThat(task.window(task.metric("y").orElseThrow())).isEqualTo(Duration.ofDays(7));
        assertThat(task.window(task.metric("p").orElseThrow())).isEqualTo(Duration.ofDays(30));
    }

    @Test
    void partitions_areAllUsed_andTheSameForEver() {
        assertThat(IntStream.range(0, 2_000)
                        .map(i -> Partition.of(1, "task-" + i))
                        .distinct()
                        .count())
                .isEqualTo(Partition.COUNT);
        // Part of every token and key: another hash would lose every task.
        assertThat(Partition.of(1, "summarize-ticket")).isEqualTo(21);
        assertThat(Partition.of(2, "summarize-ticket")).isEqualTo(1);
    }

    private static TaskDefinition openFor(int hours) {
        return definition(
                new OutcomeDefinition(
                        "y", BINARY, Goal.MAXIMIZE, Duration.ofHours(hours), Duration.ZERO, Absence.MISSING),
                List.of());
    }

    private static long hours(long hours) {
        return Duration.ofHours(hours).toMillis();
    }

    @Test
    void windowThatGrows_isForLaterDecisions_andOneThatShrinks_forAll() {
        Task task = created(openFor(10));
        task = revised(task, openFor(2));
        task = revised(task, openFor(50));
        Task last = revised(task, openFor(20));

        assertThat(LongStream.rangeClosed(1, 4)
                        .map(revision -> last.openTime(revision).keptMillis()))
                .containsExactly(hours(10), hours(2), hours(50), hours(20));
        assertThat(LongStream.rangeClosed(1, 4)
                        .map(revision -> last.openTime(revision).closesAfterMillis()))
                .containsExactly(hours(10), hours(2), hours(20), hours(20));
    }

    @Test
    void windowThatStays_isNotRemembered_howeverTheTaskChanges() {
        Task task = created(openFor(10));
        task = revised(task, definition(task.definition().outcome(), List.of(proxy("p", BINARY))));
        task = task.revise(TaskStatus.PAUSED, task.updatedMillis() + 1);
        assertThat(task.formerWindows()).isEmpty();
    }

    @Test
    void ofVeryManyWindows_theEarliestCountAsTheShorterOfThem() {
        Task task = created(openFor(90));
        for (int i = 0; i < Task.FORMER_WINDOWS_MAX + 10; i++) {
            task = revised(task, openFor(i % 2 == 0 ? 100 + i : 90));
        }
        assertThat(task.formerWindows()).hasSize(Task.FORMER_WINDOWS_MAX);
        assertThat(task.openTime(2).keptMillis()).as("once 100 hours").isEqualTo(hours(90));
        assertThat(task.openTime(task.revision() - 1).keptMillis()).isEqualTo(hours(100 + Task.FORMER_WINDOWS_MAX + 8));
    }
}
