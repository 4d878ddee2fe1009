package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The calls in documents, run as they are written there. */
final class DocumentedCallsTest {
    private static final Pattern CALLS = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final String DOCUMENTED = "http://127.0.0.1:8080";

    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    @TempDir
    Path folder;

    @BeforeAll
    static void makeTask() {
        assertThat(SERVED.api()
                        .put("/v1/tasks/greeting", ServedApi.TWO_VARIANTS)
                        .status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource({"api/decide.md,3", "api/ofrep.md,2", "clients/README.md,4"})
    void everyCall_isAnswered(String document, int count) throws IOException {
        CopiedClients.need(folder, "curl", "--version");
        String text = Files.readString(CopiedClients.CLIENTS.resolveSibling(document));
        List<MatchResult> calls = CALLS.matcher(text).results().toList();
        assertThat(calls).hasSize(count);
        String uri = SERVED.server().uri().toString();
        for (MatchResult call : calls) {
            String script = "set -e\n" + call.group(1).replace(DOCUMENTED, uri);
            List<String> answer = CopiedClients.lines(folder, List.of("sh", "-c", script));
            assertThat(String.join("", answer))
                    .as(script)
                    .startsWith("{")
                    .doesNotContain("\"rejected_count\":1")
                    .endsWith("}");
        }
    }
}
