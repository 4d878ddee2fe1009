package dev.pulley.server.testing;

import dev.pulley.server.privateredis.Options;
import dev.pulley.server.privateredis.Options.Program;
import dev.pulley.server.privateredis.PrivateRedis;
import dev.pulley.server.privateredis.PrivateRedisException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real Redis for the tests of one class, empty at the beginning of each test. It ends with the class, or with the process of the
 * tests, however that ends. For a test on one Redis, whichever there is:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final RealRedis redis = RealRedis.any();
 * }</pre>
 *
 * <p>and for a contract that must hold on each that is there, as a class or a method with one parameter, which JUnit closes:
 *
 * <pre>{@code
 * @ParameterizedClass
 * @MethodSource("dev.pulley.server.testing.RealRedis#each")
 * }</pre>
 */
public final class RealRedis implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback, AutoCloseable {
    /** What runs between start and close. */
    private record Running(
            Path folder, PrivateRedis redis, RedisClient client, StatefulRedisConnection<String, String> connection) {}

    private static final boolean BUNDLED_RUNS = bundledRuns();

    private final Program program;
    private @Nullable Running running;

    private RealRedis(Program program) {
        this.program = program;
    }

    /** One that an extension starts, or {@link #open()}. */
    public static RealRedis any() {
        return new RealRedis(new Program.Any());
    }

    /** Each that is there, started when its turn comes. */
    public static Stream<RealRedis> each() {
        return programs().stream().map(program -> new RealRedis(program).open());
    }

    /** The bundled Redis and an installed one, as far as they are there and run. */
    public static List<Program> programs() {
        List<Program> programs = new ArrayList<>();
        Options.standard().programFolders().stream()
                .flatMap(folder -> Stream.of(folder.resolve("redis-server"), folder.resolve("valkey-server")))
                .filter(Files::isExecutable)
                .findFirst()
                .ifPresent(installed -> programs.add(new Program.Named(installed)));
        if (programs.isEmpty() || BUNDLED_RUNS) {
            programs.add(new Program.Bundled());
        }
        return programs;
    }

    private static boolean bundledRuns() {
        try (RealRedis redis = new RealRedis(new Program.Bundled()).open()) {
            return redis.version().startsWith("Redis");
        } catch (IllegalStateException e) {
            return false;
        }
    }

    public RealRedis open() {
        try {
            Path folder = Files.createTempDirectory("pulley-redis");
            PrivateRedis redis = PrivateRedis.start(
                    folder, Options.standard().withProgram(program).dyingWithParent());
            RedisClient client = RedisClient.create(redis.uri());
            running = new Running(folder, redis, client, client.connect());
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (PrivateRedisException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Fit for lettuce. */
    public String uri() {
        return running().redis().uri();
    }

    public String version() {
        return running().redis().version();
    }

    /** Makes it empty. */
    public void flush() {
        commands().flushall();
    }

    /** To look at what is there, or to meddle with it. */
    public RedisCommands<String, String> commands() {
        return running().connection().sync();
    }

    /** Has it hang, as one does that swaps or whose machine is gone, until {@link #resume()}. */
    public void pause() {
        signal("STOP");
    }

    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            long processId = running().redis().processId();
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(processId)).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("kill -" + name + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Running running() {
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        return running;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        open();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        flush();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        Running last = running();
        running = null;
        last.connection().close();
        last.client().shutdown(Duration.ZERO, Duration.ofSeconds(5));
        last.redis().stop();
        try (Stream<Path> files = Files.walk(last.folder())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return running == null ? program.toString() : version();
    }
}
