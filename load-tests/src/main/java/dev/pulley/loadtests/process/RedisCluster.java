package dev.pulley.loadtests.process;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A Redis Cluster of three masters with a replica each, which keeps nothing on a disk. */
public final class RedisCluster implements Closeable {
    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;
    private static final int NODE_TIMEOUT_MILLIS = 1_000;
    private static final Duration FORM_MAX = Duration.ofSeconds(60);

    private final List<RedisProcess> nodes;

    private RedisCluster(List<RedisProcess> nodes) {
        this.nodes = nodes;
    }

    public static RedisCluster start(Path folder, Watchdog watchdog) throws IOException {
        List<RedisProcess> nodes = new ArrayList<>();
        RedisCluster cluster = new RedisCluster(nodes);
        try {
            for (int i = 0; i < 2 * MASTERS; i++) {
                RedisProcess node = RedisProcess.in(
                        folder.resolve("cluster-" + i),
                        watchdog,
                        "--cluster-enabled",
                        "yes",
                        "--cluster-port",
                        Integer.toString(FreePorts.take()),
                        "--cluster-node-timeout",
                        Integer.toString(NODE_TIMEOUT_MILLIS),
                        "--save",
                        "");
                node.start();
                nodes.add(node);
            }
            cluster.form();
            return cluster;
        } catch (IOException e) {
            cluster.close();
            throw e;
        }
    }

    private void form() throws IOException {
        for (int i = 0; i < nodes.size(); i++) {
            try (RedisConnection node = nodes.get(i).connect()) {
                node.call("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
                if (i < MASTERS) {
                    String first = Integer.toString(SLOTS * i / MASTERS);
                    String last = Integer.toString(SLOTS * (i + 1) / MASTERS - 1);
                    node.call("CLUSTER", "ADDSLOTSRANGE", first, last);
                }
            }
        }
        try (RedisConnection first = nodes.getFirst().connect()) {
            for (RedisProcess other : nodes.subList(1, nodes.size())) {
                first.call("CLUSTER", "MEET", "127.0.0.1", Integer.toString(other.port()), busPort(other));
            }
        }
        Patience.await("all nodes of the cluster know each other", FORM_MAX, () -> {
            for (RedisProcess node : nodes) {
                try (RedisConnection connection = node.connect()) {
                    List<String> known =
                            connection.text("CLUSTER", "NODES").lines().toList();
                    if (known.size() < nodes.size()
                            || known.stream().anyMatch(line -> line.contains("handshake") || line.contains("noaddr"))) {
                        return false;
                    }
                }
            }
            return true;
        });
        for (int i = 0; i < MASTERS; i++) {
            String master;
            try (RedisConnection connection = nodes.get(i).connect()) {
                master = connection.text("CLUSTER", "MYID");
            }
            try (RedisConnection connection = nodes.get(MASTERS + i).connect()) {
                connection.call("CLUSTER", "REPLICATE", master);
            }
        }
        awaitWhole();
    }

    private static String busPort(RedisProcess node) throws IOException {
        try (RedisConnection connection = node.connect()) {
            return connection.texts("CONFIG", "GET", "cluster-port").get(1);
        }
    }

    /** Returns when every slot is served and every master has a replica that could take its place. */
    public void awaitWhole() throws IOException {
        Patience.await("the cluster is whole", FORM_MAX, () -> {
            int masters = 0;
            int synced = 0;
            for (RedisProcess node : nodes) {
                try (RedisConnection connection = node.connect()) {
                    if (!connection.text("CLUSTER", "INFO").contains("cluster_state:ok")) {
                        return false;
                    }
                    Replication state = Replication.of(connection);
                    masters += state.isMaster() ? 1 : 0;
                    synced += state.isSynced() ? 1 : 0;
                }
            }
            return masters == MASTERS && synced == MASTERS;
        });
    }

    /** The nodes that are masters now, in the order of their ports. */
    public List<RedisProcess> masters() throws IOException {
        List<RedisProcess> masters = new ArrayList<>();
        for (RedisProcess node : nodes) {
            try (RedisConnection connection = node.connect()) {
                if (Replication.of(connection).isMaster()) {
                    masters.add(node);
                }
            }
        }
        return masters;
    }

    /** The node that follows this master. */
    public RedisProcess replicaOf(RedisProcess master) throws IOException {
        for (RedisProcess node : nodes) {
            if (node != master) {
                try (RedisConnection connection = node.connect()) {
                    if (Replication.of(connection).masterPort() == master.port()) {
                        return node;
                    }
                }
            }
        }
        throw new IOException("nobody follows the master on port " + master.port());
    }

    public List<RedisProcess> nodes() {
        return List.copyOf(nodes);
    }

    /** Where a server finds it. */
    public String url() {
        return "redis-cluster://"
                + nodes.stream().map(node -> "127.0.0.1:" + node.port()).collect(Collectors.joining(","));
    }

    @Override
    public void close() throws IOException {
        for (RedisProcess node : nodes) {
            node.close();
        }
    }
}
