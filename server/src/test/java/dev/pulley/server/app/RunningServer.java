package dev.pulley.server.app;

import dev.pulley.server.testing.RealRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The whole server within this process, on a free port of loopback and a real Redis, with a data folder of its own. */
public final class RunningServer implements AutoCloseable {
    private final Server server;
    private final Path data;
    private final String scheme;

    private RunningServer(Server server, Path data, String scheme) {
        this.server = server;
        this.data = data;
        this.scheme = scheme;
    }

    /**
     * Starts a server.
     *
     * @param more options, beside those that make it a test's
     */
    public static RunningServer start(RealRedis redis, String... more) {
        try {
            Path data = Files.createTempDirectory("pulley-data");
            List<String> options =
                    new ArrayList<>(List.of("--port", "0", "--data", data.toString(), "--redis", redis.uri()));
            options.addAll(List.of(more));
            String scheme = options.contains("--tls-cert") ? "https" : "http";
            return new RunningServer(Server.start(ServeOptions.parse(options, Map.of()), line -> {}), data, scheme);
        } catch (StartException e) {
            throw new IllegalStateException(e.line(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code ./pulley keys} prints: for a new key, that. */
    public static List<String> keys(RealRedis redis, String... arguments) {
        List<String> options = new ArrayList<>(List.of(arguments));
        options.addAll(List.of("--redis", redis.uri(), "--data", "/nowhere"));
        List<String> lines = new ArrayList<>();
        try {
            KeysCommand.run(options, Map.of(), lines::add, words -> {});
            return lines;
        } catch (StartException e) {
            throw new IllegalStateException(e.line(), e);
        }
    }

    public URI uri() {
        return URI.create(scheme + "://127.0.0.1:" + server.port());
    }

    public Path data() {
        return data;
    }

    @Override
    public void close() {
        server.stop();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
