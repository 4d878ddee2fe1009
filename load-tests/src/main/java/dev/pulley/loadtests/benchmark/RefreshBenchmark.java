package dev.pulley.loadtests.benchmark;

import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Decided;
import dev.pulley.policies.evidence.Reward;
import dev.pulley.policies.evidence.StandingValues;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.server.ledger.BucketKey;
import dev.pulley.server.ledger.BucketRead;
import dev.pulley.server.ledger.EvidenceSource;
import dev.pulley.server.ledger.PartitionChanges;
import dev.pulley.server.ledger.StandingValue;
import dev.pulley.server.problem.Result;
import dev.pulley.server.snapshot.Refresher;
import dev.pulley.server.snapshot.Snapshot;
import dev.pulley.server.task.BucketWidth;
import dev.pulley.server.task.DefinitionReader;
import dev.pulley.server.task.Partition;
import dev.pulley.server.task.Task;
import dev.pulley.server.token.Decision;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/**
 * What it takes from a change of one bucket to the snapshot that has it, for a task whose window is full of decisions, without what
 * reading from Redis takes, and without the rest that follows on each look. Without proxies is the baseline.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 10)
@Measurement(iterations = 5, time = 5)
public class RefreshBenchmark {
    private static final int TENANT = 1;
    private static final long SEED = 20_261_130;
    private static final int BUCKETS = 256;
    private static final int DECISIONS_PER_BUCKET = 400;
    private static final Duration WINDOW = Duration.ofHours(256);
    private static final int REST_MILLIS = (int) Refresher.REST_MILLIS_MAX + 20;

    @Param({"10", "1000"})
    public int variants;

    @Param({"0", "6"})
    public int proxies;

    @Param({"missing", "failure"})
    public String absent = "missing";

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<BucketEvidence> newest = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private OneTask source;

    @SuppressWarnings("NullAway.Init")
    private Refresher refresher;

    private int next;

    /** A ledger that has one task, of which one bucket changes at a time. */
    private static final class OneTask implements EvidenceSource {
        private final Task task;
        private final Map<BucketKey, BucketEvidence> all;
        private Map<BucketKey, BucketEvidence> changed;
        private long changes = 1;

        OneTask(Task task, Map<BucketKey, BucketEvidence> all) {
            this.task = task;
            this.all = all;
            this.changed = all;
        }

        synchronized void change(BucketKey bucket, BucketEvidence sums) {
            changed = Map.of(bucket, sums);
            changes++;
        }

        @Override
        public CompletionStage<List<StandingValue>> standing(Decision decision) {
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public synchronized CompletionStage<List<Long>> changeCounts() {
            List<Long> counts = new ArrayList<>(Collections.nCopies(Partition.COUNT, 0L));
            counts.set(task.partition(), changes);
            return CompletableFuture.completedFuture(counts);
        }

        @Override
        public CompletionStage<String> incarnation() {
            return CompletableFuture.completedFuture("one");
        }

        @Override
        public synchronized CompletionStage<PartitionChanges> changesAfter(int partition, long count) {
            boolean isFirst = count == 0;
            return CompletableFuture.completedFuture(new PartitionChanges(
                    partition,
                    changes,
                    Map.of(),
                    isFirst ? List.of(task) : List.of(),
                    isFirst ? all : count < changes ? changed : Map.of(),
                    Map.of(),
                    Map.of()));
        }

        @Override
        public synchronized CompletionStage<BucketRead> bucket(int partition, BucketKey bucket) {
            return CompletableFuture.completedFuture(
                    new BucketRead.Known(all.getOrDefault(bucket, BucketEvidence.NONE)));
        }
    }

    @Setup(Level.Trial)
    public void fill() {
        Task task = task();
        Map<BucketKey, BucketEvidence> all =
                IntStream.range(0, BUCKETS).boxed().collect(Collectors.toMap(ago -> key(task, ago), ago -> bucket()));
        for (int i = 0; i < BUCKETS; i++) {
            newest.add(bucket());
        }
        source = new OneTask(task, all);
        refresher = new Refresher(source, Snapshot.EMPTY, InstantSource.system());
        refresher.start();
        refresh();
    }

    private static BucketKey key(Task task, int ago) {
        int code = BucketWidth.codeFor(WINDOW);
        long index = System.currentTimeMillis() / BucketWidth.millis(code);
        return new BucketKey(TENANT, task.id(), code, index - ago);
    }

    private Task task() {
        String names = IntStream.range(0, variants)
                .mapToObj(i -> "{\"name\":\"variant-" + i + "\"}")
                .collect(Collectors.joining(","));
        String signals = IntStream.range(0, proxies)
                .mapToObj(i -> "{\"metric\":\"signal-" + i + "\",\"kind\":\"binary\",\"weight\":0.1}")
                .collect(Collectors.joining(","));
        String text = "{\"outcome\":{\"metric\":\"resolved\",\"kind\":\"binary\",\"window\":\"256h\",\"absent\":\""
                + absent + "\"},\"proxies\":[" + signals + "],\"variants\":[" + names + "]}";
        Task task = value(DefinitionReader.read(text.getBytes(StandardCharsets.UTF_8))
                .then(definition -> Task.create(TENANT, "refreshed", definition, 1)));
        return task.withId(64 + task.partition());
    }

    private static <T> T value(Result<T> result) {
        return switch (result) {
            case Result.Ok<T>(T value) -> value;
            case Result.Refused<T> refused -> throw new IllegalStateException(refused.toString());
        };
    }

    /** Decisions of which most have each signal, and a third the outcome. */
    private BucketEvidence bucket() {
        BucketEvidence sums = BucketEvidence.NONE;
        for (int i = 0; i < DECISIONS_PER_BUCKET; i++) {
            VariantVersion version = new VariantVersion(1 + random.nextInt(variants), 1);
            Decided decided = new Decided(version, 0.5);
            StandingValues standing = StandingValues.NONE;
            for (int metric = 0; metric <= proxies; metric++) {
                if (random.nextInt(3) < (metric == 0 ? 1 : 2)) {
                    Reward reward = new Reward(metric, (double) random.nextInt(2), 1, 1);
                    standing = standing.credit(decided, reward).values();
                }
            }
            sums = sums.plus(standing.sums(decided))
                    .plus(BucketEvidence.of(Map.of(version, VariantEvidence.of(1, Map.of(), Map.of())), Map.of()));
        }
        return sums;
    }

    /** Waits until a look would be taken at once; while warming up, it may take as long as it does. */
    @Setup(Level.Invocation)
    public void rest(IterationParams iteration) throws InterruptedException {
        if (iteration.getType() == IterationType.MEASUREMENT) {
            Thread.sleep(REST_MILLIS);
        }
    }

    @Benchmark
    public Snapshot changeToSnapshot() {
        next = (next + 1) % newest.size();
        source.change(key(source.task, 0), newest.get(next));
        return refresh();
    }

    private Snapshot refresh() {
        return refresher.afterLook().toCompletableFuture().join();
    }

    @TearDown(Level.Trial)
    public void stop() {
        refresher.stop(Duration.ofSeconds(5));
    }
}
