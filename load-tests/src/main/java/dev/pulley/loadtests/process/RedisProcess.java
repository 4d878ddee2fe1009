package dev.pulley.loadtests.process;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A Redis of its own folder and port on loopback, which is started, killed and held as often as its owner likes. */
public final class RedisProcess implements Closeable {
    private static final Duration START_MAX = Duration.ofSeconds(30);
    private static final Duration END_MAX = Duration.ofSeconds(20);

    private final Path folder;
    private final Watchdog watchdog;
    private final int port;
    private final List<String> command;
    private @Nullable Process process;

    private RedisProcess(Path folder, Watchdog watchdog, int port, List<String> command) {
        this.folder = folder;
        this.watchdog = watchdog;
        this.port = port;
        this.command = command;
    }

    /**
     * A Redis that does not run yet.
     *
     * @param settings of its configuration, as words: {@code "--appendonly", "yes"}
     */
    public static RedisProcess in(Path folder, Watchdog watchdog, String... settings) throws IOException {
        Files.createDirectories(folder);
        int port = FreePorts.take();
        List<String> command = new ArrayList<>(List.of(
                program(),
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--dir",
                folder.toString(),
                "--logfile",
                folder.resolve("redis.log").toString(),
                "--enable-debug-command",
                "local"));
        command.addAll(List.of(settings));
        return new RedisProcess(folder, watchdog, port, List.copyOf(command));
    }

    /** A Redis of this configuration file, which names the port and {@code redis.log} beside itself. */
    static RedisProcess of(Path configuration, int port, Watchdog watchdog, String... settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(program(), configuration.toString()));
        command.addAll(List.of(settings));
        return new RedisProcess(
                configuration.toAbsolutePath().resolveSibling("."), watchdog, port, List.copyOf(command));
    }

    private static String program() throws IOException {
        for (String place : String.valueOf(System.getenv("PATH")).split(":", -1)) {
            Path program = Path.of(place, "redis-server");
            if (Files.isExecutable(program)) {
                return program.toString();
            }
        }
        throw new IOException("redis-server is not on the PATH; install Redis 7 (for example: apt-get install redis)");
    }

    /** Starts it, and returns when it has read what it keeps and answers. */
    public void start() throws IOException {
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        process = started;
        watchdog.guard(started, "redis-server");
        Patience.await("Redis on port " + port + " answers", START_MAX, () -> {
            if (!started.isAlive()) {
                throw new IOException("Redis does not start: " + Files.readString(folder.resolve("redis.log")));
            }
            return answers();
        });
    }

    private boolean answers() {
        try (RedisConnection connection = connect()) {
            return connection.text("PING").equals("PONG");
        } catch (IOException e) {
            return false;
        }
    }

    public RedisConnection connect() throws IOException {
        return RedisConnection.to(port);
    }

    public int port() {
        return port;
    }

    public Path folder() {
        return folder;
    }

    /** Where a server finds it. */
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** As by {@code kill -9}. */
    public void kill() throws IOException {
        Process killed = running();
        killed.destroyForcibly();
        try {
            if (!killed.waitFor(END_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("Redis does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while Redis ended", e);
        }
    }

    /** Holds it: it stays connected and answers nothing. */
    public void hold() throws IOException {
        Signal.STOP.send(running());
    }

    public void goOn() throws IOException {
        Signal.CONT.send(running());
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("it was never started");
        }
        return process;
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            kill();
        }
    }
}
