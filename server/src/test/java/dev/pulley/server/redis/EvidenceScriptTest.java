package dev.pulley.server.redis;

import static dev.pulley.server.redis.Batches.AT;
import static dev.pulley.server.redis.Batches.PARTITION;
import static dev.pulley.server.redis.Batches.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.policies.delay.DelayBins;
import dev.pulley.policies.evidence.Arrivals;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.Credit;
import dev.pulley.policies.evidence.Decided;
import dev.pulley.policies.evidence.Draws;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.MetricSums;
import dev.pulley.policies.evidence.Reward;
import dev.pulley.policies.evidence.StandingValues;
import dev.pulley.policies.evidence.UnitGroups;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.server.event.Event.RewardGiven;
import dev.pulley.server.event.Event.Source;
import dev.pulley.server.event.Position;
import dev.pulley.server.event.StampClock;
import dev.pulley.server.ledger.Batch;
import dev.pulley.server.ledger.BatchAnswer;
import dev.pulley.server.ledger.BatchResults;
import dev.pulley.server.ledger.BucketKey;
import dev.pulley.server.ledger.RewardResult;
import dev.pulley.server.task.Partition;
import dev.pulley.server.testing.RealRedis;
import dev.pulley.server.token.Decision;
import dev.pulley.server.token.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The script in Redis and the pure model are one: the same rewards, however they are sent, leave the same sums. */
@ParameterizedClass
@MethodSource("dev.pulley.server.testing.RealRedis#each")
final class EvidenceScriptTest {
    private static final int ROUNDS = 6;
    private static final int REWARDS = 1_500;
    private static final int DECISIONS = 60;
    private static final int NODES = 3;
    private static final int REWARDS_PER_BATCH_MAX = 300;
    /** The outcome, some that shape, and some that only count. */
    private static final int[] METRICS = {0, 0, 0, 1, 2, 6, 7, 12, 30};

    private static final List<Source> SOURCES = List.of(
            Source.UNNAMED,
            Source.UNNAMED,
            new Source("judge", 0.5),
            new Source("judge", 1),
            new Source("web:hook", 1),
            new Source(null, 0.01),
            new Source("crowd", 0.25));

    private static final double[] PROPENSITIES = {1, 0.5, 0.125, 1.0 / 1024};
    /** The square of a value of four standard deviations over the least propensity. */
    private static final double LARGEST_TERM = 400.0 * 400 * 1024 * 1024;

    private static final double ROUNDING = 4 * 0x1p-53;

    private final OpenLedger ledger;

