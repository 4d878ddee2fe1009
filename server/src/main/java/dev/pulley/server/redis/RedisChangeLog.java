package dev.pulley.server.redis;

import dev.pulley.server.ledger.ChangeLog;
import dev.pulley.server.task.Partition;
import dev.pulley.server.task.Task;
import dev.pulley.server.task.TaskChange;
import dev.pulley.server.task.TaskChangeCodec;
import dev.pulley.server.task.TaskCodec;
import dev.pulley.server.task.TaskDefinition;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The log of changes in Redis, as {@code change.lua} writes it. */
final class RedisChangeLog implements ChangeLog {
    private final Connection reading;

    RedisChangeLog(Connection reading) {
        this.reading = reading;
    }

    @Override
    public CompletionStage<List<TaskChange>> changesBelow(int tenant, String task, long revision, int limit) {
        Range<Long> below = Range.from(Range.Boundary.unbounded(), Range.Boundary.excluding(revision));
        String key = Keys.log(Partition.of(tenant, task), tenant, task);
        return reading.use(redis -> redis.zrevrangebyscore(key, below, Limit.create(0, limit)))
                .thenApply(found -> found.stream().map(TaskChangeCodec::decode).toList());
    }

    @Override
    public CompletionStage<Optional<TaskDefinition>> definitionAt(int tenant, String task, long revision) {
        Range<Long> upTo = Range.from(Range.Boundary.unbounded(), Range.Boundary.including(revision));
        String key = Keys.definitions(Partition.of(tenant, task), tenant, task);
        return reading.use(redis -> redis.zrevrangebyscore(key, upTo, Limit.create(0, 1)))
                .thenApply(found ->
                        found.stream().findFirst().map(TaskCodec::decode).map(Task::definition));
    }
}
