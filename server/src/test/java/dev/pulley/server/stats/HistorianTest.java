package dev.pulley.server.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.policies.allocation.Allocation;
import dev.pulley.policies.allocation.DrawTable;
import dev.pulley.policies.evidence.Bucket;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.policies.posterior.Posterior;
import dev.pulley.server.ledger.PartitionChanges.Counters;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.snapshot.Beliefs;
import dev.pulley.server.snapshot.TaskView;
import dev.pulley.server.snapshot.VariantView;
import dev.pulley.server.task.DefinitionReader;
import dev.pulley.server.task.Task;
import dev.pulley.server.task.TaskDefinition;
import dev.pulley.server.task.VariantIdentity;
import dev.pulley.server.testing.Node;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class HistorianTest {
    private static final long HOUR = 3_600_000;
    /** A multiple of every step in these tests. */
    private static final long START = 20_000L * 24 * HOUR;

    private static final HistoryQuery ALL = new HistoryQuery(null, null, null);

    private static TaskDefinition definition(int variants) {
        String names = IntStream.range(0, variants)
                .mapToObj(i -> "{\"name\":\"v" + i + "\"}")
                .collect(Collectors.joining(","));
        String json = "{\"outcome\":{\"metric\":\"y\",\"kind\":\"binary\"},\"variants\":[" + names + "]}";
        return Node.ok(DefinitionReader.read(json.getBytes(StandardCharsets.UTF_8)));
    }

    /** Decisions of a version, all with their outcome. */
    private static VariantEvidence outcomes(int count, int ones) {
        Cell cell =
                Cell.of(FeedbackPattern.OUTCOME_ONLY, count, count, ones, ones, count, count, ones, count, ones, ones);
        return VariantEvidence.of(count, Map.of(FeedbackPattern.OUTCOME_ONLY, cell), Map.of());
    }

    private static Bucket hour(long number) {
        return new Bucket(START + number * HOUR, HOUR);
    }

    private static TaskView view(Task task, Map<Bucket, BucketEvidence> buckets) {
        Evidence evidence = Evidence.of(buckets);
        SortedMap<VariantVersion, VariantSummary> summaries = evidence.summaries();
        List<VariantIdentity> identities = task.identities().stream()
                .filter(identity -> task.definition().variant(identity.name()).isPresent())
                .toList();
        List<VariantSummary> known = identities.stream()
                .map(identity -> summaries.getOrDefault(
                        new VariantVersion(identity.id(), identity.version()), VariantSummary.NONE))
                .toList();
        LinkedHashMap<VariantVersion, VariantSummary> all = new LinkedHashMap<>();
        for (int i = 0; i < identities.size(); i++) {
            VariantIdentity identity = identities.get(i);
            all.put(new VariantVersion(identity.id(), identity.version()), known.get(i));
        }
        summaries.forEach(all::putIfAbsent);
        Posterior posterior = Posterior.of(task.definition().outcome().model(), List.copyOf(all.values()));
        Beliefs beliefs = new Beliefs(List.copyOf(all.keySet()), posterior);
        double share = 1.0 / identities.size();
        Allocation even =
                Allocation.of(identities.stream().mapToDouble(identity -> share).toArray());
        List<VariantView> variants = new ArrayList<>();
        for (int i = 0; i < identities.size(); i++) {
            variants.add(new VariantView(
                    task.definition().variants().get(i),
                    identities.get(i),
                    identities.get(i).status(),
                    known.get(i),
                    known.get(i),
                    posterior.marginals().get(i),
                    share));
        }
        return new TaskView(
                task,
                evidence,
                beliefs,
                "thompson",
                true,
                variants,
                identities.stream().mapToInt(VariantIdentity::id).toArray(),
                even,
                DrawTable.of(even),
                List.of(),
                List.of(),
                List.of(),
                1,
                1,
                Counters.NONE,
                Long.MAX_VALUE,
                null);
    }

    private static Task task(int variants) {
        return Node.ok(Task.create(1, "t", definition(variants), START));
    }

    private static HistoryQuery query(@Nullable Long from, @Nullable Long to, @Nullable Long step) {
        return new HistoryQuery(from, to, step);
    }

    private static TaskHistory history(TaskView view, HistoryQuery query) {
        return Node.ok(new Historian(view, START + 10 * HOUR).history(query));
    }

    private static BucketEvidence bucket(Map<VariantVersion, VariantEvidence> variants) {
        return BucketEvidence.of(variants, Map.of());
    }

    private static TaskView small() {
        VariantVersion a = new VariantVersion(1, 1);
        VariantVersion b = new VariantVersion(2, 1);
        return view(
                task(2),
                Map.of(
                        hour(0), bucket(Map.of(a, outcomes(30, 15), b, outcomes(10, 2))),
                        hour(1), bucket(Map.of(a, outcomes(10, 10))),
                        hour(5), bucket(Map.of(b, VariantEvidence.of(7, Map.of(), Map.of())))));
    }

    @Test
    void aStep_hasItsOwnDecisions_andTheRegretOfAllUntilThen() {
        TaskView view = small();
        TaskHistory history = history(view, query(null, null, 2 * HOUR));
        assertThat(history.steps().stream().map(TaskHistory.Step::atMillis))
                .containsExactly(
                        START + 2 * HOUR, START + 4 * HOUR, START + 6 * HOUR, START + 8 * HOUR, START + 10 * HOUR);
        assertThat(history.steps().get(0).variants())
                .containsExactly(
                        new TaskHistory.Variant("v0", 0.8, 40, 40, 25.0 / 40),
                        new TaskHistory.Variant("v1", 0.2, 10, 10, 0.2));
        assertThat(history.steps().get(1).variants())
                .containsExactly(
                        new TaskHistory.Variant("v0", Double.NaN, 0, 0, Double.NaN),
                        new TaskHistory.Variant("v1", Double.NaN, 0, 0, Double.NaN));
        assertThat(history.steps().get(2).variants())
                .containsExactly(
                        new TaskHistory.Variant("v0", 0, 0, 0, Double.NaN),
                        new TaskHistory.Variant("v1", 1, 7, 0, Double.NaN));
        assertThat(history.steps().stream().map(step -> step.regret().total())).isSorted();
        assertThat(history.steps().getLast().regret().total())
                .isCloseTo(new Statistician(view).stats(START).regret().total(), within(1e-9));
    }

    @Test
    void aPart_isCutFromTheWhole() {
        TaskHistory whole = history(small(), query(null, null, HOUR));
        TaskHistory part = history(small(), query(START + HOUR + 1, START + 3 * HOUR - 1, HOUR));
        assertThat(part.steps()).isEqualTo(whole.steps().subList(1, 3));
    }

    @Test
    void whatLiesOutsideTheTasksLife_isLeftOut() {
        TaskHistory whole = history(small(), query(null, null, HOUR));
        assertThat(whole.steps()).hasSize(10);
        assertThat(history(small(), query(0L, START + 1_000 * HOUR, HOUR)).steps())
                .isEqualTo(whole.steps());
        assertThat(history(small(), query(START + 20 * HOUR, START + 21 * HOUR, null))
                        .steps())
                .isEmpty();
        assertThat(history(view(task(2), Map.of()), ALL).steps()).isEmpty();
    }

    @Test
    void aStep_isAWholeNumberOfBuckets() {
        assertThat(history(small(), query(null, null, 1L)).stepMillis()).isEqualTo(HOUR);
        assertThat(history(small(), query(null, null, HOUR + 1)).stepMillis()).isEqualTo(2 * HOUR);
    }

    @Test
    void ninetyDaysOfTwentyVariants_comeInSomeTwoHundredSteps_thatAddUp() {
        TaskView view = ninetyDays();
        TaskHistory history = Node.ok(new Historian(view, START + 90 * 24 * HOUR).history(ALL));
        assertThat(history.steps()).hasSizeBetween(100, Historian.STEPS_DEFAULT);
        assertThat(history.stepMillis()).isEqualTo(12 * HOUR);
        TaskStats stats = new Statistician(view).stats(START);
        assertThat(history.steps().stream()
                        .flatMap(step -> step.variants().stream())
                        .mapToLong(TaskHistory.Variant::decisions)
                        .sum())
                .isEqualTo(stats.decisions());
        assertThat(history.steps().getLast().regret().total())
                .isCloseTo(stats.regret().total(), within(1e-6));
    }

    private static TaskView ninetyDays() {
        Map<Bucket, BucketEvidence> buckets = new TreeMap<>();
        for (int half = 0; half < 90 * 48; half++) {
            Map<VariantVersion, VariantEvidence> variants = new HashMap<>();
            for (int k = 1; k <= 20; k++) {
                variants.put(new VariantVersion(k, 1), outcomes(10 + k, 3 + k / 2));
            }
            buckets.put(new Bucket(START + half * HOUR / 2, HOUR / 2), bucket(variants));
        }
        return view(task(20), buckets);
    }

    @Test
    void tooManySteps_areRefused_andFewerOfManyVariants() {
        assertRefused(new Historian(ninetyDays(), START).history(query(null, null, HOUR)), "2160 steps");
        List<Bucket> days = List.of(hour(0), hour(24 * 40));
        Map<Bucket, BucketEvidence> buckets = new HashMap<>();
        days.forEach(day -> buckets.put(day, bucket(Map.of(new VariantVersion(1, 1), outcomes(5, 3)))));
        TaskView wide = view(task(1_000), buckets);
        assertRefused(new Historian(wide, START).history(query(null, null, 12 * HOUR)), "at most 50");
        assertThat(Node.ok(new Historian(wide, START).history(ALL)).steps()).hasSizeBetween(20, 50);
    }

    private static void assertRefused(Result<TaskHistory> result, String words) {
        assertThat(result).isInstanceOfSatisfying(Result.Refused.class, refused -> {
            Problem problem = refused.problem();
            assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_VALUE);
            assertThat(problem.field()).isEqualTo("/step");
            assertThat(problem.detail()).contains(words);
        });
    }

    @Test
    void aRemovedVariant_keepsItsPast() {
        Task task = Node.ok(task(3).revise(definition(2), true, START));
        TaskView view = view(
                task,
                Map.of(
                        hour(0),
                        bucket(Map.of(
                                new VariantVersion(1, 1), outcomes(30, 15),
                                new VariantVersion(2, 1), outcomes(30, 15),
                                new VariantVersion(3, 1), outcomes(40, 2)))));
        TaskHistory.Step first = history(view, query(null, null, HOUR)).steps().getFirst();
        assertThat(first.variants().getLast()).isEqualTo(new TaskHistory.Variant("v2", 0.4, 40, 40, 0.05));
    }
}