    EvidenceScriptTest(RealRedis redis) throws RedisUnfitException {
        this.ledger = OpenLedger.on(redis);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    /** How values are drawn: whole ones, whose sums are exact, or any. */
    private interface Values {
        double next(int metric, Random random);
    }

    @RepeatedTest(ROUNDS)
    void wholeValues_leaveExactlyTheSumsOfTheModel(RepetitionInfo round) {
        Random random = new Random(1_000 + round.getCurrentRepetition());
        Model model = run(random, (metric, r) -> isBinary(metric) ? r.nextInt(2) : r.nextInt(9) - 4);
        assertThat(ledger.changes().buckets()).isEqualTo(model.evidence());
    }

    @RepeatedTest(ROUNDS)
    void anyValues_leaveTheSumsOfTheModelToRounding(RepetitionInfo round) {
        Random random = new Random(2_000 + round.getCurrentRepetition());
        Model model = run(random, (metric, r) -> isBinary(metric) ? r.nextInt(2) : r.nextGaussian() * 100);
        Map<BucketKey, BucketEvidence> read = ledger.changes().buckets();
        assertThat(read).containsOnlyKeys(model.evidence().keySet());
        read.forEach((bucket, evidence) ->
                assertClose(evidence, model.evidence().getOrDefault(bucket, BucketEvidence.NONE)));
    }

    /** Whatever an earlier version left is added to, and is written anew with that. */
    @RepeatedTest(ROUNDS)
    void onWhatAnEarlierVersionWrote_theSameSums(RepetitionInfo round) {
        Random random = new Random(3_000 + round.getCurrentRepetition());
        Model model =
                run(random, (metric, r) -> isBinary(metric) ? r.nextInt(2) : r.nextInt(9) - 4, ledger::writeAsEarlier);
        assertThat(ledger.changes().buckets()).isEqualTo(model.evidence());
    }

    private static boolean isBinary(int metric) {
        return metric % 2 == 1;
    }

    private Model run(Random random, Values values) {
        return run(random, values, () -> {});
    }

    private Model run(Random random, Values values, Runnable betweenBatches) {
        List<Decision> decisions = decisions(random);
        List<RewardGiven> rewards = new ArrayList<>();
        for (int i = 0; i < REWARDS; i++) {
            rewards.add(i % 10 == 9 ? rewards.get(random.nextInt(i)) : reward(decisions, random, values));
        }
        Collections.shuffle(rewards, random);
        Model model = new Model();
        deliver(decisions, rewards, random, model, betweenBatches);
        return model;
    }

    /** Of two tasks, four buckets, several variants, some in chunks that others use too. */
    private static List<Decision> decisions(Random random) {
        List<Decision> decisions = new ArrayList<>();
        for (int i = 0; i < DECISIONS; i++) {
            int node = random.nextInt(NODES);
            decisions.add(new Decision(
                    TENANT,
                    Partition.COUNT * (1 + i % 2) + PARTITION,
                    1 + random.nextInt(3),
                    1 + random.nextInt(2),
                    1,
                    PROPENSITIES[random.nextInt(PROPENSITIES.length)],
                    AT + random.nextInt(4) * 60_000L + random.nextInt(60_000),
                    Batches.WIDTH,
                    true,
                    false,
                    random.nextBoolean() ? 0 : 1 + random.nextInt(5) * random.nextInt(16),
                    new Place(node, 2, i, i / 16, i % 16 * 5_000)));
        }
        return decisions;
    }

    /** Few times and stamps, so that many collide; a third of them with a time of their own. */
    private static RewardGiven reward(List<Decision> decisions, Random random, Values values) {
        Decision decision = decisions.get(random.nextInt(decisions.size()));
        int metric = METRICS[random.nextInt(METRICS.length)];
        @Nullable Double value = random.nextInt(5) == 0 ? null : Double.valueOf(values.next(metric, random));
        long stepMillis = random.nextBoolean() ? 1 : 10_000;
        long journaledMillis = decision.atMillis() + random.nextInt(4) * stepMillis + random.nextInt(3) * 259_200_000L;
        long atMillis = switch (random.nextInt(3)) {
            case 0 -> decision.atMillis() + random.nextInt(4) * stepMillis;
            // As of a node whose clock is behind the decision's.
            case 1 -> Math.max(decision.atMillis(), journaledMillis - 15_000);
            default -> journaledMillis;
        };
        return new RewardGiven(
                decision,
                metric,
                isBinary(metric),
                value,
                atMillis,
                (journaledMillis << StampClock.COUNT_BITS) + random.nextInt(2),
                decision.atMillis() + Batches.OPEN_MILLIS,
                false,
                false,
                SOURCES.get(random.nextInt(SOURCES.size())));
    }

    private void deliver(
            List<Decision> decisions, List<RewardGiven> rewards, Random random, Model model, Runnable betweenBatches) {
        Position[] fences = new Position[NODES];
        Arrays.fill(fences, Position.START);
        int next = 0;
        int nextDecision = 0;
        for (long counter = 1; next < rewards.size() || nextDecision < decisions.size(); counter++) {
            int node = random.nextInt(NODES);
            int last = Math.min(rewards.size(), next + random.nextInt(REWARDS_PER_BATCH_MAX + 1));
            int lastDecision = Math.min(decisions.size(), nextDecision + random.nextInt(8));
            Map<Batch.DecisionCell, Integer> cells = new HashMap<>();
            Map<Batch.DecisionCell, Batch.Contests> contests = new HashMap<>();
            Map<Batch.UnitCell, Integer> units = new HashMap<>();
            for (Decision decision : decisions.subList(nextDecision, lastDecision)) {
                cells.merge(Batches.cell(decision), 1, Integer::sum);
                if (decision.unitGroup() > 0) {
                    units.merge(new Batch.UnitCell(BucketKey.of(decision), decision.unitGroup()), 1, Integer::sum);
                }
                if (random.nextBoolean()) {
                    contests.merge(Batches.cell(decision), Batch.Contests.WON, Batch.Contests::plus);
                    contests.merge(
                            new Batch.DecisionCell(BucketKey.of(decision), 1 + random.nextInt(3), 3),
                            Batch.Contests.LOST,
                            Batch.Contests::plus);
                }
            }
            Position to = new Position(1, counter);
            Batch.Evidence batch = new Batch.Evidence(
                    PARTITION,
                    node,
                    fences[node],
                    to,
                    cells,
                    contests,
                    rewards.subList(next, last),
                    List.of(),
                    List.of(),
                    units);
            List<RewardResult> results = ledger.applied(batch);
            assertThat(results).isEqualTo(model.apply(batch));
            if (random.nextInt(4) == 0) {
                BatchAnswer again = ledger.apply(batch);
                assertThat(again).isInstanceOfSatisfying(BatchAnswer.FencedElsewhere.class, fenced -> {
                    assertThat(fenced.fence()).isEqualTo(to);
                    assertThat(BatchResults.ofRewards(batch, fenced.lastResults()))
                            .isEqualTo(results);
                });
            }
            betweenBatches.run();
            fences[node] = to;
            next = last;
            nextDecision = lastDecision;
        }
    }

    /** What the rewards mean, by the learner's own words. */
    private static final class Model {
        private final Map<Place, StandingValues> values = new HashMap<>();
        private final Map<BucketKey, BucketEvidence> evidence = new HashMap<>();
        private final Map<Integer, Map<String, Integer>> sources = new HashMap<>();

        private int number(RewardGiven given) {
            String name = given.source().name();
            Map<String, Integer> known =
                    sources.computeIfAbsent(given.decision().task(), any -> new HashMap<>());
            return name == null ? 0 : known.computeIfAbsent(name, any -> known.size() + 1);
        }

        private Reward reward(RewardGiven given) {
            long decidedMillis = given.decision().atMillis();
            return new Reward(
                    given.metric(),
                    given.value(),
                    given.atMillis(),
                    given.stamp(),
                    given.source().trustSteps() / Source.TRUST_STEPS,
                    number(given),
                    new DelayBins(Batches.OPEN_MILLIS).binOf(StampClock.millis(given.stamp()) - decidedMillis));
        }

        List<RewardResult> apply(Batch.Evidence batch) {
            batch.decisions().forEach((cell, count) -> {
                VariantVersion variant = new VariantVersion(cell.variant(), cell.version());
                VariantEvidence counted = VariantEvidence.of(count, Map.of(), Map.of());
                add(cell.bucket(), BucketEvidence.of(Map.of(variant, counted), Map.of()));
            });
            batch.units()
                    .forEach((unit, count) -> add(
                            unit.bucket(),
                            BucketEvidence.of(
                                    Map.of(), Map.of(), Map.of(), UnitGroups.ofDecisions(unit.group(), count))));
            batch.contests().forEach((cell, contests) -> {
                VariantVersion variant = new VariantVersion(cell.variant(), cell.version());
                Draws draws = new Draws(contests.won() + contests.lost(), contests.won());
                VariantEvidence drawn = VariantEvidence.of(0, draws, Map.of(), Map.of(), Arrivals.NONE);
                add(cell.bucket(), BucketEvidence.of(Map.of(variant, drawn), Map.of()));
            });
            List<RewardResult> results = new ArrayList<>();
            for (RewardGiven given : batch.rewards()) {
                Decision decision = given.decision();
                Credit credit = values.getOrDefault(decision.place(), StandingValues.NONE)
                        .credit(
                                new Decided(
                                        new VariantVersion(decision.variant(), decision.version()),
                                        decision.propensity(),
                                        decision.unitGroup()),
                                reward(given));
                values.put(decision.place(), credit.values());
                BucketKey bucket = BucketKey.of(decision);
                evidence.put(bucket, credit.applyTo(evidence.getOrDefault(bucket, BucketEvidence.NONE)));
                results.add(
                        switch (credit.effect()) {
                            case ACCEPTED -> RewardResult.ACCEPTED;
                            case REPEATED -> RewardResult.REPEATED;
                            case CORRECTED -> RewardResult.CORRECTED;
                        });
            }
            return results;
        }

        private void add(BucketKey bucket, BucketEvidence added) {
            evidence.merge(bucket, added, BucketEvidence::plus);
        }

        Map<BucketKey, BucketEvidence> evidence() {
            return evidence;
        }
    }

    private static void assertClose(BucketEvidence actual, BucketEvidence expected) {
        assertThat(actual.variants()).containsOnlyKeys(expected.variants().keySet());
        assertThat(actual.products()).containsOnlyKeys(expected.products().keySet());
        expected.products()
                .forEach((pattern, products) -> assertClose(
                        actual.products().getOrDefault(pattern, products).toArray(), products.toArray()));
        assertThat(actual.units().sums().bins())
                .isEqualTo(expected.units().sums().bins());
        for (int bin : expected.units().sums().bins()) {
            assertClose(
                    new double[] {
                        actual.units().sums().count(bin), actual.units().sums().sum(bin)
                    },
                    new double[] {
                        expected.units().sums().count(bin),
                        expected.units().sums().sum(bin)
                    });
        }
        assertThat(actual.sources()).containsOnlyKeys(expected.sources().keySet());
        expected.variants().forEach((variant, sums) -> {
            VariantEvidence read = actual.variants().getOrDefault(variant, sums);
            assertThat(read.decisions()).isEqualTo(sums.decisions());
            assertThat(read.draws()).isEqualTo(sums.draws());
            assertThat(read.cells()).containsOnlyKeys(sums.cells().keySet());
            assertThat(read.metrics()).containsOnlyKeys(sums.metrics().keySet());
            for (Map.Entry<FeedbackPattern, Cell> cell : sums.cells().entrySet()) {
                assertClose(
                        read.cells()
                                .getOrDefault(cell.getKey(), cell.getValue())
                                .toArray(),
                        cell.getValue().toArray());
            }
            assertThat(read.arrivals().bins()).isEqualTo(sums.arrivals().bins());
            for (int bin : sums.arrivals().bins()) {
                assertClose(
                        new double[] {
                            read.arrivals().count(bin), read.arrivals().sum(bin)
                        },
                        new double[] {
                            sums.arrivals().count(bin), sums.arrivals().sum(bin)
                        });
            }
            for (Map.Entry<Integer, MetricSums> metric : sums.metrics().entrySet()) {
                MetricSums other = read.metrics().getOrDefault(metric.getKey(), metric.getValue());
                assertClose(new double[] {other.count(), other.sum(), other.squares()}, new double[] {
                    metric.getValue().count(),
                    metric.getValue().sum(),
                    metric.getValue().squares()
                });
            }
        });
    }

    /** Sums of large values that are taken away again leave a residue of rounding, which may differ. */
    private static void assertClose(double[] actual, double[] expected) {
        double scale = 1;
        for (double value : expected) {
            scale = Math.max(scale, Math.abs(value));
        }
        assertThat(actual).containsExactly(expected, within(1e-9 * scale + ROUNDING * LARGEST_TERM));
    }
}
