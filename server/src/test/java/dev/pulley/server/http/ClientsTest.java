package dev.pulley.server.http;

import static dev.pulley.server.http.CopiedClients.CLIENTS;
import static dev.pulley.server.http.CopiedClients.fact;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.testing.JsonTree;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clients to copy, each run as it stands: against a server, one that never answers, and one that refuses. */
final class ClientsTest {
    @RegisterExtension
    static final KeyedApi SERVED = new KeyedApi();

    private static final String TASK = "greeting";
    private static final int BACKLOG = 50;

    private static String key = "";
    private static ServerSocket silent;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeTask() throws IOException {
        silent = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        key = SERVED.key("default", "decide,report,view");
        assertThat(SERVED.send("PUT", "/v1/tasks/" + TASK, SERVED.admin(), ServedApi.TWO_VARIANTS)
                        .status())
                .isEqualTo(201);
    }

    @AfterAll
    static void stopListening() throws IOException {
        silent.close();
    }

    private static String url() {
        return SERVED.server().uri().toString();
    }

    /** Connects, and says nothing. */
    private static String silentUrl() {
        return "http://127.0.0.1:" + silent.getLocalPort();
    }

    private static void assertDecidedAndRewarded(List<String> lines) {
        JsonTree decision =
                SERVED.get("/v1/decisions/" + fact(lines, "decision"), key).json();
        assertThat(decision.text("task")).isEqualTo(TASK);
        assertThat(decision.text("variant")).isEqualTo(fact(lines, "variant"));
        assertThat(decision.text("values.0.metric")).isEqualTo("resolved");
        assertThat(decision.number("values.0.value")).isEqualTo(1);
        assertThat(fact(lines, "refused")).isEqualTo("fallback");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pulley.py", "pulley.ts", "Pulley.java"})
    void aClient_isUnderFortyLines(String client) {
        assertThat(CopiedClients.lineCount(client)).isLessThan(40);
    }

    @Test
    void theClientInPython_decides_reports_andFallsBack() {
        CopiedClients.need(folder, "python3", "--version");
        Path use = CopiedClients.resource(folder, "use.py");
        List<String> lines = CopiedClients.lines(
                folder, List.of("python3", use.toString(), CLIENTS.toString(), url(), key, TASK, silentUrl()));
        assertDecidedAndRewarded(lines);
        assertThat(fact(lines, "accepted")).isEqualTo("1");
        assertThat(fact(lines, "repeated")).isEqualTo("1");
        assertThat(fact(lines, "silent")).isEqualTo("fallback Be brief. None");
    }

    @Test
    void theClientInTypeScript_isStrictlyTyped_decides_reports_andFallsBack() throws IOException {
        CopiedClients.npmInstall(folder, "typescript@5.9.3");
        Files.writeString(folder.resolve("package.json"), "{\"type\":\"module\"}");
        Files.copy(CLIENTS.resolve("pulley.ts"), folder.resolve("pulley.ts"));
        assertThat(CopiedClients.lines(
                        folder,
                        List.of(
                                "node",
                                "node_modules/typescript/bin/tsc",
                                "--strict",
                                "--target",
                                "es2022",
                                "--module",
                                "es2022",
                                "--lib",
                                "es2022,dom",
                                "--outDir",
                                "out",
                                "pulley.ts")))
                .isEmpty();
        CopiedClients.resource(folder, "use.mjs");
        List<String> lines = CopiedClients.lines(folder, List.of("node", "use.mjs", url(), key, TASK, silentUrl()));
        assertDecidedAndRewarded(lines);
        assertThat(fact(lines, "accepted")).isEqualTo("1");
        assertThat(fact(lines, "repeated")).isEqualTo("1");
        assertThat(fact(lines, "silent")).isEqualTo("fallback Be brief. null");
    }

    @Test
    void theClientInJava_decides_reports_andFallsBack() {
        Path use = CopiedClients.resource(folder, "Use.java");
        CopiedClients.compile(folder, use, CLIENTS.resolve("Pulley.java"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> lines = CopiedClients.lines(
                folder, List.of(java, "-cp", folder.toString(), "Use", url(), key, TASK, silentUrl()));
        assertDecidedAndRewarded(lines);
        assertThat(fact(lines, "answer")).isEqualTo("true");
        assertThat(JsonTree.of(fact(lines, "first")).number("accepted")).isEqualTo(1);
        assertThat(JsonTree.of(fact(lines, "second")).number("repeated")).isEqualTo(1);
        assertThat(fact(lines, "silent")).isEqualTo("fallback null");
    }
}
