package dev.pulley.server.redis;

import dev.pulley.server.event.Position;
import dev.pulley.server.ledger.Batch;
import dev.pulley.server.ledger.BatchAnswer;
import dev.pulley.server.ledger.BucketKey;
import dev.pulley.server.ledger.ChangeLog;
import dev.pulley.server.ledger.EvidenceSource;
import dev.pulley.server.ledger.GivenBack;
import dev.pulley.server.ledger.Ledger;
import dev.pulley.server.ledger.PartitionState;
import dev.pulley.server.ledger.StoreState;
import dev.pulley.server.task.Partition;
import dev.pulley.server.task.Task;
import dev.pulley.server.task.TaskChangeCodec;
import dev.pulley.server.task.TaskCodec;
import io.lettuce.core.SetArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;

/** The ledger in Redis; {@code evidence.lua} and the other scripts say what is asked and answered. */
final class RedisLedger implements Ledger {
    /** Who has not looked for so long reads everything anew. */
    private static final long READERS_FOLLOW_WITHIN_MILLIS = EvidenceSource.FOLLOWS_WITHIN_MILLIS;

    private static final int TASKS_PER_RESTORE_MAX = 20;
    private static final int ATTEMPTS_MAX = 10;
    private static final References.Join NO_REFERENCES = new References.Join(List.of(), List.of(), List.of());

    private final Connection connection;
    private final InstantSource clock;
    private final LuaScript evidenceScript = LuaScript.load("sums.lua", "arrivals.lua", "fence.lua", "evidence.lua");
    private final LuaScript changeScript = LuaScript.load("fence.lua", "change.lua");
    private final LuaScript restoreScript = LuaScript.load("restore.lua");
    private final LuaScript rollUpScript = LuaScript.load("sums.lua", "arrivals.lua", "rollup.lua");

    RedisLedger(Connection connection, InstantSource clock) {
        this.connection = connection;
        this.clock = clock;
    }

    @Override
    public CompletionStage<BatchAnswer> apply(Batch batch, String mark) {
        return connection
                .use(redis -> switch (batch) {
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
        return connection.use(redis -> redis.get(Keys.BIRTH)
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
        return connection.use(redis -> RedisClosedLedger.givenBack(redis, partition, node));
    }

    static Position fence(byte[] stored) {
        return Position.parse(text(stored).split(" ", 2)[0]);
    }

    @Override
    public CompletionStage<String> bear(String birth) {
        return connection.use(redis -> redis.set(Keys.BIRTH, text(birth), SetArgs.Builder.nx())
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
        return connection
                .use(redis -> restoreScript.call(redis, keys, arguments.toArray(byte[][]::new)))
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
        return connection
                .use(redis -> rollUpScript.call(
                        redis,
                        keys.toArray(String[]::new),
                        text(birth),
                        text(Long.toString(now)),
                        text(Long.toString(now - READERS_FOLLOW_WITHIN_MILLIS))))
                .thenApply(answer -> text(answer.get(0)).equals("rolled") ? (Long) answer.get(1) : 0L);
    }

    static <T> CompletionStage<List<T>> ofAllPartitions(IntFunction<CompletionStage<T>> read) {
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
