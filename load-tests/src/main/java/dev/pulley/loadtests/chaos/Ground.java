package dev.pulley.loadtests.chaos;

import dev.pulley.loadtests.process.RedisCluster;
import dev.pulley.loadtests.process.RedisProcess;
import dev.pulley.loadtests.process.RedisSentinels;
import dev.pulley.loadtests.process.ServerProcess;
import dev.pulley.loadtests.process.Watchdog;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Where a scenario takes place: a folder, and processes that end with it. */
final class Ground implements Closeable {
    private final Path folder;
    private final List<String> server;
    private final Watchdog watchdog;
    private final Consumer<String> told;
    private final Deque<Closeable> running = new ArrayDeque<>();

    private Ground(Path folder, List<String> server, Watchdog watchdog, Consumer<String> told) {
        this.folder = folder;
        this.server = server;
        this.watchdog = watchdog;
        this.told = told;
    }

    /**
     * Ground in a new folder.
     *
     * @param server the command that runs the server's jar, its options left out
     * @param told is told what happens
     */
    static Ground open(List<String> server, Consumer<String> told) throws IOException {
        return new Ground(Files.createTempDirectory("pulley-chaos"), List.copyOf(server), Watchdog.start(), told);
    }

    Path folder() {
        return folder;
    }

    Watchdog watchdog() {
        return watchdog;
    }

    void tell(String line) {
        told.accept(line);
    }

    /** A server over a folder of this name, which does not run yet. */
    Node node(String name, String... options) throws IOException {
        return node(folder.resolve(name), options);
    }

    Node node(Path dataFolder, String... options) throws IOException {
        Node node = new Node(dataFolder, ServerProcess.over(dataFolder, server), options);
        running.push(node);
        return node;
    }

    /** A Redis that runs. */
    RedisProcess redis(String name, String... settings) throws IOException {
        RedisProcess redis = RedisProcess.in(folder.resolve(name), watchdog, settings);
        running.push(redis);
        redis.start();
        return redis;
    }

    RedisCluster cluster() throws IOException {
        RedisCluster cluster = RedisCluster.start(folder, watchdog);
        running.push(cluster);
        return cluster;
    }

    RedisSentinels sentinels() throws IOException {
        RedisSentinels sentinels = RedisSentinels.start(folder, watchdog);
        running.push(sentinels);
        return sentinels;
    }

    /** Has something closed with the ground, before what was there already. */
    <T extends Closeable> T keep(T closeable) {
        running.push(closeable);
        return closeable;
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        while (!running.isEmpty()) {
            try {
                running.pop().close();
            } catch (IOException e) {
                failure = e;
            }
        }
        watchdog.close();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
