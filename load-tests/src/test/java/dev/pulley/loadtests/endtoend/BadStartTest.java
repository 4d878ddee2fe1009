package dev.pulley.loadtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pulley.loadtests.process.LeftRedis;
import dev.pulley.loadtests.process.ProcessRun;
import dev.pulley.loadtests.process.ServerProcess;
import dev.pulley.loadtests.process.Watchdog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A start that can't succeed says why in one line, at once, and leaves nothing running. */
@Timeout(60)
final class BadStartTest {
    private static final Duration REFUSAL_MAX = Duration.ofSeconds(5);

    /** Even an idle Java is slow on a machine that many share: so many of its starts are allowed on top. */
    private static final int IDLE_STARTS_ALLOWED = 20;

    private static final Duration HANG = Duration.ofSeconds(40);

    private static Duration refusalMax = REFUSAL_MAX;

    @TempDir
    private Path folder = Path.of("");

    private Path data = Path.of("");

    @BeforeAll
    static void seeHowBusyTheMachineIs() throws IOException {
        Duration idle = ProcessRun.of(new ProcessBuilder(Built.java().toString(), "-Xshare:auto", "-version"), HANG)
                .duration();
        refusalMax = REFUSAL_MAX.plus(idle.multipliedBy(IDLE_STARTS_ALLOWED));
    }

    @BeforeEach
    void chooseFolder() {
        data = folder.resolve("data");
    }

    @AfterEach
    void nothingRuns() throws IOException {
        boolean isLeft = LeftRedis.of(data).isPresent();
        try (Watchdog watchdog = Watchdog.start()) {
            watchdog.guardRedisOf(data);
        }
        assertThat(isLeft).as("a private Redis is left running").isFalse();
    }

    private static void assertRefused(Map<String, String> environment, List<String> arguments, String... words)
            throws IOException {
        List<String> command = new ArrayList<>(Built.server());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("PULLEY_"));
        builder.environment().putAll(environment);

        ProcessRun run = ProcessRun.of(builder, HANG);

        assertThat(run.errors().lines())
                .singleElement()
                .asString()
                .startsWith("pulley: ")
                .contains(words);
        assertThat(run.output()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.duration()).isLessThan(refusalMax);
    }

    private static void assertRefused(List<String> arguments, String... words) throws IOException {
        assertRefused(Map.of(), arguments, words);
    }

    private List<String> serve(String... options) {
        List<String> arguments = new ArrayList<>(List.of("serve", "--port", "0", "--data", data.toString()));
        arguments.addAll(List.of(options));
        return arguments;
    }

    @Test
    void unknownCommand_isRefused() throws Exception {
        assertRefused(List.of("fly"), "no command 'fly'");
    }

    @Test
    void unknownFlag_isRefused() throws Exception {
        assertRefused(serve("--prot", "80"), "no option '--prot'", "--help");
    }

    @Test
    void flagWithoutItsValue_isRefused() throws Exception {
        assertRefused(serve("--redis"), "--redis needs a value");
    }

    @Test
    void portThatIsNoPort_isRefused() throws Exception {
        assertRefused(serve("--port", "http"), "--port must be a number", "'http'");
        assertRefused(Map.of("PULLEY_PORT", "65536"), List.of("serve"), "--port must be a number", "'65536'");
    }

    @Test
    void hostThatLetsOthersIn_withoutKeys_isRefused() throws Exception {
        assertRefused(serve("--host", "0.0.0.0"), "--host 0.0.0.0", "no keys");
    }

    @Test
    void secretThatIsTooShort_isRefused() throws Exception {
        assertRefused(Map.of("PULLEY_SECRET", "sesame"), serve(), "PULLEY_SECRET", "32");
    }

    @Test
    void busyPort_isRefused() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertRefused(serve("--port", port), "port " + port, "--port another");
        }
    }

    @Test
    void dataFolderUnderAFile_isRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        data = file.resolve("data");
        assertRefused(serve(), data.toString(), "can't be written", "--data another");
    }

    @Test
    void dataFolderThatIsAFile_isRefused() throws Exception {
        Files.writeString(data, "");
        assertRefused(serve(), data.toString(), "can't be written", "--data another");
    }

    @Test
    void journalThatCantBeOpened_isRefused() throws Exception {
        Files.writeString(Files.createDirectories(data).resolve("journal"), "a file");
        assertRefused(serve(), data.resolve("journal").toString(), "can't be opened");
    }

    @Test
    void dataFolderThatAnotherServerHolds_isRefusedAndDoesNotHarmIt() throws Exception {
        Path held = folder.resolve("held");
        try (ServerProcess server = ServerProcess.over(held, Built.server())) {
            server.start();
            assertRefused(
                    List.of("serve", "--port", "0", "--data", held.toString()),
                    held.toString(),
                    "held by another server");
            try (Api api = new Api(server.address())) {
                api.createTask("after", "one", "two");
                assertThat(api.decide("after").token()).isNotEmpty();
            }
        }
    }

    @Test
    void dataFolderOfANewerRedis_isRefused() throws Exception {
        Files.writeString(Files.createDirectories(data.resolve("redis")).resolve("written-by"), "redis 99.1\n");
        assertRefused(serve(), "was written by Redis 99.1", "--redis-server");
    }

    @Test
    void redisProgramThatIsNotThere_isRefused() throws Exception {
        String program = folder.resolve("redis-server").toString();
        assertRefused(serve("--redis-server", program), program, "install Redis");
    }

    @Test
    void redisUrlThatIsNone_isRefused() throws Exception {
        assertRefused(serve("--redis", "localhost"), "--redis is not a Redis URL");
    }

    @Test
    void unreachableRedis_onAFirstStart_isRefused() throws Exception {
        assertRefused(serve("--redis", "redis://127.0.0.1:" + closedPort()), "Redis is not reachable");
    }

    @Test
    void redisThatEvicts_isRefused() throws Exception {
        Path program = Path.of("/usr/bin/redis-server");
        assumeTrue(Files.isExecutable(program), "needs an installed redis-server");
        int port = closedPort();
        try (Watchdog watchdog = Watchdog.start()) {
            Process redis = new ProcessBuilder(
                            program.toString(),
                            "--port",
                            Integer.toString(port),
                            "--bind",
                            "127.0.0.1",
                            "--save",
                            "",
                            "--maxmemory-policy",
                            "allkeys-lru")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            watchdog.guard(redis, "redis-server");
            Await.until("Redis listens", () -> isListening(port));

            assertRefused(
                    serve("--redis", "redis://127.0.0.1:" + port), "maxmemory-policy is allkeys-lru", "noeviction");
        }
    }

    /** Nobody listens there, unless somebody begins to in this very moment. */
    private static int closedPort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
