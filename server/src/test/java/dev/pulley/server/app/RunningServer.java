package dev.pulley.server.app;

import dev.pulley.server.testing.RealRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The whole server within this process, on a free port of loopback and a real Redis, with a data folder of its own. */
public final class RunningServer implements AutoCloseable {
    private final Server server;
    private final Path data;

    private RunningServer(Server server, Path data) {
        this.server = server;
        this.data = data;
    }

    public static RunningServer start(RealRedis redis) {
        try {
            Path data = Files.createTempDirectory("pulley-data");
            List<String> options = List.of("--port", "0", "--data", data.toString(), "--redis", redis.uri());
            return new RunningServer(Server.start(ServeOptions.parse(options, Map.of()), line -> {}), data);
        } catch (StartException e) {
            throw new IllegalStateException(e.line(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.port());
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
