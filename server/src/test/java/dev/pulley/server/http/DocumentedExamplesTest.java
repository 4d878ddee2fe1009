package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.app.RunningServer;
import dev.pulley.server.http.DocumentedPage.Example;
import dev.pulley.server.testing.Api;
import dev.pulley.server.testing.JsonTree;
import dev.pulley.server.testing.RealRedis;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The examples in the documents, run as they are written there, each page on a server of its own: what they answer has the status
 * and the fields that the page shows, of the kinds that it shows, and the very values where these follow from the example alone.
 */
final class DocumentedExamplesTest {
    private static final Set<String> EXACT = Set.of(
            "code",
            "detail",
            "title",
            "status",
            "accepted",
            "repeated",
            "corrected",
            "late",
            "waiting",
            "queued",
            "rejected_count",
            "index",
            "policy",
            "reason",
            "errorCode",
            "errorDetails",
            "counts",
            "exposed",
            "tenant",
            "roles",
            "what",
            "words",
            "next");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "../README.md, 5, ''",
        "api/README.md, 1, greeting",
        "api/tasks.md, 7, 'draft-reply lookup-order'",
        "api/decide.md, 3, greeting",
        "api/rewards.md, 3, summarize-ticket",
        "api/stats.md, 4, 'summarize-ticket draft-reply'",
        "api/ofrep.md, 3, greeting",
        "clients/README.md, 4, greeting"
    })
    void anExample_answersWhatThePageShows(String path, int count, String tasks) {
        needPrograms();
        DocumentedPage page = DocumentedPage.read(path);
        assertThat(page.examples()).hasSize(count);
        try (RealRedis redis = RealRedis.any().open();
                RunningServer server = RunningServer.start(redis);
                Api api = new Api(server.uri())) {
            for (String task : tasks.isEmpty() ? new String[0] : tasks.split(" ", -1)) {
                assertThat(api.put("/v1/tasks/" + task, definition(task)).status())
                        .isEqualTo(201);
                for (int i = 0; i < 3; i++) {
                    String token = api.post("/v1/decide", "{\"task\":\"" + task + "\"}")
                            .json()
                            .text("decision");
                    String reward = "{\"decision\":\"" + token + "\",\"metric\":\"resolved\",\"value\":1}";
                    assertThat(api.post("/v1/rewards", reward).status()).isEqualTo(200);
                }
            }
            assertAnswers(page, page.run(folder, server.uri(), ""));
        }
    }

    @Test
    void anExampleThatNeedsAKey_answersWhatThePageShows() {
        needPrograms();
        DocumentedPage page = DocumentedPage.read("api/keys.md");
        assertThat(page.examples()).hasSize(2);
        try (RealRedis redis = RealRedis.any().open()) {
            String key = RunningServer.keys(redis, "create", "--tenant", "shop", "--role", "view")
                    .getFirst();
            try (RunningServer server = RunningServer.start(redis)) {
                assertAnswers(page, page.run(folder, server.uri(), key));
            }
        }
    }

    /** Those that name a key or a seal name one that is not there. */
    @ParameterizedTest
    @CsvSource({"api/keys.md, 7", "operations.md, 3"})
    void aCommandOnKeys_isOneThatThereIs(String path, int count) {
        List<String> commands = DocumentedPage.read(path).plain().stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("./pulley keys "))
                .toList();
        assertThat(commands).hasSize(count);
        try (RealRedis redis = RealRedis.any().open();
                RunningServer server = RunningServer.start(redis)) {
            assertThat(server.data()).isNotEmptyDirectory();
            for (String command : commands) {
                String[] words = command.split(" ", -1);
                try {
                    List<String> printed = RunningServer.keys(redis, Arrays.copyOfRange(words, 2, words.length));
                    assertThat(printed).as(command).isNotEmpty();
                } catch (IllegalStateException e) {
                    assertThat(e).as(command).hasMessageMatching("there is no (key|seal) .*");
                }
            }
        }
    }

    private void needPrograms() {
        CopiedClients.need(folder, "curl", "--version");
        CopiedClients.need(folder, "bash", "--version");
    }

    /** The demo's, and the one of the tour. */
    private static String definition(String task) {
        if (task.equals("greeting")) {
            String script =
                    DocumentedPage.read("../README.md").examples().getFirst().script();
            return script.substring(script.indexOf("'{") + 1, script.lastIndexOf('\''));
        }
        try (InputStream in = RunningServer.class.getResourceAsStream("/dev/pulley/server/demo/" + task + ".json")) {
            return new String(Objects.requireNonNull(in, task).readAllBytes(), StandardCharsets.UTF_8)
                    .replaceFirst("\"metric\": *\"[a-z_]+\"", "\"metric\": \"resolved\"");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertAnswers(DocumentedPage page, List<String> printed) {
        assertThat(printed).hasSameSizeAs(page.examples());
        for (int i = 0; i < printed.size(); i++) {
            Example example = page.examples().get(i);
            String told = printed.get(i).strip();
            assertThat(told).as(example.script()).isNotEmpty();
            if (example.answer().startsWith("retry:")) {
                assertStream(example.answer(), told);
            } else {
                assertAnswer(example, told);
            }
        }
    }

    private static void assertStream(String documented, String told) {
        documented
                .lines()
                .filter(line -> line.matches("[a-z]+:.*"))
                .map(line -> line.substring(0, line.indexOf(':') + 1))
                .forEach(field -> assertThat(told.lines()).anyMatch(line -> line.startsWith(field)));
    }

    private static void assertAnswer(Example example, String told) {
        String documented = example.answer();
        if (documented.startsWith("HTTP/")) {
            String head = told.substring(0, told.indexOf("\n\n"));
            documented
                    .lines()
                    .takeWhile(line -> !line.isEmpty())
                    .forEach(line ->
                            assertThat(head.lines()).as(example.script()).contains(line));
        }
        List<JsonTree> expected = JsonTree.all(withoutEllipses(body(documented)));
        List<JsonTree> actual = JsonTree.all(body(told));
        assertThat(actual.size()).as(told).isGreaterThanOrEqualTo(expected.size());
        for (JsonTree answer : actual.subList(0, actual.size() - expected.size())) {
            assertThat(String.valueOf(answer.at("type"))).as(told).doesNotContain("problem");
        }
        for (int i = 0; i < expected.size(); i++) {
            JsonTree answer = actual.get(actual.size() - expected.size() + i);
            if (expected.get(i).at("type") == null) {
                assertThat(String.valueOf(answer.at("type"))).as(told).doesNotContain("problem");
            }
            assertShape(expected.get(i).at(""), answer.at(""), "in " + answer + " of " + example.script());
        }
    }

    private static String body(String text) {
        return text.startsWith("HTTP/") ? text.substring(text.indexOf("\n\n")) : text;
    }

    private static String withoutEllipses(String text) {
        return text.replaceAll("\\.\\.\\.(?=\\s*\")", "").replaceAll(",?\\s*\\.\\.\\.", "");
    }

    private static void assertShape(@Nullable Object expected, @Nullable Object actual, String where) {
        switch (expected) {
            case Map<?, ?> fields -> {
                assertThat(actual).as(where).isInstanceOf(Map.class);
                Map<?, ?> told = (Map<?, ?>) Objects.requireNonNull(actual);
                fields.forEach((name, value) -> {
                    assertThat(told.containsKey(name))
                            .as("'" + name + "' " + where)
                            .isTrue();
                    Object its = told.get(name);
                    if (EXACT.contains(String.valueOf(name))) {
                        assertThat(its).as("'" + name + "' " + where).isEqualTo(value);
                    } else {
                        assertShape(value, its, "'" + name + "' " + where);
                    }
                });
            }
            case List<?> elements -> {
                assertThat(actual).as(where).isInstanceOf(List.class);
                List<?> its = (List<?>) Objects.requireNonNull(actual);
                assertThat(its.isEmpty()).as(where).isEqualTo(elements.isEmpty());
                for (int i = 0; i < Math.min(elements.size(), its.size()); i++) {
                    assertShape(elements.get(i), its.get(i), where);
                }
            }
            case null -> {
                // It is shown as not known, and may be by now.
            }
            default -> {
                if (actual != null) {
                    assertThat(actual).as(where).isInstanceOf(expected.getClass());
                }
            }
        }
    }
}
