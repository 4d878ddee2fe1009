package dev.pulley.server.redis;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What changed in a partition behind some count of changes, or the first part of it: whole counts only.
 *
 * @param upTo the count that this covers
 * @param isLast whether there was nothing behind it
 */
record ChangedPage(List<ScoredValue<byte[]>> changes, long upTo, boolean isLast) {
    /** So much is read in one go, and more only where one count has more. */
    static final int SIZE = 2_000;

    static CompletionStage<ChangedPage> behind(
            RedisClusterAsyncCommands<String, byte[]> redis, int partition, long count) {
        return behind(redis, partition, count, SIZE);
    }

    private static CompletionStage<ChangedPage> behind(
            RedisClusterAsyncCommands<String, byte[]> redis, int partition, long count, int size) {
        Range<Long> behind = Range.from(Range.Boundary.excluding(count), Range.Boundary.unbounded());
        return redis.zrangebyscoreWithScores(Keys.changed(partition), behind, Limit.create(0, size))
                .thenCompose(read -> {
                    long last = read.isEmpty() ? count : (long) read.getLast().getScore();
                    if (read.size() < size) {
                        return CompletableFuture.completedStage(new ChangedPage(read, last, true));
                    }
                    // The last count may go on behind the page, and where it is the only one nothing would be whole.
                    return read.getFirst().getScore() == last
                            ? behind(redis, partition, count, 2 * size)
                            : CompletableFuture.completedStage(before(last, read));
                });
    }

    private static ChangedPage before(long count, List<ScoredValue<byte[]>> read) {
        return new ChangedPage(
                read.stream().filter(changed -> changed.getScore() < count).toList(), count - 1, false);
    }
}
