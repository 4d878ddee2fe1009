package dev.pulley.server.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import dev.pulley.server.testing.Api.Answer;
import dev.pulley.server.testing.Description.Operation;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * Holds what was asked and answered against the description, both ways: whatever the server takes, the description allows; what
 * the server says is no field, or of the wrong type, the description refuses; and every answer is one that it tells of.
 */
public final class Exchange {
    /** Bodies that are longer are not looked at. */
    private static final String LINES = "application/x-ndjson";

    private static final long BODY_BYTES_MAX = 1 << 20;

    private static final int LINES_MAX = 100;
    private static final Pattern ROUNDABOUT = Pattern.compile("(?i)\\.|%2e|%2f|;|%(?![0-9a-f]{2})");
    private static final Set<String> REFUSED_BY_SHAPE = Set.of("unknown_field", "invalid_type");
    /** What is answered before it is known which route is meant. */
    private static final Set<Integer> BEFORE_ROUTES = Set.of(400, 403, 404, 405);

    private final Description description;

    Exchange(Description description) {
        this.description = description;
    }

    public Description description() {
        return description;
    }

    void check(HttpRequest asked, Answer answer) {
        if (asked.method().equals("OPTIONS") || asked.method().equals("HEAD")) {
            // What a browser asks first is no operation of the API, and what has no body is none of its own.
            return;
        }
        String path = asked.uri().getRawPath();
        Map<String, Operation> operations = description.operations(path);
        Operation operation = operations.get(asked.method().toLowerCase(Locale.ROOT));
        boolean isRoundabout = ROUNDABOUT.matcher(path).find();
        if (operation == null) {
            boolean isTold = isRoundabout ? answer.status() < 500 : BEFORE_ROUTES.contains(answer.status());
            require(isTold, asked, answer, "there is no such operation, and yet it is answered");
            require(
                    answer.status() != 404 || operations.isEmpty() || isRoundabout,
                    asked,
                    answer,
                    "there is such a path");
            return;
        }
        if (isRoundabout && answer.status() >= 400) {
            return;
        }
        checkAnswer(operation, asked, answer);
        if (answer.status() < 300) {
            checkPath(operation, asked, answer);
            checkQuery(operation, asked, answer);
            withBody(operation, asked, answer, this::requireAllowed);
        } else if (asked.uri().getRawQuery() == null && REFUSED_BY_SHAPE.contains(code(answer))) {
            withBody(operation, asked, answer, (schema, text) -> {
                require(!isAllowed(schema, text), asked, answer, "the description allows what the server refuses");
            });
        }
    }

    private boolean isAllowed(JsonNode schema, String text) {
        try {
            return Description.tree(text)
                    .map(body -> description.faults(schema, body).isEmpty())
                    .orElse(false);
        } catch (NumberFormatException e) {
            // A number that no double holds, which no schema can weigh.
            return false;
        }
    }

    private static String code(Answer answer) {
        return Description.tree(answer.body())
                .map(problem -> problem.path("code").asText(""))
                .orElse("");
    }

    private void checkAnswer(Operation operation, HttpRequest asked, Answer answer) {
        JsonNode told = operation.node().path("responses").get(Integer.toString(answer.status()));
        require(told != null, asked, answer, "the status is not among the operation's");
        JsonNode response = description.resolve(told);
        response.path("headers").properties().forEach(header -> {
            JsonNode about = description.resolve(header.getValue());
            String value = answer.header(header.getKey()).orElse(null);
            require(
                    value != null || !about.path("required").asBoolean(),
                    asked,
                    answer,
                    "the header " + header.getKey() + " is missing");
            if (value != null) {
                requireNone(description.faultsOfText(about.get("schema"), value), asked, answer);
            }
        });
        JsonNode contents = response.get("content");
        if (contents == null) {
            require(answer.body().isEmpty(), asked, answer, "there should be no body");
            return;
        }
        String type = answer.header("content-type").orElse("").split(";", 2)[0];
        JsonNode content = contents.get(type);
        require(content != null, asked, answer, "the content type is not among the operation's");
        if (type.endsWith("json") && !type.equals(LINES)) {
            JsonNode body = Description.tree(answer.body()).orElseThrow(() -> fault(asked, answer, "is not JSON"));
            requireNone(description.faults(content.get("schema"), body), asked, answer);
        }
    }

