package dev.pulley.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pulley.server.privateredis.Options;
import dev.pulley.server.privateredis.PrivateRedis;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./pulley keys} with the private Redis of a data folder. */
final class KeysCommandTest {
    @TempDir
    private Path data;

    private final List<String> out = new ArrayList<>();
    private final List<String> words = new ArrayList<>();

    private List<String> keys(String... arguments) throws StartException {
        out.clear();
        words.clear();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", data.toString()));
        KeysCommand.run(all, Map.of(), out::add, words::add);
        return List.copyOf(out);
    }

    @Test
    void create_printsTheKeyAlone_list_showsIt_andRevoke_endsIt() throws Exception {
        List<String> made =
                keys("create", "--tenant", "acme", "--role", "decide,report", "--source", "judge", "--trust", "0.5");
        assertThat(made).singleElement().asString().matches("plk_[A-Za-z0-9_-]{43}");
        assertThat(words).singleElement().asString().contains("acme").contains("decide,report");
        String id = words.getFirst().split(" ", 3)[1];
        assertThat(PrivateRedis.uriOfRunning(data, Options.standard()))
                .as("left running")
                .isEmpty();

        assertThat(keys("list").getLast())
                .contains(id, "acme", "decide,report", "judge", "0.5")
                .doesNotContain(made.getFirst());
        assertThat(keys("list", "--tenant", "other")).isEmpty();

        assertThat(keys("revoke", id)).isEmpty();
        assertThat(keys("list").getLast()).contains(id).doesNotEndWith(" -");
        assertThatThrownBy(() -> keys("revoke", "k000000000000")).hasMessageContaining("no key 'k000000000000'");
    }

    @Test
    void aFolderThatIsNamed_countsMoreThanARedisInTheEnvironment() throws Exception {
        Map<String, String> environment = Map.of("PULLEY_REDIS", "redis://127.0.0.1:1", "PULLEY_DATA", "/nowhere");
        KeysCommand.run(
                List.of("create", "--role", "view", "--data", data.toString()), environment, out::add, words::add);
        assertThat(out).singleElement().asString().startsWith("plk_");
        assertThatThrownBy(() -> KeysCommand.run(List.of("list"), environment, out::add, words::add))
                .hasMessageContaining("Redis is not reachable");
    }

    @Test
    void rotateSeal_printsTheNameOfTheNewOne_andListSeals_showsWhatEachIsFor() throws Exception {
        assertThat(keys("list-seals")).isEmpty();
        String first = keys("rotate-seal").getFirst();
        assertThat(first).matches("[0-9a-f]{12}");
        String second = keys("rotate-seal").getFirst();
        assertThat(keys("list-seals")).hasSize(3);
        assertThat(out.get(1)).startsWith(first).endsWith("seals");
        assertThat(out.get(2)).startsWith(second).endsWith("soon seals");
        assertThatThrownBy(() -> keys("drop-seal", "000000000000")).hasMessageContaining("no seal '000000000000'");
    }

    @Test
    void whileAServerRuns_itsRedisIsUsed_andLeftRunning() throws Exception {
        List<String> options = List.of("--port", "0", "--data", data.toString());
        Server server = Server.start(ServeOptions.parse(options, Map.of()), line -> {});
        try {
            String key = keys("create", "--role", "view").getFirst();
            assertThat(keys("list")).hasSize(2);
            KeyedRequests requests = new KeyedRequests(server.port());
            requests.awaitStatus("", 401);
            requests.awaitStatus(key, 200);
        } finally {
            server.stop();
        }
        assertThat(keys("list")).hasSize(2);
    }

    @Test
    void aFolderThatIsNotThere_isNotMadeToLookIntoIt() {
        Path typo = data.resolve("typo");
        for (String asked : List.of("list", "list-seals")) {
            assertThatThrownBy(() ->
                            KeysCommand.run(List.of(asked, "--data", typo.toString()), Map.of(), out::add, words::add))
                    .hasMessageContaining("there is no data folder");
        }
        assertThat(typo).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "create, a key needs --role",
        "create --role boss, no role 'boss'",
        "create --role view --tenant Acme, --tenant",
        "create --role view --source A/B, --source",
        "create --role view --trust 0, --trust must be",
        "create --role view --trust 1e-9, --trust must be",
        "list --trust abc, keys list takes no --trust",
        "list --role foo, keys list takes no --role",
        "revoke k000000000000 --tenant acme, keys revoke takes no --tenant",
        "create --role view --trust NaN, --trust must be",
        "create --role view --trust 1.1, --trust must be",
        "create --role view more, 'more' is one word too many",
        "create --rolle view, no option '--rolle'",
        "revoke, revoke needs its ID",
        "drop-seal, drop-seal needs its NAME",
        "rotate-seal now, 'now' is one word too many",
        "make, no 'keys make'",
        "list --redis http://x, --redis is not a Redis URL"
    })
    void whatIsWrong_isNamed(String arguments, String told) {
        assertThatThrownBy(() -> keys(arguments.split(" ", -1)))
                .isInstanceOf(StartException.class)
                .hasMessageContaining(told);
    }
}
