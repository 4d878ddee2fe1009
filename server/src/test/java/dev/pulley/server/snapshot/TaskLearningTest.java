package dev.pulley.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.policies.delay.DelayBins;
import dev.pulley.policies.evidence.Bucket;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Credit;
import dev.pulley.policies.evidence.Decided;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.policies.evidence.Reward;
import dev.pulley.policies.evidence.StandingValues;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.policies.inference.BestProbability;
import dev.pulley.policies.posterior.Marginal;
import dev.pulley.server.ledger.PartitionChanges.Counters;
import dev.pulley.server.snapshot.ShapingRules.Silence;
import dev.pulley.server.task.DefinitionReader;
import dev.pulley.server.task.Metric;
import dev.pulley.server.task.Task;
import dev.pulley.server.testing.Node;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What early signals make of a task's view. Windows are of 256 buckets, each a minute. */
final class TaskLearningTest {
    private static final long NOW = 1_790_000_040_000L;
    private static final long MINUTE = 60_000;
    private static final long WINDOW = 256 * MINUTE;
    private static final VariantVersion A = new VariantVersion(1, 1);
    private static final VariantVersion B = new VariantVersion(2, 1);

    private static Task task(String outcome, String proxies) {
        return task(outcome, proxies, "");
    }

    private static Task task(String outcome, String proxies, String more) {
        String json = "{\"outcome\":{\"metric\":\"y\",\"kind\":\"binary\",\"window\":\"256m\",\"grace\":\"0s\""
                + outcome + "},\"proxies\":[" + proxies + "]" + more
                + ",\"variants\":[{\"name\":\"a\"},{\"name\":\"b\"}]}";
        return Node.ok(DefinitionReader.read(json.getBytes(StandardCharsets.UTF_8))
                .then(definition -> Task.create(1, "t", definition, 1)));
    }

    private static final String CLICKED = "{\"metric\":\"clicked\",\"kind\":\"binary\",\"weight\":0.33}";
    private static final String COPIED =
            "{\"metric\":\"copied\",\"kind\":\"binary\",\"weight\":0.3,\"window\":\"10m\",\"absent\":\"zero\"}";

    /** Evidence that grows decision by decision. */
    private static final class Log {
        private Evidence evidence = Evidence.NONE;

        /** A decision with those of its values that are numbers: the outcome, then the proxies; all within a minute. */
        Log add(long ageMillis, VariantVersion version, double... values) {
            return addLate(ageMillis, MINUTE, version, values);
        }

        Log addLate(long ageMillis, long delayMillis, VariantVersion version, double... values) {
            int bin = new DelayBins(WINDOW).binOf(delayMillis);
            Bucket bucket = Bucket.containing(NOW - ageMillis, MINUTE);
            BucketEvidence sums = evidence.in(bucket)
                    .plus(BucketEvidence.of(Map.of(version, VariantEvidence.of(1, Map.of(), Map.of())), Map.of()));
            StandingValues standing = StandingValues.NONE;
            Decided decided = new Decided(version, 0.5);
            for (int metric = 0; metric < values.length; metric++) {
                if (Double.isFinite(values[metric])) {
                    Credit credit = standing.credit(decided, new Reward(metric, values[metric], 1, 1, 1, 0, bin));
                    sums = credit.applyTo(sums);
                    standing = credit.values();
                }
            }
            evidence = evidence.with(bucket, sums);
            return this;
        }
    }

    private static TaskView view(Task task, Log log) {
        return TaskViewFactory.view(task, log.evidence, Counters.NONE, NOW);
    }

    /** @return whether something happens that has this rate */
    private static double draw(SplittableRandom random, double rate) {
        return random.nextDouble() < rate ? 1 : 0;
    }

    private static double mean(TaskView view, int variant) {
        return view.variants().get(variant).belief().mean();
    }

