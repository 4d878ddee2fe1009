package dev.pulley.server.privateredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Starts on a folder where something was left: by a killed Pulley, by another, by a hand. */
@Timeout(60)
final class LeftRedisTest {
    private static final List<Path> PROGRAM_FOLDERS = Options.standard().programFolders();

    private final List<Process> left = new ArrayList<>();
    private Fixture fixture = new Fixture(Path.of(""));

    @BeforeEach
    void makeFolder(@TempDir Path data) {
        fixture = new Fixture(data);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
        for (Process process : left) {
            process.destroyForcibly();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void start_whileThisProcessUsesTheFolder_isRefused() throws Exception {
        PrivateRedis first = fixture.start(Fixture.options());

        assertThatThrownBy(() -> fixture.start(Fixture.options()))
                .isInstanceOf(PrivateRedisException.class)
                .hasMessageContaining("another Pulley uses the private Redis");

        assertThat(fixture.ask("PING")).isEqualTo("PONG");
        first.stop();
        assertThat(fixture.start(Fixture.options()).adopted()).isFalse();
    }

    @Test
    void start_whileAnotherProcessUsesTheFolder_isRefused() throws Exception {
        try (OtherProcess other = OtherProcess.start(fixture.data(), PROGRAM_FOLDERS, true)) {
            assertThat(other.answer()).startsWith("started");

            assertThatThrownBy(() -> fixture.start(Fixture.options()))
                    .isInstanceOf(PrivateRedisException.class)
                    .hasMessageContaining("another Pulley uses the private Redis");

            assertThat(fixture.ask("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void start_whenTheRedisLeftIsFrozen_endsItAndKeepsItsData() throws Exception {
        try (OtherProcess killed = OtherProcess.start(fixture.data(), PROGRAM_FOLDERS, false)) {
            fixture.ask("SET", "key", "value");
            killed.kill();
            signal("STOP", killed.redisProcessId());

            PrivateRedis redis = fixture.start(Fixture.options());

            assertThat(redis.adopted()).isFalse();
            assertThat(redis.processId()).isNotEqualTo(killed.redisProcessId());
            assertThat(ServerProcess.isRunning(killed.redisProcessId())).isFalse();
            assertThat(fixture.ask("GET", "key")).isEqualTo("value");
        }
    }

    @Test
    void start_atAnotherPlaceThanTheRedisLeft_movesItThereAndBack() throws Exception {
        int number = Fixture.freePort();
        Endpoint port = new Endpoint.LoopbackPort(number);
        try (OtherProcess killed = OtherProcess.start(fixture.data(), PROGRAM_FOLDERS, false)) {
            fixture.ask("SET", "key", "value");
            killed.kill();

            PrivateRedis moved = fixture.start(Fixture.options().withPort(number));

            assertThat(ServerProcess.isRunning(killed.redisProcessId())).isFalse();
            assertThat(fixture.ask(port, "GET", "key")).isEqualTo("value");
            moved.stop();
            fixture.start(Fixture.options());
            assertThat(fixture.ask("GET", "key")).isEqualTo("value");
        }
    }

    private static void signal(String name, long processId) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + processId).start();
        assertThat(kill.waitFor()).isZero();
    }

    @Test
    void start_whenARedisOfThisFolderHasNoLock_restartsItUnderTheLock() throws Exception {
        fixture.start(Fixture.options()).stop();
        Process unlocked = leave(
                program("redis-server"),
                fixture.redisFolder().resolve("redis.conf").toString());
        awaitAnswer();
        fixture.ask("SET", "key", "value");

        PrivateRedis redis = fixture.start(Fixture.options());

        assertThat(redis.adopted()).isFalse();
        assertThat(unlocked.isAlive()).isFalse();
        assertThat(fixture.ask("GET", "key")).isEqualTo("value");
    }

    @Test
    void start_whenAStrangerListensOnTheSocket_isRefusedAndLeavesItAlone() throws Exception {
        Endpoint.UnixSocket socket = Endpoint.UnixSocket.of(fixture.folder());
        Process stranger =
                leave(program("redis-server"), "--port", "0", "--unixsocket", socket.toString(), "--save", "");
        awaitAnswer();

        assertThatThrownBy(() -> fixture.start(Fixture.options()))
                .isInstanceOf(PrivateRedisException.class)
                .hasMessageContaining("a Redis that does not know this folder's password");

        assertThat(stranger.isAlive()).isTrue();
        assertThat(fixture.ask("PING")).isEqualTo("PONG");
    }

    @Test
    void start_whenAnotherProgramHoldsTheLock_isRefusedAndSaysHowToFindIt() throws Exception {
        Path lock = fixture.folder().serverLock();
        Process holder = leave(program("flock"), lock.toString(), "/bin/sh", "-c", "echo held; read -r _");
        assertThat(holder.inputReader().readLine()).isEqualTo("held");

        assertThatThrownBy(() -> fixture.start(Fixture.options()))
                .isInstanceOf(PrivateRedisException.class)
                .hasMessageContaining("another process holds the lock")
                .hasMessageContaining("fuser " + lock);

        assertThat(holder.isAlive()).isTrue();
    }

    @Test
    void start_onALockedCopyOfTheFolder_doesNotEndTheRedisOfTheFirst() throws Exception {
        fixture.start(Fixture.options());
        Path copy = fixture.data().resolve("copy");
        Files.createDirectories(copy.resolve("redis"));
        Files.copy(
                fixture.redisFolder().resolve("identity"), copy.resolve("redis").resolve("identity"));
        Path lock = copy.resolve("redis").resolve("server.lock");
        Process holder = leave(program("flock"), lock.toString(), "/bin/sh", "-c", "echo held; read -r _");
        assertThat(holder.inputReader().readLine()).isEqualTo("held");

        assertThatThrownBy(() -> PrivateRedis.start(copy, Fixture.options()))
                .isInstanceOf(PrivateRedisException.class)
                .hasMessageContaining("another process holds the lock");

        assertThat(fixture.ask("PING")).isEqualTo("PONG");
    }

    @Test
    void start_removesWhatAKilledRedisHalfRewrote() throws Exception {
        Path half = fixture.folder().path().resolve("temp-rewriteaof-1.aof");
        Files.writeString(half, "half");

        fixture.start(Fixture.options());

        assertThat(half).doesNotExist();
    }

    @Test
    void start_whenOnlyAFileStandsAtTheSocket_replacesIt() throws Exception {
        Files.writeString(Endpoint.UnixSocket.of(fixture.folder()).path(), "stale");

        fixture.start(Fixture.options());

        assertThat(fixture.ask("PING")).isEqualTo("PONG");
    }

    private static String program(String name) {
        return ServerProgram.executable(PROGRAM_FOLDERS, name)
                .orElseThrow(() -> new IllegalStateException(name + " is not installed"))
                .toString();
    }

    /** Like the watch of a private Redis, so that nothing outlives the tests: it ends when our side of its input closes. */
    private Process leave(String... command) throws IOException {
        List<String> watched = new ArrayList<>(List.of(
                "/bin/sh", "-c", "exec 3<&0; (read -r _ <&3; kill -9 $$) >/dev/null 2>&1 & exec \"$@\" <&3", "left"));
        watched.addAll(List.of(command));
        Process process = new ProcessBuilder(watched)
                .directory(fixture.data().toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        left.add(process);
        return process;
    }

    private void awaitAnswer() throws Exception {
        Deadline deadline = new Deadline(10_000);
        while (!pings()) {
            assertThat(deadline.isOver()).as("no answer yet").isFalse();
            deadline.pause();
        }
    }

    /** At first nobody listens, then Redis says that it is reading its data. */
    private boolean pings() throws PrivateRedisException {
        try {
            return fixture.ask("PING").equals("PONG");
        } catch (IOException e) {
            return false;
        }
    }
}
