package dev.pulley.loadtests.process;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A master, a replica, and three sentinels that watch them and promote the replica when the master is gone. */
public final class RedisSentinels implements Closeable {
    private static final int SENTINELS = 3;
    private static final String NAME = "pulley";
    private static final int DOWN_AFTER_MILLIS = 1_000;
    private static final int FAILOVER_MILLIS_MAX = 5_000;
    private static final Duration FORM_MAX = Duration.ofSeconds(60);

    private final List<RedisProcess> nodes = new ArrayList<>();
    private final List<RedisProcess> sentinels = new ArrayList<>();

    private RedisSentinels() {}

    public static RedisSentinels start(Path folder, Watchdog watchdog) throws IOException {
        RedisSentinels whole = new RedisSentinels();
        try {
            whole.startAll(folder, watchdog);
            return whole;
        } catch (IOException e) {
            whole.close();
            throw e;
        }
    }

    private void startAll(Path folder, Watchdog watchdog) throws IOException {
        RedisProcess master = RedisProcess.in(folder.resolve("redis-0"), watchdog, "--save", "");
        RedisProcess replica = RedisProcess.in(
                folder.resolve("redis-1"), watchdog, "--save", "", "--replicaof", "127.0.0.1 " + master.port());
        for (RedisProcess node : List.of(master, replica)) {
            nodes.add(node);
            node.start();
        }
        for (int i = 0; i < SENTINELS; i++) {
            int port = FreePorts.take();
            Path own = Files.createDirectories(folder.resolve("sentinel-" + i));
            Path configuration = Files.writeString(own.resolve("sentinel.conf"), """
                    port %1$d
                    bind 127.0.0.1
                    dir %2$s
                    logfile %2$s/redis.log
                    sentinel monitor %3$s 127.0.0.1 %4$d 2
                    sentinel down-after-milliseconds %3$s %5$d
                    sentinel failover-timeout %3$s %6$d
                    """.formatted(
                            port, own, NAME, master.port(), DOWN_AFTER_MILLIS, FAILOVER_MILLIS_MAX));
            RedisProcess sentinel = RedisProcess.of(configuration, port, watchdog, "--sentinel");
            sentinels.add(sentinel);
            sentinel.start();
        }
        awaitWhole();
    }

    /** Returns when the sentinels know each other, and the replica follows the master. */
    public void awaitWhole() throws IOException {
        Patience.await("the sentinels agree and the replica follows", FORM_MAX, () -> {
            int named = -1;
            for (RedisProcess sentinel : sentinels) {
                try (RedisConnection connection = sentinel.connect()) {
                    if (!connection.text("INFO", "sentinel").contains("sentinels=" + SENTINELS)) {
                        return false;
                    }
                    int master = masterBy(connection);
                    if (named >= 0 && named != master) {
                        return false;
                    }
                    named = master;
                }
            }
            boolean isMasterThere = false;
            int synced = 0;
            for (RedisProcess node : nodes) {
                try (RedisConnection connection = node.connect()) {
                    Replication state = Replication.of(connection);
                    isMasterThere |= node.port() == named && state.isMaster();
                    synced += state.isSynced() && state.masterPort() == named ? 1 : 0;
                }
            }
            return isMasterThere && synced == 1;
        });
    }

    private static int masterBy(RedisConnection sentinel) throws IOException {
        return Integer.parseInt(
                sentinel.texts("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME).get(1));
    }

    /** Who is the master by what the sentinels say. */
    public RedisProcess master() throws IOException {
        try (RedisConnection connection = sentinels.getFirst().connect()) {
            int port = masterBy(connection);
            return nodes.stream()
                    .filter(node -> node.port() == port)
                    .findFirst()
                    .orElseThrow(() -> new IOException("the sentinels name a master that is none of ours: " + port));
        }
    }

    public RedisProcess replica() throws IOException {
        RedisProcess master = master();
        return nodes.getFirst() == master ? nodes.getLast() : nodes.getFirst();
    }

    /** Where a server finds it. */
    public String url() {
        return "redis-sentinel://"
                + sentinels.stream()
                        .map(sentinel -> "127.0.0.1:" + sentinel.port())
                        .collect(Collectors.joining(","))
                + "#" + NAME;
    }

    @Override
    public void close() throws IOException {
        for (RedisProcess sentinel : sentinels) {
            sentinel.close();
        }
        for (RedisProcess node : nodes) {
            node.close();
        }
    }
}