    @Test
    void proxiesAlone_moveTheTraffic_andMakeNobodySure() {
        for (int decisions : new int[] {200, 5_000}) {
            Log log = new Log();
            for (int i = 0; i < decisions; i++) {
                log.add(MINUTE * (1 + i % 200), A, Double.NaN, i % 10 < 3 ? 1 : 0);
                log.add(MINUTE * (1 + i % 200), B, Double.NaN, i % 10 < 8 ? 1 : 0);
            }
            TaskView view = view(task("", CLICKED), log);
            double[] best = BestProbability.of(view.posterior());
            assertThat(best[1]).as("after %d decisions each", decisions).isBetween(0.6, 0.95);
            assertThat(view.variants().get(1).share()).isGreaterThan(0.6);
            assertThat(view.variants().get(1).closed().outcomes())
                    .as("for a verdict")
                    .isZero();
            assertThat(view.proxies().getFirst().weight()).isBetween(0.25, 0.33);
            assertThat(view.proxies().getFirst().correlation()).isNaN();
        }
    }

    @Test
    void outcomes_takeOver_fromAProxyThatLovesTheWrongOne() {
        SplittableRandom random = new SplittableRandom(7);
        Log log = new Log();
        for (int i = 0; i < 1_000; i++) {
            // Each has a decision as old as the other's; of half of them the outcome is known.
            for (VariantVersion version : List.of(A, B)) {
                double clicked = draw(random, version.equals(A) ? 0.4 : 0.7);
                double rate = (version.equals(A) ? 0.5 - 0.4 / 3 : 0.4 - 0.7 / 3) + clicked / 3;
                double outcome = draw(random, rate);
                log.add(MINUTE * (1 + i / 4), version, i < 500 ? Double.NaN : outcome, clicked);
            }
        }
        TaskView view = view(task("", CLICKED), log);
        assertThat(mean(view, 0)).isCloseTo(0.5, within(0.06));
        assertThat(mean(view, 1)).isCloseTo(0.4, within(0.06));
        assertThat(view.proxies().getFirst().weight()).isCloseTo(0.33, within(0.1));
        assertThat(view.proxies().getFirst().correlation()).isCloseTo(0.33, within(0.1));
        assertThat(view.proxies().getFirst().isAlarming())
                .as("nothing has changed")
                .isFalse();
    }

    @Test
    void aSilentProxy_isZero_onceItsWindowHasClosed_andNotBefore() {
        Log old = new Log();
        Log young = new Log();
        for (int i = 0; i < 300; i++) {
            // Whoever copied says so, of whoever did not nobody says anything.
            double copied = i % 10 < 8 ? 1 : Double.NaN;
            double copiedSeldom = i % 10 < 2 ? 1 : Double.NaN;
            old.add(30 * MINUTE, A, Double.NaN, copied).add(30 * MINUTE, B, Double.NaN, copiedSeldom);
            young.add(5 * MINUTE, A, Double.NaN, copied).add(5 * MINUTE, B, Double.NaN, copiedSeldom);
        }
        Task task = task("", COPIED);
        assertThat(mean(view(task, old), 0) - mean(view(task, old), 1)).isGreaterThan(0.1);
        assertThat(mean(view(task, young), 0) - mean(view(task, young), 1))
                .as("those who will are not to be told from those who won't")
                .isCloseTo(0, within(0.01));
        assertThat(view(task, young).staleAtMillis()).as("time alone will tell").isLessThan(NOW + 2 * MINUTE);
        assertThat(view(task, old).staleAtMillis()).isEqualTo(Long.MAX_VALUE);
        Task missing = task("", COPIED.replace("zero", "missing"));
        assertThat(mean(view(missing, old), 0) - mean(view(missing, old), 1)).isCloseTo(0, within(0.01));
    }

