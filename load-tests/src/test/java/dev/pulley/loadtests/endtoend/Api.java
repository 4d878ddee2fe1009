package dev.pulley.loadtests.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What an app says to a server, and is told. Thread-safe. A call without an answer throws {@link IOException}. */
final class Api implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER_MAX = Duration.ofSeconds(20);
    private static final Duration FRESH_MAX = Duration.ofSeconds(20);
    private static final long LOOK_AGAIN_MILLIS = 20;

    record Decided(String token, String variant, double propensity) {}

    /** What became of a reward: 200 or 202, and the counts. */
    record Rewarded(int status, long accepted, long repeated) {}

    record Variant(double share, long decisions, long outcomes, double low, double high) {}

    record Stats(long decisions, long outcomes, long pending, long late, Map<String, Variant> variants) {
        Variant variant(String name) {
            Variant variant = variants.get(name);
            if (variant == null) {
                throw new AssertionError("the stats have no variant " + name);
            }
            return variant;
        }
    }

    private record Answer(int status, JsonNode body) {}

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER_MAX)
            .build();
    private final URI server;

    Api(URI server) {
        this.server = server;
    }

    /** Makes a task with a binary outcome {@code resolved}, these variants and the policy that is the default. */
    void createTask(String task, String... variants) throws IOException {
        createTaskWithPolicy(task, "thompson-sharp", variants);
    }

    void createTaskWithPolicy(String task, String policy, String... variants) throws IOException {
        ObjectNode definition = JSON.createObjectNode();
        definition.putObject("policy").put("name", policy);
        definition.putObject("outcome").put("metric", "resolved").put("kind", "binary");
        ArrayNode list = definition.putArray("variants");
        for (String variant : variants) {
            list.addObject().put("name", variant).putObject("payload");
        }
        requireOk(send("PUT", "/v1/tasks/" + task, definition.toString()));
    }

    Decided decide(String task) throws IOException {
        JsonNode body = requireOk(send(
                        "POST",
                        "/v1/decide",
                        JSON.createObjectNode().put("task", task).toString()))
                .body();
        return new Decided(
                body.required("decision").textValue(),
                body.required("variant").textValue(),
                body.required("propensity").doubleValue());
    }

    Rewarded reward(Decided decided, int value) throws IOException {
        Answer answer = send(
                "POST",
                "/v1/rewards",
                JSON.createObjectNode()
                        .put("decision", decided.token())
                        .put("metric", "resolved")
                        .put("value", value)
                        .toString());
        if (answer.status() != 202) {
            requireOk(answer);
        }
        JsonNode body = answer.body();
        return new Rewarded(
                answer.status(),
                body.required("accepted").longValue(),
                body.required("repeated").longValue());
    }

    /** The stats as of now or later: whatever was applied before this call is in them. */
    Stats stats(String task) throws IOException {
        Instant called = Instant.now();
        long deadlineNanos = System.nanoTime() + FRESH_MAX.toNanos();
        JsonNode body =
                requireOk(send("GET", "/v1/tasks/" + task + "/stats", "")).body();
        while (Instant.parse(body.required("as_of").textValue()).isBefore(called)) {
            if (System.nanoTime() > deadlineNanos) {
                throw new IOException("the stats stay as of " + body.required("as_of"));
            }
            pause();
            body = requireOk(send("GET", "/v1/tasks/" + task + "/stats", "")).body();
        }
        Map<String, Variant> variants = new LinkedHashMap<>();
        for (JsonNode variant : body.required("variants")) {
            variants.put(
                    variant.required("name").textValue(),
                    new Variant(
                            variant.required("share").doubleValue(),
                            variant.required("decisions").longValue(),
                            variant.required("outcomes").longValue(),
                            variant.required("low").doubleValue(),
                            variant.required("high").doubleValue()));
        }
        return new Stats(
                body.required("decisions").longValue(),
                body.required("outcomes").longValue(),
                body.required("pending").longValue(),
                body.required("late").longValue(),
                variants);
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private Answer send(String method, String path, String body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(ANSWER_MAX)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), JSON.readTree(response.body()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** An answer that is wrong is a failed test, unlike one that did not come. */
    private static Answer requireOk(Answer answer) {
        if (answer.status() / 10 != 20 || answer.status() == 202) {
            throw new AssertionError("answered " + answer.status() + ": " + answer.body());
        }
        return answer;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
