package dev.pulley.server.redis;

import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.server.event.Position;
import dev.pulley.server.ledger.Batch;
import dev.pulley.server.ledger.BatchAnswer;
import dev.pulley.server.ledger.BucketKey;
import dev.pulley.server.ledger.BucketRead;
import dev.pulley.server.ledger.ChangeLog;
import dev.pulley.server.ledger.EvidenceSource;
import dev.pulley.server.ledger.GivenBack;
import dev.pulley.server.ledger.Ledger;
import dev.pulley.server.ledger.PartitionChanges;
import dev.pulley.server.ledger.PartitionChanges.Counters;
import dev.pulley.server.ledger.PartitionChanges.TaskKey;
import dev.pulley.server.ledger.PartitionState;
import dev.pulley.server.ledger.StandingValue;
import dev.pulley.server.ledger.StoreState;
import dev.pulley.server.task.Partition;
import dev.pulley.server.task.Task;
import dev.pulley.server.task.TaskChangeCodec;
import dev.pulley.server.task.TaskCodec;
import dev.pulley.server.token.Decision;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.SetArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The ledger in Redis. */
final class RedisLedger implements Ledger, EvidenceSource {
    /** So many changed things are read in one go. A batch changes fewer, so a page always has a whole one. */
    static final int CHANGES_PER_PAGE_MAX = 2_000;

    /** Who has not looked for so long reads everything anew. */
    private static final long READERS_FOLLOW_WITHIN_MILLIS = EvidenceSource.FOLLOWS_WITHIN_MILLIS;

    private static final int TASKS_PER_RESTORE_MAX = 20;
    private static final int ATTEMPTS_MAX = 10;
    private static final References.Join NO_REFERENCES = new References.Join(List.of(), List.of(), List.of());

    private final Connection writing;
    private final Connection reading;
    private final InstantSource clock;
    private final LuaScript evidenceScript = LuaScript.load("arrivals.lua", "fence.lua", "evidence.lua");
    private final LuaScript changeScript = LuaScript.load("fence.lua", "change.lua");
    private final LuaScript restoreScript = LuaScript.load("restore.lua");
    private final LuaScript rollUpScript = LuaScript.load("arrivals.lua", "rollup.lua");

    /**
     * @param writing and {@code reading} may be one; apart, a large read holds no write up
     */
    RedisLedger(Connection writing, Connection reading, InstantSource clock) {
        this.clock = clock;
        this.writing = writing;
        this.reading = reading;
    }

    @Override
    public CompletionStage<BatchAnswer> apply(Batch batch, String mark) {
        return writing.use(redis -> switch (batch) {
                    case Batch.Evidence evidence -> applyEvidence(redis, evidence, mark, 1);
                    case Batch.Change change -> applyChange(redis, change, mark);
                })
                .thenApply(RedisLedger::readAnswer);
    }

