package dev.pulley.loadtests.load;

import dev.pulley.loadtests.bare.BareServerProcess;
import dev.pulley.loadtests.process.ProcessRun;
import dev.pulley.loadtests.process.RedisProcess;
import dev.pulley.loadtests.process.ServerProcess;
import dev.pulley.loadtests.process.Watchdog;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** Servers of the load's own, in a folder of their own, which end with it. */
final class Ground implements Closeable {
    private static final Duration KEY_MAX = Duration.ofSeconds(60);
    /** A limit that is on, and that no key here comes up to. */
    private static final String RATE_LIMIT = "1000000";

    private final List<String> server;
    private final Path folder;
    private final Watchdog watchdog;
    private final Deque<Closeable> running = new ArrayDeque<>();

    private Ground(List<String> server, Path folder, Watchdog watchdog) {
        this.server = server;
        this.folder = folder;
        this.watchdog = watchdog;
    }

    /** @param server the command that runs the server's jar, its options left out */
    static Ground open(List<String> server) throws IOException {
        return new Ground(List.copyOf(server), Files.createTempDirectory("pulley-load"), Watchdog.start());
    }

    /** A Redis that keeps what it is told as a server's private one does. */
    RedisProcess redis(String name) throws IOException {
        RedisProcess redis = RedisProcess.in(
                folder.resolve(name), watchdog, "--appendonly", "yes", "--appendfsync", "everysec", "--save", "");
        running.push(redis);
        redis.start();
        return redis;
    }

    BareServerProcess bareServer(int answerBytes) throws IOException {
        BareServerProcess bare = BareServerProcess.start(answerBytes, watchdog);
        running.push(bare);
        return bare;
    }

    /** A server with everything on, and a key of all roles: on this Redis, or without one with its own. */
    Target serve(String name, RedisProcess... redis) throws IOException {
        Path data = folder.resolve(name);
        List<String> where = new ArrayList<>();
        if (redis.length > 0) {
            where.addAll(List.of("--redis", redis[0].url()));
        }
        ServerProcess process = ServerProcess.over(data, server);
        running.push(process);
        String key = key(data, where);
        where.addAll(List.of("--rate-limit", RATE_LIMIT));
        process.start(where.toArray(String[]::new));
        return new Target(List.of(process.address()), key, handle(process.processId()));
    }

    static List<ProcessHandle> handle(long processId) {
        return ProcessHandle.of(processId).stream().toList();
    }

    private String key(Path data, List<String> where) throws IOException {
        List<String> command = new ArrayList<>(server);
        command.addAll(List.of("keys", "create", "--role", "decide,report,view,admin", "--data", data.toString()));
        command.addAll(where);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("PULLEY_"));
        ProcessRun run = ProcessRun.of(builder, KEY_MAX);
        if (run.exitCode() != 0) {
            throw new IOException("no key could be made: " + run.errors());
        }
        return run.output().strip();
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
