package dev.pulley.server.privateredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pulley.server.privateredis.Options.Program;
import dev.pulley.server.testing.RealRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold with each Redis that is there. */
@ParameterizedClass
@MethodSource("programs")
@Timeout(60)
final class PrivateRedisTest {
    @Parameter
    private Program program = new Program.Any();

    private Fixture fixture = new Fixture(Path.of(""));

    static List<Program> programs() {
        return RealRedis.programs();
    }

    @BeforeEach
    void makeFolder(@TempDir Path data) {
        fixture = new Fixture(data.resolve("data of a test"));
    }

    @AfterEach
    void stop() throws PrivateRedisException {
        fixture.close();
    }

    @Test
    void start_inNewFolder_servesLettuceAtItsUri() throws Exception {
        PrivateRedis redis = fixture.start(program);

        assertThat(redis.adopted()).isFalse();
        assertThat(redis.uri()).startsWith("redis-socket://:").endsWith("/redis/redis.sock");
        try (RedisClient client = RedisClient.create(redis.uri());
                StatefulRedisConnection<String, String> connection = client.connect()) {
            connection.sync().set("key", "value");
            assertThat(connection.sync().get("key")).isEqualTo("value");
            assertThat(connection.sync().info("server"))
                    .contains(redis.version().split(" ", 2)[1]);
        }
    }

    @Test
    void start_afterStop_hasAllThatWasWritten() throws Exception {
        fixture.start(program).stop();
        fixture.start(program);
        fixture.ask("SET", "key", "value");
        fixture.start(restarted());

        assertThat(fixture.ask("GET", "key")).isEqualTo("value");
    }

    @Test
    void keepRunning_afterAKill_startsItAtTheSamePlaceWithItsData() throws Exception {
        PrivateRedis redis = fixture.start(program);
        String uri = redis.uri();
        long killed = redis.processId();
        fixture.ask("SET", "key", "value");
        redis.keepRunning();

        ProcessHandle.of(killed).ifPresent(ProcessHandle::destroyForcibly);

        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (redis.processId() == killed && System.nanoTime() < endNanos) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        assertThat(redis.processId()).isNotEqualTo(killed);
        assertThat(redis.uri()).isEqualTo(uri);
        assertThat(fixture.ask("GET", "key")).isEqualTo("value");
    }

    private Options restarted() throws PrivateRedisException {
        fixture.close();
        return Fixture.options().withProgram(program);
    }

    @Test
    void stop_endsTheProcess() throws Exception {
        PrivateRedis redis = fixture.start(program);
        redis.stop();

        assertThat(ServerProcess.isRunning(redis.processId())).isFalse();
        redis.stop();
    }

    @Test
    void start_configuresDurabilityAndNoEviction() throws Exception {
        fixture.start(program);

        assertThat(fixture.ask("CONFIG", "GET", "appendonly")).isEqualTo("appendonly\nyes");
        assertThat(fixture.ask("CONFIG", "GET", "appendfsync")).isEqualTo("appendfsync\neverysec");
        assertThat(fixture.ask("CONFIG", "GET", "save")).isEqualTo("save\n");
        assertThat(fixture.ask("CONFIG", "GET", "maxmemory-policy")).isEqualTo("maxmemory-policy\nnoeviction");
        assertThat(fixture.ask("CONFIG", "GET", "port")).isEqualTo("port\n0");
    }

    @Test
    void start_letsNobodyElseReadItsFiles() throws Exception {
        fixture.start(program);

        assertThat(permissions(fixture.redisFolder())).isEqualTo("rwx------");
        assertThat(permissions(fixture.redisFolder().resolve("redis.conf"))).isEqualTo("rw-------");
        assertThat(permissions(fixture.redisFolder().resolve("identity"))).isEqualTo("rw-------");
        assertThat(permissions(fixture.redisFolder().resolve("redis.sock"))).isEqualTo("rw-------");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void start_withoutPassword_isRefusedByRedis() throws Exception {
        fixture.start(program);

        try (Conversation stranger =
                Conversation.open(Endpoint.UnixSocket.of(fixture.folder()).address(), 5_000)) {
            assertThat(stranger.ask("GET", "key").text()).startsWith("NOAUTH");
            assertThat(stranger.ask("AUTH", "guess").isError()).isTrue();
        }
    }

    @Test
    void start_showsThePasswordInNoCommandLineAndNoLog() throws Exception {
        fixture.start(program);
        String password = fixture.folder().identity().password();

        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            assertThat(processes.map(process -> readIfThere(process.resolve("cmdline"))))
                    .anyMatch(line -> line.contains("redis-server"))
                    .noneMatch(line -> line.contains(password));
        }
        assertThat(readIfThere(fixture.redisFolder().resolve("redis.log")))
                .contains("starting")
                .doesNotContain(password);
    }

