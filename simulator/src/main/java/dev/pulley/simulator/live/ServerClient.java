package dev.pulley.simulator.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The few requests that a simulation makes. A request that the server is too busy for is sent again, so often. */
final class ServerClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
    private static final int TRIES_LIMIT = 5;
    private static final long WAIT_BEFORE_RETRY_MILLIS = 500;
    /** The server takes no more rewards at once. */
    static final int REPORTS_LIMIT = 1_000;

    private static final List<Integer> WORTH_RETRYING = List.of(429, 503);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
    private final JsonFactory json = new JsonFactory();
    private final String base;
    private final @Nullable String key;

    /** Without a key the requests carry none, as a server on loopback allows. */
    ServerClient(URI server, @Nullable String key) {
        this.base = server.toString().replaceFirst("/+$", "");
        this.key = key;
    }

    void putTask(String task, String definition) {
        send("PUT", "/v1/tasks/" + task, definition);
    }

    /** The decision's token and the chosen variant, under {@code decision} and {@code variant}. */
    Map<String, String> decide(String task) {
        return texts(send("POST", "/v1/decide", "{\"task\":\"" + task + "\"}"));
    }

    /** Reports some rewards, each as {@link #report} writes it; no more than {@value #REPORTS_LIMIT}. */
    void reward(List<String> reports) {
        String answer = send("POST", "/v1/rewards", "{\"rewards\":[" + String.join(",", reports) + "]}");
        if (!answer.contains("\"rejected_count\":0")) {
            throw new ServerFault(base + " did not take every reward: " + answer);
        }
    }

    static String report(String decision, String metric, double value) {
        return "{\"decision\":\"" + decision + "\",\"metric\":\"" + metric + "\",\"value\":" + value + "}";
    }

    /**
     * What is believed of a variant.
     *
     * @param mean of its outcome
     * @param probabilityBest how probable it is that no other is better
     */
    record Belief(double mean, double probabilityBest) {}

    /** What is believed, by variant; one of whose mean nothing is known is left out. */
    Map<String, Belief> beliefs(String task) {
        String body = send("GET", "/v1/tasks/" + task + "/stats", null);
        Map<String, Belief> beliefs = new HashMap<>();
        try (JsonParser parser = json.createParser(body)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.START_ARRAY && "variants".equals(parser.currentName())) {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        readBelief(parser, beliefs);
                    }
                }
            }
        } catch (IOException fault) {
            throw new ServerFault(base + " answered stats that are not JSON");
        }
        return beliefs;
    }

    private static void readBelief(JsonParser parser, Map<String, Belief> beliefs) throws IOException {
        @Nullable String name = null;
        @Nullable Double mean = null;
        double probabilityBest = Double.NaN;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("name")) {
                name = parser.getText();
            } else if (field.equals("mean") && value.isNumeric()) {
                mean = parser.getDoubleValue();
            } else if (field.equals("probability_best") && value.isNumeric()) {
                probabilityBest = parser.getDoubleValue();
            } else {
                parser.skipChildren();
            }
        }
        if (name != null && mean != null) {
            beliefs.put(name, new Belief(mean, probabilityBest));
        }
    }

    private String send(String method, String path, @Nullable String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(REQUEST_TIMEOUT)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        for (int tries = 1; ; tries++) {
            HttpResponse<String> response = send(request.build());
            if (response.statusCode() / 100 == 2) {
                return response.body();
            }
            if (tries == TRIES_LIMIT || !WORTH_RETRYING.contains(response.statusCode())) {
                throw new ServerFault(method + " " + base + path + " was refused: " + response.statusCode() + " "
                        + problem(response.body()));
            }
            LockSupport.parkNanos(Duration.ofMillis(WAIT_BEFORE_RETRY_MILLIS).toNanos());
        }
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException fault) {
            throw new ServerFault("no answer from " + base + "; is the server running there?");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ServerFault("interrupted while waiting for " + base);
        }
    }

    /** A problem document's code and detail; anything else as it is, in one line. */
    private String problem(String body) {
        try {
            Map<String, String> fields = texts(body);
            return fields.getOrDefault("code", "") + " " + fields.getOrDefault("detail", "");
        } catch (ServerFault notJson) {
            return body.lines().findFirst().orElse("without a body");
        }
    }

    /** The text fields of a JSON object, without what is nested in it. */
    private Map<String, String> texts(String body) {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser parser = json.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new ServerFault(base + " answered something that is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                if (parser.nextToken() == JsonToken.VALUE_STRING) {
                    fields.put(field, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException fault) {
            throw new ServerFault(base + " answered something that is not JSON");
        }
        return fields;
    }
}
