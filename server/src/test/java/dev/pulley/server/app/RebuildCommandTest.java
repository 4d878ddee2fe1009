package dev.pulley.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pulley.server.testing.Node;
import dev.pulley.server.testing.RealRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./pulley rebuild}, as its words and its status have it. */
final class RebuildCommandTest {
    private static final String DEFINITION = """
            {"outcome":{"metric":"y","kind":"binary"},"variants":[{"name":"a"},{"name":"b"}]}""";

    @RegisterExtension
    static final RealRedis REDIS = RealRedis.any();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final List<String> out = new ArrayList<>();
    private final StringBuilder shown = new StringBuilder();

    private void run(String... arguments) throws StartException {
        out.clear();
        shown.setLength(0);
        RebuildCommand.run(
                List.of(arguments), Map.of(), out::add, new ProgressBar(true, shown::append, InstantSource.system()));
    }

    private String data() {
        return folder.resolve("one").toString();
    }

    private void decideAndReport(int times) {
        try (Node node = Node.start(folder.resolve("one"), 1, REDIS)) {
            node.put("task-1", DEFINITION);
            node.report(node.decide("task-1", times), "y", 1.0);
            node.statsOnce("task-1", now -> now.decisions() == times && now.outcomes() == times);
        }
    }

    @Test
    void aDryRun_saysThatNothingDiffers_orWhat() throws Exception {
        decideAndReport(10);
        run(data(), "--redis", REDIS.uri(), "--dry-run");
        assertThat(out).singleElement().asString().startsWith("Nothing differs: 1 tasks, 2");
        assertThat(shown).contains("[##############################] events: 100%");

        REDIS.flush();
        assertThatThrownBy(() -> run(data(), "--dry-run", "--redis", REDIS.uri()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("numbers differ")
                .hasMessageContaining("nothing was written")
                .extracting(failure -> ((StartException) failure).status())
                .isEqualTo(RebuildCommand.DIFFERS);
        assertThat(out.getFirst()).contains("TASK", "IN REDIS", "REBUILT");
        assertThat(out).anySatisfy(line -> assertThat(line).containsPattern("task-1 +- +- +revision +0 +1$"));
        assertThat(REDIS.commands().dbsize()).isZero();

        run(data(), "--redis", REDIS.uri());
        assertThat(out).singleElement().asString().startsWith("Rebuilt: 1 tasks, 2");
        run(data(), "--redis", REDIS.uri(), "--dry-run");
        assertThat(out).singleElement().asString().startsWith("Nothing differs");
    }

    @Test
    void aServersFolder_isRefused_butNotByADryRun() throws Exception {
        String[] options = {"--port", "0", "--data", data(), "--redis", REDIS.uri()};
        Server server = Server.start(ServeOptions.parse(List.of(options), Map.of()), line -> {});
        try {
            assertThatThrownBy(() -> run(data(), "--redis", REDIS.uri()))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("a server has the data folder");
            run(data(), "--redis", REDIS.uri(), "--dry-run");
            assertThat(out).singleElement().asString().startsWith("Nothing differs");
        } finally {
            server.stop();
        }
    }

    private String seal() throws Exception {
        return Files.readAllLines(folder.resolve("one").resolve("keys")).stream()
                .filter(line -> line.startsWith("s:"))
                .collect(Collectors.joining());
    }

    @Test
    void thePrivateRedis_getsItsKeysAndItsSealBack() throws Exception {
        String[] options = {"--port", "0", "--data", data(), "--redis", REDIS.uri()};
        String key = RunningServer.keys(REDIS, "create", "--role", "view").getFirst();
        Server.start(ServeOptions.parse(List.of(options), Map.of()), line -> {}).stop();
        String seal = seal();

        run(data(), "--data", data());

        String[] own = {"--port", "0", "--data", data()};
        Server server = Server.start(ServeOptions.parse(List.of(own), Map.of()), line -> {});
        try {
            KeyedRequests requests = new KeyedRequests(server.port());
            requests.awaitStatus("", 401);
            requests.awaitStatus(key, 200);
        } finally {
            server.stop();
        }
        assertThat(seal()).isEqualTo(seal);

        REDIS.flush();
        Object ignored = RunningServer.keys(REDIS, "rotate-seal");
        assertThatThrownBy(() -> run(data(), "--redis", REDIS.uri()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("another Pulley");
        assertThat(REDIS.commands().dbsize()).isEqualTo(1);
    }

    @Test
    void withoutATerminal_noBarIsDrawn() throws Exception {
        decideAndReport(1);
        REDIS.flush();
        StringBuilder lines = new StringBuilder();
        RebuildCommand.run(
                List.of(data(), "--redis", REDIS.uri()),
                Map.of(),
                out::add,
                new ProgressBar(false, lines::append, InstantSource.system()));
        assertThat(lines.toString().lines())
                .hasSize(2)
                .last()
                .asString()
                .matches("events: 100%, 0\\.0 of 0\\.0 MiB, \\d+ events, [0-9,]+ a second");
    }

    @ParameterizedTest
    @CsvSource({
        "--dry-run, needs the data folders",
        "/nowhere --redis http://x, there is no folder /nowhere",
        "/nowhere --fast, no option '--fast'"
    })
    void whatIsWrong_isNamed(String arguments, String told) {
        assertThatThrownBy(() -> run(arguments.split(" ", -1)))
                .isInstanceOf(StartException.class)
                .hasMessageContaining(told);
    }
}