    private void checkPath(Operation operation, HttpRequest asked, Answer answer) {
        Map<String, JsonNode> known = description.parameters(operation, "path");
        operation.parts().forEach((name, value) -> {
            JsonNode schema = known.get(name);
            if (schema == null) {
                throw fault(asked, answer, "the path's '" + name + "' is not described");
            }
            requireNone(
                    description.faultsOfText(schema, URLDecoder.decode(value, StandardCharsets.UTF_8)), asked, answer);
        });
    }

    /** Only of operations that read their query. */
    private void checkQuery(Operation operation, HttpRequest asked, Answer answer) {
        Map<String, JsonNode> known = description.parameters(operation, "query");
        String query = asked.uri().getRawQuery();
        if (known.isEmpty() || query == null || query.isEmpty()) {
            return;
        }
        for (String pair : query.split("[&;]", -1)) {
            String[] parts = URLDecoder.decode(pair, StandardCharsets.UTF_8).split("=", 2);
            JsonNode schema = known.get(parts[0]);
            require(schema != null || pair.isEmpty(), asked, answer, "the query's '" + parts[0] + "' is not described");
            if (schema != null && !schema.path("type").asText().equals("array")) {
                requireNone(description.faultsOfText(schema, parts.length > 1 ? parts[1] : ""), asked, answer);
            }
        }
    }

    /** Hands over what was sent, with its schema, where the description says that it is JSON or lines of it. */
    private void withBody(Operation operation, HttpRequest asked, Answer answer, BiConsumer<JsonNode, String> check) {
        boolean hasRefusals = Description.tree(answer.body())
                .map(report -> report.path("rejected_count").asLong() > 0
                        || !report.path("results").findValues("problem").isEmpty())
                .orElse(false);
        JsonNode contents = operation.node().path("requestBody").get("content");
        byte[] body = body(asked);
        if (contents == null || body.length == 0 || hasRefusals) {
            return;
        }
        String type = asked.headers().firstValue("content-type").orElse("application/json");
        String text = new String(body, StandardCharsets.UTF_8);
        if (type.startsWith("application/x-ndjson")) {
            JsonNode line = contents.get("application/json").get("schema");
            text.lines().filter(one -> !one.isBlank()).limit(LINES_MAX).forEach(one -> check.accept(line, one));
        } else {
            check.accept(contents.get("application/json").get("schema"), text);
        }
    }

    private void requireAllowed(JsonNode schema, String text) {
        JsonNode body = Description.tree(text).orElseThrow(() -> new AssertionError("took what is not JSON: " + text));
        List<Error> faults = description.faults(schema, body);
        if (!faults.isEmpty()) {
            throw new AssertionError(
                    "the server takes what the description refuses: " + text + " because of " + faults);
        }
    }

    /** What a request sends; nothing where it does not say how much that is, or where it is much. */
    private static byte[] body(HttpRequest asked) {
        HttpRequest.BodyPublisher publisher = asked.bodyPublisher().orElseGet(HttpRequest.BodyPublishers::noBody);
        if (publisher.contentLength() <= 0 || publisher.contentLength() > BODY_BYTES_MAX) {
            return new byte[0];
        }
        BodySubscriber<byte[]> into = BodySubscribers.ofByteArray();
        publisher.subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                into.onSubscribe(subscription);
            }

            @Override
            public void onNext(ByteBuffer some) {
                into.onNext(List.of(some));
            }

            @Override
            public void onError(Throwable failure) {
                into.onError(failure);
            }

            @Override
            public void onComplete() {
                into.onComplete();
            }
        });
        return into.getBody().toCompletableFuture().join();
    }

    private static void requireNone(List<Error> faults, HttpRequest asked, Answer answer) {
        if (!faults.isEmpty()) {
            List<String> told = new ArrayList<>();
            faults.forEach(one -> told.add(one.getInstanceLocation() + " " + one.getMessage()));
            throw fault(asked, answer, told.toString());
        }
    }

    private static void require(boolean holds, HttpRequest asked, Answer answer, String otherwise) {
        if (!holds) {
            throw fault(asked, answer, otherwise);
        }
    }

    private static AssertionError fault(HttpRequest asked, Answer answer, String what) {
        URI uri = asked.uri();
        return new AssertionError("not as described: " + what + "; " + asked.method() + " " + uri.getRawPath()
                + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()) + " was answered " + answer);
    }
}
