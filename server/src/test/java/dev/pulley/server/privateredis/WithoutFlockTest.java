package dev.pulley.server.privateredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where there is no flock, as on macOS, a port of the folder's own is the lock. */
@Timeout(60)
final class WithoutFlockTest {
    private Fixture fixture = new Fixture(Path.of(""));
    private List<Path> programFolders = List.of();

    @BeforeEach
    void makeFolder(@TempDir Path data) throws IOException, PrivateRedisException {
        fixture = new Fixture(data);
        programFolders = fixture.onlyThese("redis-server");
        // The port of a new folder is drawn at random; here a free one is taken instead.
        fixture.folder().identity();
        fixture.folder().movedTo(Fixture.freePort());
    }

    @AfterEach
    void stop() throws PrivateRedisException {
        fixture.close();
    }

    private Options options() {
        return Fixture.options().withProgramFolders(programFolders);
    }

    private Endpoint port() throws PrivateRedisException {
        return new Endpoint.LoopbackPort(fixture.folder().identity().port());
    }

    @Test
    void start_listensOnTheFoldersPort() throws Exception {
        PrivateRedis redis = fixture.start(options());

        assertThat(redis.uri()).startsWith("redis://:").endsWith("@" + port());
        assertThat(fixture.ask(port(), "PING")).isEqualTo("PONG");
        assertThat(fixture.ask(port(), "CONFIG", "GET", "bind")).isEqualTo("bind\n127.0.0.1");
    }

    @Test
    void start_afterPulleyWasKilled_takesOverTheRunningRedis() throws Exception {
        try (OtherProcess killed = OtherProcess.start(fixture.data(), programFolders, false)) {
            killed.kill();

            PrivateRedis redis = fixture.start(options());

            assertThat(redis.adopted()).isTrue();
            assertThat(redis.processId()).isEqualTo(killed.redisProcessId());
        }
    }

    @Test
    void start_withAnotherPortAfterPulleyWasKilled_endsTheRedisOnTheFirst() throws Exception {
        try (OtherProcess killed = OtherProcess.start(fixture.data(), programFolders, false)) {
            Endpoint first = port();
            fixture.ask(first, "SET", "key", "value");
            killed.kill();

            PrivateRedis redis = fixture.start(options().withPort(Fixture.freePort()));

            assertThat(redis.adopted()).isFalse();
            assertThat(ServerProcess.isRunning(killed.redisProcessId())).isFalse();
            assertThat(port()).isNotEqualTo(first);
            assertThat(fixture.ask(port(), "GET", "key")).isEqualTo("value");
        }
    }

    @Test
    void start_whenAnotherProgramHasThePort_isRefused() throws Exception {
        int port = fixture.folder().identity().port();
        try (ServerSocket taken = new ServerSocket(port, 5, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            assertThatThrownBy(() -> fixture.start(options()))
                    .isInstanceOf(PrivateRedisException.class)
                    .hasMessageContaining("127.0.0.1:" + port)
                    .hasMessageContaining("--redis-port");
        }
    }

    @Test
    void start_onACopyOfTheFolder_doesNotTakeOverTheRedisOfTheFirst() throws Exception {
        fixture.start(options());
        Path copy = Files.createDirectories(fixture.data().resolve("copy").resolve("redis"));
        Files.copy(
                fixture.redisFolder().resolve("identity"),
                copy.resolve("identity"),
                StandardCopyOption.COPY_ATTRIBUTES);

        assertThatThrownBy(() -> PrivateRedis.start(copy.resolveSibling(""), options()))
                .isInstanceOf(PrivateRedisException.class)
                .hasMessageContaining("the Redis of a copy of this folder");
        assertThat(fixture.ask(port(), "PING")).isEqualTo("PONG");
    }

    @Test
    void start_withAPortWhereThereIsFlock_listensThere() throws Exception {
        int port = Fixture.freePort();

        PrivateRedis redis = fixture.start(Fixture.options().withPort(port));

        assertThat(redis.uri()).endsWith("@127.0.0.1:" + port);
        assertThat(fixture.ask(new Endpoint.LoopbackPort(port), "PING")).isEqualTo("PONG");
    }
}
