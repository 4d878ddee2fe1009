package dev.pulley.server.redis;

import static dev.pulley.server.redis.Batches.BIRTH;
import static dev.pulley.server.redis.Batches.PARTITION;
import static dev.pulley.server.redis.Batches.TENANT;

import dev.pulley.server.ledger.Batch;
import dev.pulley.server.ledger.BatchAnswer;
import dev.pulley.server.ledger.BatchResults;
import dev.pulley.server.ledger.BucketKey;
import dev.pulley.server.ledger.ChangeResult;
import dev.pulley.server.ledger.ClosedEvidence;
import dev.pulley.server.ledger.ClosedLedger.Buckets;
import dev.pulley.server.ledger.GivenBack;
import dev.pulley.server.ledger.PartitionChanges;
import dev.pulley.server.ledger.PartitionChanges.TaskKey;
import dev.pulley.server.ledger.PartitionState;
import dev.pulley.server.ledger.RewardResult;
import dev.pulley.server.task.Task;
import dev.pulley.server.task.TaskChange;
import dev.pulley.server.task.TaskDefinition;
import dev.pulley.server.testing.RealRedis;
import io.lettuce.core.ScriptOutputType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A ledger in an empty Redis, whose answers are waited for. */
final class OpenLedger implements AutoCloseable {
    private static final String WRITE_AS_EARLIER = """
            for _, key in ipairs(redis.call('KEYS', '*:e:*')) do
              local fields = redis.call('HGETALL', key)
              for i = 1, #fields, 2 do
                local kind, value = string.sub(fields[i], 1, 1), fields[i + 1]
                if kind ~= 'd' and string.byte(value) >= 0x90 then
                  local sums, parts = cmsgpack.unpack(value), {}
                  if kind == 'a' or kind == 'u' then
                    for j = 1, #sums, 3 do
                      parts[#parts + 1] = struct.pack('<BI4d', sums[j], sums[j + 1], sums[j + 2])
                    end
                  else
                    for j = 1, #sums do
                      parts[j] = struct.pack('<d', sums[j])
                    end
                  end
                  redis.call('HSET', key, fields[i], table.concat(parts))
                end
              end
            end
            return redis.status_reply('OK')""";

    private final RealRedis redis;
    private final RedisStore store;

    private OpenLedger(RealRedis redis, RedisStore store) {
        this.redis = redis;
        this.store = store;
    }

    static OpenLedger on(RealRedis redis) throws RedisUnfitException {
        redis.flush();
        try {
            RedisStore store = RedisStore.at(redis.uri());
            store.connect();
            OpenLedger ledger = new OpenLedger(redis, store);
            ledger.restore(BIRTH, List.of());
            return ledger;
        } catch (RedisAwayException e) {
            throw new IllegalStateException(e);
        }
    }

    long rollUp(BucketKey wide, List<BucketKey> narrow) {
        return get(store.ledger().rollUp(BIRTH, wide, narrow));
    }

    boolean restore(String birth, List<Task> tasks) {
        return get(store.ledger().restore(PARTITION, birth, tasks));
    }

    Buckets buckets() {
        return get(store.closed().buckets(PARTITION));
    }

    Optional<ClosedEvidence> copy(TaskKey task, long beforeMillis, Set<BucketKey> closed, long count) {
        return copy(BIRTH, task, beforeMillis, closed, count);
    }

    Optional<ClosedEvidence> copy(String birth, TaskKey task, long beforeMillis, Set<BucketKey> closed, long count) {
        return get(store.closed().copy(birth, task, beforeMillis, closed, count));
    }

    boolean giveBack(String birth, ClosedEvidence copy) {
        return get(store.closed().giveBack(birth, copy));
    }

    GivenBack givenBack(long node) {
        return get(store.ledger().givenBack(PARTITION, node));
    }

    BatchAnswer apply(Batch batch) {
        return apply(batch, BIRTH);
    }

    BatchAnswer apply(Batch batch, String mark) {
        return get(store.ledger().apply(batch, mark));
    }

    List<RewardResult> applied(Batch.Evidence batch) {
        return BatchResults.ofRewards(batch, results(batch));
    }

    ChangeResult applied(Batch.Change batch) {
        return BatchResults.ofChange(results(batch));
    }

    private String results(Batch batch) {
        if (apply(batch) instanceof BatchAnswer.Applied(long changes, String results)) {
            return results;
        }
        throw new AssertionError("not applied: " + batch);
    }

    List<PartitionState> states(long node) {
        return get(store.ledger().state(node)).partitions();
    }

    List<Long> changeCounts() {
        return get(store.evidence().changeCounts());
    }

    PartitionChanges changes() {
        return changesAfter(0);
    }

    PartitionChanges changesAfter(long count) {
        return get(store.evidence().changesAfter(PARTITION, count));
    }

    /** A task's changes below a revision. */
    List<TaskChange> log(String task, long below, int limit) {
        return get(store.changeLog().changesBelow(TENANT, task, below, limit));
    }

    Optional<TaskDefinition> definition(String task, long revision) {
        return get(store.changeLog().definitionAt(TENANT, task, revision));
    }

    /** Has all evidence in the form in which an earlier version kept it, see {@code sums.lua}. */
    void writeAsEarlier() {
        redis.commands().eval(WRITE_AS_EARLIER, ScriptOutputType.STATUS);
    }

    /** All that is kept, in a form that shows every difference. */
    Map<String, String> dump() {
        Map<String, String> dump = new TreeMap<>();
        for (String key : redis.commands().keys("*")) {
            String value = switch (redis.commands().type(key)) {
                case "hash" -> new TreeMap<>(redis.commands().hgetall(key)).toString();
                case "zset" -> redis.commands().zrangeWithScores(key, 0, -1).toString();
                default -> redis.commands().get(key);
            };
            dump.put(key, value);
        }
        return dump;
    }

    @Override
    public void close() {
        store.close();
    }

    private static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(5, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
