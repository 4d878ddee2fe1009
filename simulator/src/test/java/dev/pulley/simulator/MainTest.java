package dev.pulley.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
    private static final String SAMPLE = "environments/ten-uniform.yaml";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    private int run(String... arguments) {
        return Main.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void run_ofSample_writesTableJsonAndPage() throws IOException {
        Path json = folder.resolve("result.json");
        Path html = folder.resolve("result.html");

        int exit = run(
                SAMPLE,
                "--policy",
                "default,random",
                "--horizon",
                "200",
                "--runs",
                "10",
                "--seed",
                "-5",
                "--checkpoints",
                "50,100",
                "--out",
                json.toString(),
                "--html",
                html.toString());

        assertThat(exit).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("10 runs of 200 decisions, seed -5, commit ");
        assertThat(fields(Files.readString(json)))
                .containsExactly(
                        "environment",
                        "seed",
                        "commit",
                        "runs",
                        "horizon",
                        "policies",
                        "policy",
                        "checkpoints",
                        "decisions",
                        "regret",
                        "mean",
                        "se",
                        "p10",
                        "p50",
                        "p90",
                        "regret_per_decision",
                        "simple_regret",
                        "best_share");
        assertThat(Files.readString(html))
                .contains("<svg", "prefers-color-scheme: dark", "polyline", "default", "random")
                .doesNotContain("http", "<script", "NaN", "url(");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --runs 5                                            | exactly one environment file is needed
            environments/ten-uniform.yaml --runs                | --runs needs a value
            environments/ten-uniform.yaml --runs x              | --runs must be a whole number
            environments/ten-uniform.yaml --runs 0              | --runs must be between
            environments/ten-uniform.yaml --runs 5 --runs 6     | --runs is given twice
            environments/ten-uniform.yaml --speed 9             | there is no flag '--speed'
            environments/ten-uniform.yaml --policy best         | there is no policy 'best'
            environments/ten-uniform.yaml --policy random,random | names a policy twice
            environments/ten-uniform.yaml --checkpoints 5000    | --checkpoints must be between 1 and the horizon
            environments/ten-uniform.yaml --horizon 99999999999 | --horizon must be between
            environments/ten-uniform.yaml --round-millis 5      | --round-millis only makes sense with --server
            environments/ten-uniform.yaml --server example      | --server must be a URL
            environments/ten-uniform.yaml --out nowhere/a.json  | --out: the folder of nowhere
            environments/nothing.yaml                           | nothing.yaml: can't be read
            environments/savings.yaml --policy kl-ucb           | kl-ucb needs binary rewards
            environments/graded-answers.yaml --horizon 5000     | has only 2000 rounds recorded
            quality --fast                                      | quality takes --quick
            quality --bars z                                    | --bars must name some of
            """)
    void run_ofWrongCommandLine_saysWhyInOneLine(String commandLine, String expected) {
        int exit = run(commandLine.split(" ", -1));

        assertThat(exit).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("pulley simulate: ")
                .contains(expected);
        assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
    }

    /** The names of a document's fields, in the order of their first appearance. */
    private static List<String> fields(String text) throws IOException {
        List<String> fields = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME && !fields.contains(parser.currentName())) {
                    fields.add(parser.currentName());
                }
            }
        }
        return fields;
    }
}