    private static String readIfThere(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void start_leavesTheTerminalSoThatCtrlCDoesNotReachIt() throws Exception {
        PrivateRedis redis = fixture.start(program);

        String status = Files.readString(Path.of("/proc", Long.toString(redis.processId()), "stat"));
        String[] fields = status.substring(status.lastIndexOf(')') + 2).split(" ", -1);
        String processGroup = fields[2];
        String session = fields[3];
        assertThat(processGroup).isEqualTo(Long.toString(redis.processId()));
        assertThat(session).isEqualTo(Long.toString(redis.processId()));
    }

    @Test
    void start_afterPulleyWasKilled_takesOverTheRunningRedis() throws Exception {
        try (OtherProcess killed = startElsewhere(false)) {
            assertThat(killed.answer()).startsWith("started");
            fixture.ask("SET", "key", "value");
            killed.kill();

            PrivateRedis redis = fixture.start(program);

            assertThat(redis.adopted()).isTrue();
            assertThat(redis.processId()).isEqualTo(killed.redisProcessId());
            assertThat(fixture.ask("GET", "key")).isEqualTo("value");
            redis.stop();
            assertThat(ServerProcess.isRunning(redis.processId())).isFalse();
        }
    }

    @Test
    void dieWithParent_whenTheParentIsKilled_leavesNothingBehind() throws Exception {
        try (OtherProcess killed = startElsewhere(true)) {
            assertThat(ServerProcess.isRunning(killed.redisProcessId())).isTrue();
            killed.kill();

            assertThat(ServerProcess.awaitEnd(killed.redisProcessId(), 10_000)).isTrue();
        }
    }

    @Test
    void dieWithParent_whenTheRedisWasTakenOver_leavesNothingBehind() throws Exception {
        try (OtherProcess first = startElsewhere(false)) {
            first.kill();
            try (OtherProcess second = startElsewhere(true)) {
                assertThat(second.answer()).isEqualTo("adopted " + first.redisProcessId());
                second.kill();

                assertThat(ServerProcess.awaitEnd(first.redisProcessId(), 10_000))
                        .isTrue();
            }
        }
    }

    private OtherProcess startElsewhere(boolean dieWithParent) throws IOException, PrivateRedisException {
        List<Path> folders = program instanceof Program.Named
                ? Options.standard().programFolders()
                : fixture.onlyThese("flock", "setsid");
        return OtherProcess.start(fixture.data(), folders, dieWithParent);
    }

    @Test
    void start_afterRedisWasKilled_startsAnotherWithItsData() throws Exception {
        PrivateRedis killed = fixture.start(program);
        fixture.ask("SET", "key", "value");
        ProcessHandle.of(killed.processId()).ifPresent(ProcessHandle::destroyForcibly);
        assertThat(ServerProcess.awaitEnd(killed.processId(), 10_000)).isTrue();
        assertThat(fixture.redisFolder().resolve("redis.sock")).exists();
        killed.stop();

        PrivateRedis redis = fixture.start(program);

        assertThat(redis.adopted()).isFalse();
        assertThat(fixture.ask("GET", "key")).isEqualTo("value");
    }

    @Test
    void start_withLongPath_listensInShortFolder() throws Exception {
        Path deep = fixture.data().resolve("a".repeat(100)).resolve("b".repeat(100));
        fixture = new Fixture(deep);
        PrivateRedis redis = fixture.start(program);

        Path socket = Endpoint.UnixSocket.of(fixture.folder()).path();
        Path folder = Path.of("/tmp", socket.getName(1).toString());
        assertThat(socket).isEqualTo(folder.resolve("redis.sock"));
        assertThat(folder.getFileName().toString()).startsWith("pulley-");
        assertThat(permissions(folder)).isEqualTo("rwx------");
        assertThat(fixture.ask("PING")).isEqualTo("PONG");
        redis.stop();
        Files.delete(folder);
    }

    @Test
    void start_withDamagedAppendOnlyFile_namesTheFileAndTheRepair() throws Exception {
        fixture.start(program);
        fixture.ask("SET", "key", "value");
        fixture.close();
        try (Stream<Path> files = Files.walk(fixture.redisFolder())) {
            Path last = files.filter(it -> it.toString().endsWith(".aof"))
                    .max(Path::compareTo)
                    .orElseThrow();
            Files.writeString(last, Files.readString(last) + "no command\r\nof redis\r\n");
        }

        assertThatThrownBy(() -> fixture.start(program))
                .isInstanceOf(PrivateRedisException.class)
                .hasMessageContaining("is damaged")
                .hasMessageContaining(
                        "redis-check-aof --fix " + fixture.folder().appendOnlyFile());
    }
}
