package dev.pulley.loadtests.chaos;

import dev.pulley.loadtests.process.Patience;
import dev.pulley.loadtests.process.RedisCluster;
import dev.pulley.loadtests.process.RedisConnection;
import dev.pulley.loadtests.process.RedisProcess;
import dev.pulley.loadtests.process.RedisSentinels;
import dev.pulley.loadtests.process.Replication;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Three servers on a Redis that replicates, whose masters are killed. A while before each kill the replica is cut off and held, as
 * by a network that broke, so that the master has acknowledged writes that the replica, which takes its place, never had.
 */
final class Failover implements Scenario {
    private enum Kind {
        CLUSTER,
        SENTINEL
    }

    /** Who is to be killed, and who will take its place. */
    private record Pair(RedisProcess master, RedisProcess replica) {}

    /** The Redis of the scenario. */
    private interface Topology {
        String url();

        Pair next(Trial trial) throws IOException;

        void awaitWhole() throws IOException;
    }

    private static final int ROUNDS = 20;
    private static final int SERVERS = 3;
    /** Well under the second after which a Cluster and Sentinels take a replica that is silent for dead. */
    private static final Duration CUT_OFF = Duration.ofMillis(400);

    private static final Duration CATCH_UP = Duration.ofMillis(100);
    private static final Pattern WENT_BACK = Pattern.compile("partition \\d+ went back from");
    private static final Duration BETWEEN = Duration.ofSeconds(1);
    private static final Duration PROMOTE_MAX = Duration.ofSeconds(60);

    private final String name;
    private final String what;
    private final Kind kind;
    private int roundsWithLoss;
    private long lostBytes;

    private Failover(String name, String what, Kind kind) {
        this.name = name;
        this.what = what;
        this.kind = kind;
    }

    static Failover ofCluster() {
        return new Failover("cluster-failover", "3 servers on a Cluster, kill -9 of a master", Kind.CLUSTER);
    }

    static Failover ofSentinel() {
        return new Failover("sentinel-failover", "3 servers on a Sentinel's master, kill -9 of it", Kind.SENTINEL);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String what() {
        return what;
    }

    @Override
    public Outcome run(Ground ground, Settings settings) throws IOException {
        Topology topology = switch (kind) {
            case CLUSTER -> cluster(ground.cluster());
            case SENTINEL -> sentinel(ground.sentinels());
        };
        List<Node> nodes = new ArrayList<>();
        for (int i = 1; i <= SERVERS; i++) {
            Node node = ground.node("data-" + i, "--redis", topology.url());
            node.start();
            nodes.add(node);
        }
        Trial trial = Trial.begin(ground, settings, nodes);
        int rounds = settings.roundsOr(ROUNDS);
        for (int round = 1; round <= rounds; round++) {
            trial.pauseAbout(BETWEEN);
            Pair pair = topology.next(trial);
            long lost = killCutOff(pair);
            lostBytes += lost;
            roundsWithLoss += lost > 0 ? 1 : 0;
            awaitPromoted(pair.replica());
            trial.awaitBacklog();
            pair.master().start();
            topology.awaitWhole();
            ground.tell("  round " + round + " of " + rounds + ": the failover lost " + lost + " bytes of writes");
        }
        trial.note(roundsWithLoss + " of " + rounds + " failovers lost writes that the master had answered, "
                + lostBytes + " bytes in all");
        long timesGoneBack = timesGoneBack(nodes);
        trial.note(timesGoneBack
                + " times a server found that a partition had gone back, and shipped it again from there");
        if (roundsWithLoss == 0 || timesGoneBack == 0) {
            trial.fail("no failover lost anything that a server noticed, so that nothing is shown");
        }
        return trial.end(name, rounds);
    }

    /** Kills the master behind the replica's back; how many bytes of writes the replica lacks. */
    private static long killCutOff(Pair pair) throws IOException {
        long written;
        pair.replica().hold();
        try (RedisConnection master = pair.master().connect()) {
            // What it was sent before it was held it still reads; so nothing more may be sent.
            master.call("CLIENT", "KILL", "TYPE", "replica");
            Patience.pause(CUT_OFF);
            written = Replication.of(master).offset();
            pair.master().kill();
        } finally {
            pair.replica().goOn();
        }
        Patience.pause(CATCH_UP);
        try (RedisConnection replica = pair.replica().connect()) {
            return Math.max(0, written - Replication.of(replica).offset());
        }
    }

    /** How often the servers said that a partition had gone back, and that they ship again from there. */
    private static long timesGoneBack(List<Node> nodes) {
        return nodes.stream()
                .mapToLong(node ->
                        WENT_BACK.matcher(node.process().output()).results().count())
                .sum();
    }

    private static void awaitPromoted(RedisProcess replica) throws IOException {
        Patience.await("the replica takes the master's place", PROMOTE_MAX, () -> {
            try (RedisConnection connection = replica.connect()) {
                return Replication.of(connection).isMaster();
            }
        });
    }

    private static Topology cluster(RedisCluster cluster) {
        return new Topology() {
            @Override
            public String url() {
                return cluster.url();
            }

            @Override
            public Pair next(Trial trial) throws IOException {
                List<RedisProcess> masters = cluster.masters();
                RedisProcess master = masters.get(trial.random().nextInt(masters.size()));
                return new Pair(master, cluster.replicaOf(master));
            }

            @Override
            public void awaitWhole() throws IOException {
                cluster.awaitWhole();
            }
        };
    }

    private static Topology sentinel(RedisSentinels sentinels) {
        return new Topology() {
            @Override
            public String url() {
                return sentinels.url();
            }

            @Override
            public Pair next(Trial trial) throws IOException {
                return new Pair(sentinels.master(), sentinels.replica());
            }

            @Override
            public void awaitWhole() throws IOException {
                sentinels.awaitWhole();
            }
        };
    }
}
