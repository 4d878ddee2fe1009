package dev.pulley.server.privateredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pulley.server.privateredis.Options.Program;
import dev.pulley.server.testing.RealRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be served is refused with one line that says why and what to do. */
@Timeout(60)
final class RefusedStartTest {
    private Fixture fixture = new Fixture(Path.of(""));

    @BeforeEach
    void makeFolder(@TempDir Path data) {
        fixture = new Fixture(data);
    }

    @AfterEach
    void stop() throws PrivateRedisException {
        fixture.close();
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(Options options) {
        return assertThatThrownBy(() -> fixture.start(options))
                .isInstanceOf(PrivateRedisException.class)
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("\n"));
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(Program program) {
        return assertRefused(Fixture.options().withProgram(program));
    }

    @Test
    void start_withAnOlderRedisThanWroteTheFolder_isRefusedAndLosesNothing() throws Exception {
        List<Program> programs = RealRedis.programs();
        assumeTrue(programs.size() == 2, "needs an installed Redis and the bundled one");
        Program newer = programs.get(0);
        fixture.start(newer);
        assumeTrue(
                !RedisVersion.ofRecord(Files.readString(fixture.redisFolder().resolve("written-by")))
                        .equals(RedisVersion.ofRecord("redis 6.2")),
                "the installed Redis is no newer than the bundled one");
        fixture.ask("SET", "key", "value");
        fixture.close();

        assertRefused(new Program.Bundled())
                .hasMessageContaining("was written by Redis 7.0")
                .hasMessageContaining("cannot open it; install");

        fixture.start(newer);
        assertThat(fixture.ask("GET", "key")).isEqualTo("value");
    }

    @Test
    void start_withANewerRedisThanWroteTheFolder_readsItsDataAndLeavesNoWayBack() throws Exception {
        List<Program> programs = RealRedis.programs();
        assumeTrue(programs.size() == 2, "needs an installed Redis and the bundled one");
        fixture.start(new Program.Bundled());
        fixture.ask("SET", "key", "value");
        fixture.close();
        Path record = fixture.redisFolder().resolve("written-by");
        assertThat(record).hasContent("redis 6.2");

        PrivateRedis newer = fixture.start(programs.get(0));

        assertThat(fixture.ask("GET", "key")).isEqualTo("value");
        assertThat(newer.version()).startsWith("Redis 7.0");
        assertThat(record).hasContent("redis 7.0");
    }

    @Test
    void start_withoutTheRecordOfTheWriter_stillRefusesAnOlderRedis() throws Exception {
        Files.createDirectories(fixture.redisFolder().resolve("appendonlydir"));

        assertRefused(new Program.Named(fixture.script("redis-server", "echo 'Redis server v=6.2.14 sha=0'")))
                .hasMessageContaining("was written by Redis 7.0");
    }

    @Test
    void start_whenAllThatIsThereIsOlder_namesTheNewest() throws Exception {
        Files.writeString(Files.createDirectories(fixture.redisFolder()).resolve("written-by"), "redis 99.1\n");
        Path installed = fixture.script("redis-server", "echo 'Redis server v=8.0.2 sha=0'");

        assertRefused(Fixture.options().withProgramFolders(List.of(installed.resolveSibling(""))))
                .hasMessageContaining("was written by Redis 99.1")
                .hasMessageContaining("Redis 8.0.2");
    }

    @Test
    void start_withAnInstalledRedisThatIsTooOld_takesTheBundledOne() throws Exception {
        assumeTrue(RealRedis.programs().contains(new Program.Bundled()), "the bundled Redis does not run here");
        Path old = fixture.script("redis-server", "echo 'Redis server v=5.0.7 sha=0'");
        List<Path> folders = List.of(
                old.resolveSibling(""), fixture.onlyThese("flock", "setsid").get(0));

        assertThat(fixture.start(Fixture.options().withProgramFolders(folders)).version())
                .startsWith("Redis 6.2");
    }

    @Test
    void start_withANamedRedisThatIsTooOld_isRefused() throws Exception {
        assertRefused(new Program.Named(fixture.script("redis-server", "echo 'Redis server v=5.0.7 sha=0'")))
                .hasMessageContaining("is Redis 5.0.7, which is too old")
                .hasMessageContaining("install Redis 6.2 or newer");
    }

    @Test
    void start_withANamedRedisThatIsMissing_isRefused() {
        assertRefused(new Program.Named(Path.of("/nowhere/redis-server")))
                .hasMessageContaining("cannot run Redis from /nowhere/redis-server (there is no such program)")
                .hasMessageContaining("--redis-server PATH");
    }

    @Test
    void start_withARedisThatLacksALibrary_saysWhichPackageToInstall() throws Exception {
        assertRefused(new Program.Named(fixture.script(
                        "redis-server",
                        "echo 'redis-server: error while loading shared libraries: libssl.so.3: cannot open' >&2",
                        "exit 127")))
                .hasMessageContaining("libssl.so.3")
                .hasMessageContaining("install OpenSSL 3");
    }

    @Test
    void start_withAProgramThatIsNoRedis_isRefused() throws Exception {
        assertRefused(new Program.Named(fixture.script("redis-server", "echo 'Apache 2.4'")))
                .hasMessageContaining("cannot run Redis from")
                .hasMessageContaining("Apache 2.4");
    }

    @Test
    void start_withARedisThatEndsAtOnce_repeatsItsLastWords() throws Exception {
        assertRefused(new Program.Named(fixture.script(
                        "redis-server",
                        "[ \"$1\" = --version ] && { echo 'Redis server v=7.0.1 sha=0'; exit 0; }",
                        "echo \"$$:M 21 Nov 2026 00:46:09.448 # Out of luck\"",
                        "exit 3")))
                .hasMessageContaining("Redis 7.0.1")
                .hasMessageContaining("it ended with 3 (Out of luck)")
                .hasMessageContaining("redis.log");
    }

    @Test
    void start_withARedisThatNeverAnswers_isRefusedAndEndsIt() throws Exception {
        Path processId = fixture.data().resolve("id");
        assertRefused(new Program.Named(fixture.script(
                        "redis-server",
                        "[ \"$1\" = --version ] && { echo 'Redis server v=7.0.1 sha=0'; exit 0; }",
                        "echo $$ >'" + processId + "'",
                        "exec sleep 60")))
                .hasMessageContaining("no answer within");

        assertThat(ServerProcess.awaitEnd(
                        Long.parseLong(Files.readString(processId).strip()), 10_000))
                .isTrue();
    }

    @Test
    void start_inAFolderThatCannotBeMade_isRefused() throws Exception {
        Files.writeString(fixture.data().resolve("redis"), "a file");

        assertRefused(Fixture.options())
                .hasMessageContaining("cannot use the data folder " + fixture.data())
                .hasMessageContaining("--data");
    }

    @Test
    void start_withADamagedIdentity_isRefusedAndKeepsIt() throws Exception {
        Path identity = Files.createDirectories(fixture.redisFolder()).resolve("identity");
        Files.writeString(identity, "id=1\n");

        assertRefused(Fixture.options()).hasMessageContaining("identity is damaged");
        assertThat(identity).hasContent("id=1");
    }

    @Test
    void start_whenTheShortFolderIsAnothersUsers_isRefused() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give a folder away");
        Path deep = fixture.data().resolve("a".repeat(100));
        Path folder = Path.of(
                "/tmp",
                Endpoint.UnixSocket.of(RedisFolder.open(deep)).path().getName(1).toString());
        try {
            Files.setAttribute(folder, "unix:uid", 65_534);

            assertThatThrownBy(() -> PrivateRedis.start(deep, Fixture.options()))
                    .isInstanceOf(PrivateRedisException.class)
                    .hasMessageContaining("belongs to another user");
        } finally {
            Files.delete(folder);
        }
    }

    @Test
    void start_afterARefusal_canSucceed() throws IOException, PrivateRedisException {
        assertRefused(new Program.Named(Path.of("/nowhere/redis-server")));

        fixture.start(Fixture.options());

        assertThat(fixture.ask("PING")).isEqualTo("PONG");
    }
}