    @Test
    void ofDecisionsBeforeAProxyWasAdded_itsSilenceSaysNothing() {
        Log log = new Log();
        for (int i = 0; i < 300; i++) {
            log.add(30 * MINUTE, A, Double.NaN).add(30 * MINUTE, B, Double.NaN);
            log.add(20 * MINUTE, A, Double.NaN, 1);
        }
        Task before = task("", CLICKED);
        Task revised = Node.ok(before.revise(task("", CLICKED + "," + COPIED).definition(), true, NOW - 25 * MINUTE));
        assertThat(revised.metrics()).extracting(Metric::sinceMillis).containsExactly(0L, 0L, NOW - 25 * MINUTE);
        Bucket early = Bucket.containing(NOW - 30 * MINUTE, MINUTE);
        Bucket late = Bucket.containing(NOW - 20 * MINUTE, MINUTE);
        ShapingRules rules = new ShapingRules(revised);
        int copied = 1 << 2;
        assertThat(rules.silence(early, NOW)).isEqualTo(new Silence(0, copied));
        assertThat(rules.silence(late, NOW)).isEqualTo(new Silence(copied, 0));
        assertThat(rules.silence(late, NOW - 15 * MINUTE)).as("too soon").isEqualTo(new Silence(0, copied));
    }

    @Test
    void whatAProxySays_thatChanges_raisesAnAlarm_andDoesNotCountAnyMore() {
        SplittableRandom random = new SplittableRandom(11);
        Log truthful = new Log();
        Log gamed = new Log();
        for (int i = 0; i < 4_000; i++) {
            VariantVersion version = i % 2 == 0 ? A : B;
            boolean isGamed = i >= 2_000 && version.equals(B);
            long age = MINUTE * (5_000 - i) / 20;
            double outcome = draw(random, 0.5);
            double clicked = draw(random, outcome == 1 ? 0.7 : 0.3);
            truthful.add(age, version, outcome, clicked);
            gamed.add(age, version, outcome, isGamed ? 1 : clicked);
        }
        Task task = task("", CLICKED);
        assertThat(view(task, truthful).proxies().getFirst().isAlarming()).isFalse();
        TaskView alarmed = view(task, gamed);
        assertThat(alarmed.proxies().getFirst().isAlarming()).isTrue();
        assertThat(alarmed.proxies().getFirst().weight()).isZero();
        TaskView alone = view(task("", ""), gamed);
        for (int i = 0; i < 2; i++) {
            assertThat(alarmed.variants().get(i).belief())
                    .as("by outcomes alone")
                    .isEqualTo(alone.variants().get(i).belief());
        }
    }

    @Test
    void goodNewsThatComesSooner_isNoChange() {
        SplittableRandom random = new SplittableRandom(13);
        Log log = new Log();
        for (int i = 0; i < 4_000; i++) {
            double outcome = draw(random, 0.5);
            double clicked = draw(random, outcome == 1 ? 0.7 : 0.3);
            // What failed is reported after an hour, what succeeded after a minute.
            int minutes = (4_000 - i) / 20;
            boolean isOut = outcome == 0 && minutes < 60;
            log.addLate(
                    MINUTE * minutes,
                    outcome == 0 ? 60 * MINUTE : MINUTE,
                    i % 2 == 0 ? A : B,
                    isOut ? Double.NaN : outcome,
                    clicked);
        }
        Task task = task("", CLICKED);
        assertThat(view(task, log).proxies().getFirst().isAlarming())
                .as("that early reports are good is known from how late half of all reports are")
                .isFalse();
    }

    @Test
    void whereAbsenceFails_proxiesShapeToo_andSilenceTeachesThem() {
        SplittableRandom random = new SplittableRandom(17);
        Log log = new Log();
        for (int i = 0; i < 4_000; i++) {
            VariantVersion version = i % 2 == 0 ? A : B;
            long age = MINUTE * (1 + (4_000 - i) / 8);
            double outcome = draw(random, version.equals(A) ? 0.3 : 0.5);
            double clicked = draw(random, outcome == 1 ? 0.8 : 0.3);
            // Only successes are reported, evenly over the window.
            long delay = random.nextLong(WINDOW);
            log.addLate(age, delay, version, outcome == 1 && delay < age ? 1 : Double.NaN, clicked);
        }
        TaskView view = view(task(",\"absent\":\"failure\"", CLICKED), log);
        assertThat(mean(view, 0)).isCloseTo(0.3, within(0.05));
        assertThat(mean(view, 1)).isCloseTo(0.5, within(0.05));
        assertThat(view.proxies().getFirst().correlation()).isCloseTo(0.49, within(0.1));
        assertThat(view.proxies().getFirst().isAlarming()).isFalse();
    }

