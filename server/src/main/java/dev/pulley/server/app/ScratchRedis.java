package dev.pulley.server.app;

import dev.pulley.server.privateredis.Options;
import dev.pulley.server.privateredis.PrivateRedis;
import dev.pulley.server.privateredis.PrivateRedisException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Redis in a temporary folder, both gone when it is closed, or when the process ends. */
final class ScratchRedis implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScratchRedis.class);

    private final Path folder;
    private final PrivateRedis redis;
    private final Thread closing = new Thread(this::end, "pulley-scratch");

    private ScratchRedis(Path folder, PrivateRedis redis) {
        this.folder = folder;
        this.redis = redis;
    }

    static ScratchRedis start(Options options) throws StartException {
        try {
            Path folder = Files.createTempDirectory("pulley-rebuild");
            try {
                ScratchRedis scratch = new ScratchRedis(folder, PrivateRedis.start(folder, options.dyingWithParent()));
                Runtime.getRuntime().addShutdownHook(scratch.closing);
                return scratch;
            } catch (PrivateRedisException e) {
                delete(folder);
                throw new StartException(String.valueOf(e.getMessage()));
            }
        } catch (IOException e) {
            throw new StartException("there is no room for a Redis to try it in: " + e.getMessage());
        }
    }

    String uri() {
        return redis.uri();
    }

    private void end() {
        redis.stop();
        delete(folder);
    }

    private static void delete(Path folder) {
        try (Stream<Path> walked = Files.walk(folder)) {
            List<Path> files = walked.sorted(Comparator.reverseOrder()).toList();
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.warn("the temporary folder {} can't be deleted", folder, e);
        }
    }

    @Override
    public void close() {
        try {
            if (Runtime.getRuntime().removeShutdownHook(closing)) {
                end();
            }
        } catch (IllegalStateException e) {
            // The process ends already, and this with it.
        }
    }
}
