package dev.pulley.server.redis;

import static dev.pulley.server.redis.RedisLedger.text;

import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.server.event.Position;
import dev.pulley.server.ledger.BucketKey;
import dev.pulley.server.ledger.BucketRead;
import dev.pulley.server.ledger.EvidenceSource;
import dev.pulley.server.ledger.PartitionChanges;
import dev.pulley.server.ledger.PartitionChanges.Counters;
import dev.pulley.server.ledger.PartitionChanges.TaskKey;
import dev.pulley.server.ledger.StandingValue;
import dev.pulley.server.task.Partition;
import dev.pulley.server.task.Task;
import dev.pulley.server.task.TaskCodec;
import dev.pulley.server.token.Decision;
import io.lettuce.core.Range;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Evidence in Redis, as it is read: what changed, and what stands. */
final class RedisEvidenceSource implements EvidenceSource {
    private static final int ATTEMPTS_MAX = 10;

    private final Connection connection;
    private final InstantSource clock;

    RedisEvidenceSource(Connection connection, InstantSource clock) {
        this.connection = connection;
        this.clock = clock;
    }

    @Override
    public CompletionStage<List<Long>> changeCounts() {
        return connection.use(redis ->
                RedisLedger.ofAllPartitions(partition -> redis.hget(Keys.meta(partition), "changes")
                        .thenApply(count -> count == null ? 0L : Long.parseLong(text(count)))));
    }

    @Override
    public CompletionStage<String> incarnation() {
        return connection.incarnation();
    }

    @Override
    public CompletionStage<List<StandingValue>> standing(Decision decision) {
        String key = Keys.state(Partition.ofTask(decision.task()), decision);
        String counters =
                Keys.counters(Partition.ofTask(decision.task()), new TaskKey(decision.tenant(), decision.task()));
        return connection.use(redis -> redis.hget(
                        key, Integer.toString(decision.place().offset()))
                .thenCombine(
                        redis.hgetall(counters),
                        (record, counted) -> StateReader.read(record, decision.atMillis(), sources(counted))));
    }

    @Override
    public CompletionStage<PartitionChanges> changesAfter(int partition, long count) {
        return connection.use(redis -> changesAfter(redis, partition, count, 1));
    }

    /** Reads again where buckets were rolled up meanwhile, of which it might have seen one as before and another as after. */
    private CompletionStage<PartitionChanges> changesAfter(
            RedisClusterAsyncCommands<String, byte[]> redis, int partition, long count, int attempt) {
        CompletionStage<byte[]> rollUps = redis.hget(Keys.meta(partition), "rollups");
        // Fences first: what is read behind them is as new as they are, or newer.
        return redis.hgetall(Keys.fences(partition))
                .thenCompose(fences -> ChangedPage.behind(redis, partition, count)
                        .thenCompose(page -> readChanged(redis, partition, fences, page)))
                .thenCompose(changes -> redis.hget(Keys.meta(partition), "rollups")
                        .thenCombine(rollUps, (now, before) -> Arrays.equals(now, before))
                        .thenCompose(isOneState -> isOneState || attempt == ATTEMPTS_MAX
                                ? CompletableFuture.completedStage(changes)
                                : changesAfter(redis, partition, count, attempt + 1)));
    }

    private CompletionStage<PartitionChanges> readChanged(
            RedisClusterAsyncCommands<String, byte[]> redis,
            int partition,
            Map<String, byte[]> fences,
            ChangedPage page) {
        List<Task> tasks = new ArrayList<>();
        Map<BucketKey, BucketEvidence> buckets = new HashMap<>();
        Map<BucketKey, String> unreadable = new HashMap<>();
        Map<TaskKey, Counters> counters = new HashMap<>();
        List<CompletionStage<?>> reads = new ArrayList<>();
        for (ScoredValue<byte[]> changed : page.changes()) {
            String member = text(changed.getValue());
            String key = Keys.prefix(partition) + member;
            switch (member.charAt(0)) {
                case 'e' -> {
                    BucketKey bucket = Keys.parseEvidence(member);
                    reads.add(bucket(redis, key).thenAccept(read -> {
                        switch (read) {
                            case BucketRead.Known(BucketEvidence sums) -> putLocked(buckets, bucket, sums);
                            case BucketRead.Unreadable(String why) -> putLocked(unreadable, bucket, why);
                        }
                    }));
                }
                case 'n', 'w' ->
                    reads.add(counters(redis, partition, Keys.parseCounters(member))
                            .thenAccept(counted -> putLocked(counters, Keys.parseCounters(member), counted)));
                case 't' ->
                    reads.add(redis.hget(Keys.tasks(partition), member.substring(2))
                            .thenAccept(stored -> addTask(tasks, stored)));
                default -> throw new IllegalStateException("a change that is not known: " + member);
            }
        }
        Map<String, Position> fencesRead = new HashMap<>();
        fences.forEach((node, fence) -> fencesRead.put(node, RedisLedger.fence(fence)));
        return CompletableFuture.allOf(
                        reads.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new))
                .thenApply(done ->
                        new PartitionChanges(partition, page.upTo(), fencesRead, tasks, buckets, unreadable, counters));
    }

    @Override
    public CompletionStage<BucketRead> bucket(int partition, BucketKey bucket) {
        return connection.use(redis -> bucket(redis, Keys.evidence(partition, bucket)));
    }

    /** What is no hash is as unreadable as a hash with something wrong in it; any other failure is Redis's. */
    private static CompletionStage<BucketRead> bucket(
            RedisClusterAsyncCommands<String, byte[]> redis, String evidenceKey) {
        return redis.hgetall(evidenceKey).thenApply(EvidenceReader::read).exceptionallyCompose(failure -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            return cause instanceof RedisCommandExecutionException && isWrongType(cause.getMessage())
                    ? CompletableFuture.completedStage(new BucketRead.Unreadable("it is no hash"))
                    : CompletableFuture.failedStage(failure);
        });
    }

    private static boolean isWrongType(@Nullable String error) {
        return error != null && error.startsWith("WRONGTYPE");
    }

    private CompletionStage<Counters> counters(
            RedisClusterAsyncCommands<String, byte[]> redis, int partition, TaskKey task) {
        Range<Long> stillWaiting = Range.from(Range.Boundary.excluding(clock.millis()), Range.Boundary.unbounded());
        return redis.hgetall(Keys.counters(partition, task))
                .thenCombine(redis.zcount(Keys.waiting(partition, task), stillWaiting), (counted, waiting) -> {
                    byte[] late = counted.get("late");
                    return new Counters(late == null ? 0L : Long.parseLong(text(late)), waiting, sources(counted));
                });
    }

    /** The names of a task's sources, by their numbers. */
    static Map<Integer, String> sources(Map<String, byte[]> counted) {
        Map<Integer, String> names = new HashMap<>();
        counted.forEach((field, number) -> {
            if (field.startsWith("s:")) {
                names.put(Integer.valueOf(text(number)), field.substring(2));
            }
        });
        return names;
    }

    private static <K, V> void putLocked(Map<K, V> map, K key, V value) {
        synchronized (map) {
            map.put(key, value);
        }
    }

    /** A stored task is its revision, its id and its definition; the id is only there. */
    private static void addTask(List<Task> tasks, byte @Nullable [] stored) {
        if (stored == null) {
            return;
        }
        String[] parts = text(stored).split(" ", 3);
        Task task = TaskCodec.decode(parts[2].getBytes(StandardCharsets.UTF_8)).withId(Integer.parseInt(parts[1]));
        synchronized (tasks) {
            tasks.add(task);
        }
    }
}
