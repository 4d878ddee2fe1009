package dev.pulley.loadtests.benchmark;

import dev.pulley.policies.delay.Ages;
import dev.pulley.policies.delay.DelayBins;
import dev.pulley.policies.delay.DelayedOutcomes;
import dev.pulley.policies.delay.Reports;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.Decided;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.Reward;
import dev.pulley.policies.evidence.StandingValues;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.policies.posterior.Learned;
import dev.pulley.policies.posterior.Learner;
import dev.pulley.policies.shaping.SignalBucket;
import dev.pulley.policies.shaping.SignalRows;
import dev.pulley.policies.shaping.Signals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From the cells of a task's buckets to what is believed of its variants: 256 open buckets and the closed one, six proxies of
 * which each decision lacks each with a probability of .05, and {@value #DECISIONS_PER_BUCKET} decisions a bucket. The baseline
 * is the posterior by outcomes alone, from the same evidence.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class ShapedBenchmark {
    private static final long SEED = 20;
    private static final int OPEN_BUCKETS = 256;
    private static final int PROXIES = 6;
    private static final int DECISIONS_PER_BUCKET = 400;
    private static final double MISSING = 0.05;
    private static final long WIDTH_MILLIS = 1_000;
    private static final long WINDOW_MILLIS = (OPEN_BUCKETS + 1) * WIDTH_MILLIS;
    private static final double MEAN_DELAY_MILLIS = WINDOW_MILLIS / 3.0;

    private final OutcomeModel model = new OutcomeModel.Binary(Goal.MAXIMIZE);
    private final Map<Integer, Double> weights = new HashMap<>();
    private final List<SignalBucket> buckets = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(SEED);

    @Param({"10", "1000"})
    int variants;

    /** What an outcome that is absent means. */
    @Param({"missing", "failure"})
    String absent = "";

    private Ages ages = Ages.of(new DelayBins(WINDOW_MILLIS), List.of());
    private List<Reports> reports = List.of();
    private List<VariantSummary> outcomes = List.of();

    @Setup
    public void makeEvidence() {
        List<Ages.Range> ranges = new ArrayList<>(List.of(new Ages.Range(WINDOW_MILLIS, WINDOW_MILLIS)));
        double[][] decisions = new double[variants][OPEN_BUCKETS + 1];
        double[][] successes = new double[variants][OPEN_BUCKETS + 1];
        double[][] delays = new double[variants][DelayBins.COUNT];
        VariantSummary[] sums = new VariantSummary[variants];
        Arrays.fill(sums, VariantSummary.NONE);
        for (int b = 0; b <= OPEN_BUCKETS; b++) {
            long ageMillis = b == 0 ? WINDOW_MILLIS : b * WIDTH_MILLIS;
            if (b > 0) {
                ranges.add(new Ages.Range(ageMillis, ageMillis));
            }
            BucketEvidence evidence = BucketEvidence.NONE;
            for (int i = 0; i < DECISIONS_PER_BUCKET; i++) {
                int variant = random.nextInt(variants);
                evidence = evidence.plus(decision(variant, ageMillis, delays));
                decisions[variant][b]++;
            }
            List<Map<FeedbackPattern, Cell>> cells = new ArrayList<>();
            for (int k = 0; k < variants; k++) {
                VariantEvidence variant = evidence.variants()
                        .getOrDefault(new VariantVersion(k, 1), VariantEvidence.of(0, Map.of(), Map.of()));
                cells.add(variant.cells());
                VariantSummary summary = variant.summary();
                successes[k][b] = summary.sum();
                sums[k] = sums[k].plus(summary);
            }
            buckets.add(new SignalBucket(b, 1, SignalRows.of(cells, evidence.products())));
        }
        for (int proxy = 1; proxy <= PROXIES; proxy++) {
            weights.put(proxy, 0.1);
        }
        ages = Ages.of(new DelayBins(WINDOW_MILLIS), ranges);
        outcomes = List.of(sums);
        reports = IntStream.range(0, variants)
                .mapToObj(k -> Reports.of(
                        decisions[k],
                        successes[k],
                        new double[OPEN_BUCKETS + 1],
                        delays[k],
                        new double[DelayBins.COUNT]))
                .toList();
    }

    /** A success is reported with an exponential delay; a failure never is. */
    private BucketEvidence decision(int variant, long ageMillis, double[][] delays) {
        TreeMap<Integer, Reward> rewards = new TreeMap<>();
        double chance = 0.1;
        for (int proxy = 1; proxy <= PROXIES; proxy++) {
            double value = random.nextDouble() < 0.3 + 0.02 * (variant % 10) ? 1 : 0;
            chance += 0.1 * value;
            if (random.nextDouble() >= MISSING) {
                rewards.put(proxy, new Reward(proxy, value, 0, 0));
            }
        }
        long delayMillis = (long) (-MEAN_DELAY_MILLIS * Math.log(1 - random.nextDouble()));
        if (random.nextDouble() < chance && delayMillis < ageMillis) {
            rewards.put(0, new Reward(0, 1.0, 0, 0));
            delays[variant][new DelayBins(WINDOW_MILLIS).binOf(delayMillis)]++;
        }
        return new StandingValues(rewards, null).sums(new Decided(new VariantVersion(variant, 1), 0.1));
    }

    @Benchmark
    public Learned outcomesOnly() {
        return absent.equals("missing")
                ? Learner.learn(model, outcomes)
                : Learner.learn(model, DelayedOutcomes.of(ages, reports));
    }

    @Benchmark
    public Learned bucketsToPosterior() {
        Signals signals = absent.equals("missing")
                ? Signals.of(outcomes, buckets)
                : Signals.late(model, DelayedOutcomes.of(ages, reports), buckets);
        return Learner.learn(model, weights, signals, variants);
    }
}