    @Test
    void variantsThatAreGone_teachTheOthers_andAreAskedForNothing() {
        SplittableRandom random = new SplittableRandom(19);
        Log log = new Log();
        for (int i = 0; i < 600; i++) {
            double clicked = draw(random, 0.5);
            log.add(MINUTE * (1 + i / 10), B, draw(random, 0.3 + 0.4 * clicked), clicked);
        }
        Task both = task("", CLICKED);
        Task one = Node.ok(both.revise(
                both.definition().withVariants(both.definition().variants().subList(0, 1)), true, NOW));
        TaskView view = view(one, log);
        assertThat(view.variants()).hasSize(1);
        assertThat(view.beliefs().versions()).containsExactly(A, B);
        assertThat(view.proxies().getFirst().correlation())
                .as("known from what was removed")
                .isGreaterThan(0.2);
    }

    @Test
    void onlySixProxiesShape() {
        List<String> proxies = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            proxies.add("{\"metric\":\"p" + i + "\",\"kind\":\"binary\",\"weight\":0.1}");
        }
        TaskView view = view(task("", String.join(",", proxies)), new Log());
        assertThat(view.proxies())
                .extracting(ProxyView::shapes)
                .containsExactly(true, true, true, true, true, true, false, false);
        assertThat(view.proxies())
                .extracting(ProxyView::weight)
                .containsExactly(0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.0, 0.0);
    }

    @Test
    void whatWasFolded_makesNoDifference_butThatLittleIsFoldedAgain() {
        SplittableRandom random = new SplittableRandom(23);
        for (String more : List.of("", ",\"policy\":{\"half_life\":\"40m\"}")) {
            for (String absent : List.of("", ",\"absent\":\"failure\"")) {
                Task task = task(absent, CLICKED + "," + COPIED, more);
                TaskMemo memo = new TaskMemo();
                Log log = new Log();
                for (int i = 0; i < 3_000; i++) {
                    log.add(
                            MINUTE * random.nextInt(1, 400),
                            random.nextBoolean() ? A : B,
                            random.nextInt(3) - 1 < 0 ? Double.NaN : random.nextInt(2),
                            random.nextInt(2),
                            random.nextBoolean() ? 1 : Double.NaN);
                }
                TaskViewFactory.view(task, log.evidence, Counters.NONE, memo, NOW);
                for (int step = 0; step < 20; step++) {
                    log.add(MINUTE * random.nextInt(1, 300), A, 1, random.nextInt(2));
                    long now = NOW + step * MINUTE;
                    long before = memo.folds().added();
                    TaskView kept = TaskViewFactory.view(task, log.evidence, Counters.NONE, memo, now);
                    TaskView fresh = TaskViewFactory.view(task, log.evidence, Counters.NONE, now);
                    assertAlike(kept, fresh);
                    // What changed, what has become zero since, what has closed since, and the group that is not over.
                    assertThat(memo.folds().added() - before).isLessThanOrEqualTo(4 * 16);
                }
            }
        }
    }

    private static void assertAlike(TaskView one, TaskView other) {
        for (int i = 0; i < 2; i++) {
            Marginal.Beta belief = (Marginal.Beta) one.variants().get(i).belief();
            Marginal.Beta expected = (Marginal.Beta) other.variants().get(i).belief();
            assertThat(belief.alpha()).isCloseTo(expected.alpha(), within(1e-6 * expected.alpha()));
            assertThat(belief.beta()).isCloseTo(expected.beta(), within(1e-6 * expected.beta()));
        }
    }
}