    /** Where references occur they are read first, and the batch is taken only if they still are as they were read. */
    private CompletionStage<List<Object>> applyEvidence(
            RedisClusterAsyncCommands<String, byte[]> redis, Batch.Evidence batch, String mark, int attempt) {
        if (!References.occurIn(batch)) {
            return applyEvidence(redis, batch, NO_REFERENCES, mark);
        }
        References references = new References(batch);
        CompletableFuture<?>[] reads = references.wanted().stream()
                .map(wanted -> redis.hgetall(Keys.reference(batch.partition(), wanted.task(), wanted.text()))
                        .thenAccept(hash -> {
                            synchronized (references) {
                                references.read(wanted, hash);
                            }
                        })
                        .toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(reads)
                .thenCompose(read -> applyEvidence(redis, batch, references.join(), mark))
                .thenCompose(answer -> {
                    if (!text(answer.get(0)).equals("stale")) {
                        return CompletableFuture.completedStage(answer);
                    }
                    if (attempt == ATTEMPTS_MAX) {
                        return CompletableFuture.failedStage(
                                new IllegalStateException("others keep changing the same references"));
                    }
                    return applyEvidence(redis, batch, mark, attempt + 1);
                });
    }

    private CompletionStage<List<Object>> applyEvidence(
            RedisClusterAsyncCommands<String, byte[]> redis, Batch.Evidence batch, References.Join join, String mark) {
        EvidenceBatchWriter writer = new EvidenceBatchWriter(batch, join, clock.millis());
        return evidenceScript.call(redis, writer.keys(), writer.arguments(mark));
    }

    private CompletionStage<List<Object>> applyChange(
            RedisClusterAsyncCommands<String, byte[]> redis, Batch.Change batch, String mark) {
        int partition = batch.partition();
        Task task = batch.change().task();
        String[] keys = {
            Keys.meta(partition),
            Keys.fences(partition),
            Keys.changed(partition),
            Keys.tasks(partition),
            Keys.ids(partition),
            Keys.log(partition, task.tenant(), task.name()),
            Keys.definitions(partition, task.tenant(), task.name())
        };
        return changeScript.call(
                redis,
                keys,
                text(Keys.node(batch.node())),
                text(batch.from().toText()),
                text(batch.to().toText()),
                text(mark),
                text(Integer.toString(task.tenant())),
                text(task.name()),
                text(Long.toString(batch.change().expectedRevision())),
                text(Long.toString(task.revision())),
                text(Integer.toString(partition)),
                text(Integer.toString(Partition.COUNT)),
                TaskCodec.encode(task),
                TaskChangeCodec.encode(batch.change().change()),
                text(batch.change().change().what().redefines() ? "1" : "0"),
                text(Integer.toString(ChangeLog.CHANGES_KEPT_MAX)),
                text(Integer.toString(ChangeLog.DEFINITIONS_KEPT_MAX)));
    }

    private static BatchAnswer readAnswer(List<Object> answer) {
        return switch (text(answer.get(0))) {
            case "applied" -> new BatchAnswer.Applied((Long) answer.get(1), text(answer.get(2)));
            case "fence" -> new BatchAnswer.FencedElsewhere(Position.parse(text(answer.get(1))), text(answer.get(2)));
            case "birth" -> new BatchAnswer.OtherBirth(text(answer.get(1)));
            default ->
                throw new IllegalStateException("an answer of a script that is not known: " + text(answer.get(0)));
        };
    }

    @Override
    public CompletionStage<StoreState> state(long node) {
        return writing.use(redis -> redis.get(Keys.BIRTH)
                .thenCombine(
                        ofAllPartitions(partition -> partitionState(redis, partition, node)),
                        (birth, partitions) ->
                                new StoreState(Optional.ofNullable(birth).map(RedisLedger::text), partitions)));
    }

    private static CompletionStage<PartitionState> partitionState(
            RedisClusterAsyncCommands<String, byte[]> redis, int partition, long node) {
        return redis.hget(Keys.fences(partition), Keys.node(node))
                .thenCombine(
                        redis.hmget(Keys.meta(partition), "birth", "restores"),
                        (fence, known) -> new PartitionState(
                                partition,
                                fence == null ? Position.START : fence(fence),
                                known.get(0).optional().map(RedisLedger::text),
                                known.get(1)
                                        .optional()
                                        .map(RedisLedger::text)
                                        .map(Long::parseLong)
                                        .orElse(0L)));
    }

    @Override
    public CompletionStage<GivenBack> givenBack(int partition, long node) {
        return writing.use(redis -> RedisClosedLedger.givenBack(redis, partition, node));
    }

    private static Position fence(byte[] stored) {
        return Position.parse(text(stored).split(" ", 2)[0]);
    }

    @Override
    public CompletionStage<String> bear(String birth) {
        return writing.use(redis -> redis.set(Keys.BIRTH, text(birth), SetArgs.Builder.nx())
                .thenCompose(set -> redis.get(Keys.BIRTH))
                .thenApply(RedisLedger::text));
    }

    @Override
    public CompletionStage<Boolean> restore(int partition, String birth, List<Task> tasks) {
        int inThisCall = Math.min(TASKS_PER_RESTORE_MAX, tasks.size());
        String[] keys = {Keys.meta(partition), Keys.changed(partition), Keys.tasks(partition), Keys.ids(partition)};
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(text(birth));
        arguments.add(text(Integer.toString(Partition.COUNT)));
        for (Task task : tasks.subList(0, inThisCall)) {
            arguments.add(text(Integer.toString(task.tenant())));
            arguments.add(text(task.name()));
            arguments.add(text(Long.toString(task.revision())));
            arguments.add(text(Integer.toString(task.id())));
            arguments.add(TaskCodec.encode(task));
        }
        return writing.use(redis -> restoreScript.call(redis, keys, arguments.toArray(byte[][]::new)))
                .thenCompose(answer -> {
                    boolean isRestored = text(answer.get(0)).equals("restored");
                    return isRestored && inThisCall < tasks.size()
                            ? restore(partition, birth, tasks.subList(inThisCall, tasks.size()))
                            : CompletableFuture.completedStage(isRestored);
                });
    }

    @Override
    public CompletionStage<Long> rollUp(String birth, BucketKey wide, List<BucketKey> narrow) {
        int partition = Partition.ofTask(wide.task());
        List<String> keys = new ArrayList<>();
        keys.add(Keys.meta(partition));
        keys.add(Keys.changed(partition));
        keys.add(Keys.gone(partition));
        keys.add(Keys.evidence(partition, wide));
        narrow.forEach(bucket -> keys.add(Keys.evidence(partition, bucket)));
        long now = clock.millis();
        return writing.use(redis -> rollUpScript.call(
                        redis,
                        keys.toArray(String[]::new),
                        text(birth),
                        text(Long.toString(now)),
                        text(Long.toString(now - READERS_FOLLOW_WITHIN_MILLIS))))
                .thenApply(answer -> text(answer.get(0)).equals("rolled") ? (Long) answer.get(1) : 0L);
    }

    @Override
    public CompletionStage<List<Long>> changeCounts() {
        return reading.use(redis -> ofAllPartitions(partition -> redis.hget(Keys.meta(partition), "changes")
                .thenApply(count -> count == null ? 0L : Long.parseLong(text(count)))));
    }

    @Override
    public CompletionStage<String> incarnation() {
        return reading.incarnation();
    }

    @Override
    public CompletionStage<List<StandingValue>> standing(Decision decision) {
        String key = Keys.state(Partition.ofTask(decision.task()), decision);
        String counters =
                Keys.counters(Partition.ofTask(decision.task()), new TaskKey(decision.tenant(), decision.task()));
        return reading.use(redis -> redis.hget(
                        key, Integer.toString(decision.place().offset()))
                .thenCombine(
                        redis.hgetall(counters),
                        (record, counted) -> StateReader.read(record, decision.atMillis(), sources(counted))));
    }

    @Override
    public CompletionStage<PartitionChanges> changesAfter(int partition, long count) {
        return reading.use(redis -> changesAfter(redis, partition, count, 1));
    }

    /** Reads again where buckets were rolled up meanwhile, of which it might have seen one as before and another as after. */
    private CompletionStage<PartitionChanges> changesAfter(
            RedisClusterAsyncCommands<String, byte[]> redis, int partition, long count, int attempt) {
        Range<Long> after = Range.from(Range.Boundary.excluding(count), Range.Boundary.unbounded());
        CompletionStage<byte[]> rollUps = redis.hget(Keys.meta(partition), "rollups");
        // Fences first: what is read behind them is as new as they are, or newer.
        return redis.hgetall(Keys.fences(partition))
                .thenCompose(fences -> redis.zrangebyscoreWithScores(
                                Keys.changed(partition), after, Limit.create(0, CHANGES_PER_PAGE_MAX))
                        .thenCompose(page -> readChanged(redis, partition, fences, count, page)))
                .thenCompose(changes -> redis.hget(Keys.meta(partition), "rollups")
                        .thenCombine(rollUps, (now, before) -> Arrays.equals(now, before))
                        .thenCompose(isOneState -> isOneState || attempt == ATTEMPTS_MAX
                                ? CompletableFuture.completedStage(changes)
                                : changesAfter(redis, partition, count, attempt + 1)));
    }

    /** The things of a page; of a full page without those of the last count, which may go on behind it. */
    private CompletionStage<PartitionChanges> readChanged(
            RedisClusterAsyncCommands<String, byte[]> redis,
            int partition,
            Map<String, byte[]> fences,
            long after,
            List<ScoredValue<byte[]>> page) {
        double last = page.isEmpty() ? after : page.getLast().getScore();
        boolean isCut = page.size() == CHANGES_PER_PAGE_MAX && page.getFirst().getScore() < last;
        List<Task> tasks = new ArrayList<>();
        Map<BucketKey, BucketEvidence> buckets = new HashMap<>();
        Map<BucketKey, String> unreadable = new HashMap<>();
        Map<TaskKey, Counters> counters = new HashMap<>();
        List<CompletionStage<?>> reads = new ArrayList<>();
        double upTo = after;
        for (ScoredValue<byte[]> changed : page) {
            if (isCut && changed.getScore() == last) {
                break;
            }
            upTo = changed.getScore();
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
        long covered = (long) upTo;
        Map<String, Position> fencesRead = new HashMap<>();
        fences.forEach((node, fence) -> fencesRead.put(node, fence(fence)));
        return CompletableFuture.allOf(
                        reads.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new))
                .thenApply(done ->
                        new PartitionChanges(partition, covered, fencesRead, tasks, buckets, unreadable, counters));
    }

    @Override
    public CompletionStage<BucketRead> bucket(int partition, BucketKey bucket) {
        return reading.use(redis -> bucket(redis, Keys.evidence(partition, bucket)));
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

    private static <T> CompletionStage<List<T>> ofAllPartitions(IntFunction<CompletionStage<T>> read) {
        List<CompletableFuture<T>> reads = new ArrayList<>(Partition.COUNT);
        for (int partition = 0; partition < Partition.COUNT; partition++) {
            reads.add(read.apply(partition).toCompletableFuture());
        }
        return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
                .thenApply(done -> reads.stream().map(CompletableFuture::join).toList());
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }
}
