package dev.pulley.server.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A connection to Redis, from the moment on at which there is one. Thread-safe. */
final class Connection implements AutoCloseable {
    private record Open(
            StatefulConnection<String, byte[]> connection,
            RedisClusterAsyncCommands<String, byte[]> commands,
            boolean isCluster) {}

    private volatile @Nullable Open open;

    void open(StatefulRedisConnection<String, byte[]> connection) {
        open = new Open(connection, connection.async(), false);
    }

    void open(StatefulRedisClusterConnection<String, byte[]> connection) {
        open = new Open(connection, connection.async(), true);
    }

    boolean isOpen() {
        return open != null;
    }

    /** What the commands come to; a failed stage where there is no connection yet. */
    <T> CompletionStage<T> use(
            Function<? super RedisClusterAsyncCommands<String, byte[]>, ? extends CompletionStage<T>> commands) {
        Open now = open;
        if (now == null) {
            return CompletableFuture.failedStage(new IllegalStateException("there is no connection to Redis yet"));
        }
        try {
            return commands.apply(now.commands());
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /**
     * The same for as long as one Redis process answers; in a cluster, as long as the same masters do, each of which has an
     * epoch that rises when another takes over.
     */
    CompletionStage<String> incarnation() {
        Open now = open;
        if (now != null && now.isCluster()) {
            return use(redis -> redis.clusterNodes().thenApply(Connection::masters));
        }
        return use(redis -> redis.info("server")
                .thenApply(info -> info.lines()
                        .filter(line -> line.startsWith("run_id:"))
                        .findFirst()
                        .orElse(info)));
    }

    /** Id and epoch of those that hold slots and are not given up. */
    private static String masters(String nodes) {
        return nodes.lines()
                .map(line -> line.split(" ", -1))
                .filter(words -> words.length > 8
                        && words[2].contains("master")
                        && !List.of(words[2].split(",", -1)).contains("fail"))
                .map(words -> words[0] + ":" + words[6])
                .sorted()
                .collect(Collectors.joining(" "));
    }

    @Override
    public void close() {
        Open last = open;
        if (last != null) {
            last.connection().close();
        }
    }
}
