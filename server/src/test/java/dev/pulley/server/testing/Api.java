package dev.pulley.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A client of the server, which takes every answer as it comes, and fails where it is not as the description has it. */
public final class Api implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String JSON = "application/json";

    private final URI server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public Api(URI server) {
        this.server = server;
    }

    /** What was answered. */
    public record Answer(int status, String body, HttpHeaders headers) {
        static Answer of(HttpResponse<String> response) {
            return new Answer(response.statusCode(), response.body(), response.headers());
        }

        public JsonTree json() {
            return JsonTree.of(body);
        }

        public Optional<String> header(String name) {
            return headers.firstValue(name);
        }

        /** The code of a problem document, which this must be. */
        public String code() {
            if (!header("content-type").equals(Optional.of("application/problem+json"))) {
                throw new AssertionError("no problem document: " + this);
            }
            JsonTree problem = json();
            if (problem.number("status") != status
                    || problem.text("title").isBlank()
                    || problem.text("detail").isBlank()) {
                throw new AssertionError("a problem document with something missing: " + this);
            }
            return problem.text("code");
        }
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    public Answer post(String path, String body) {
        return send(request(path).header("Content-Type", JSON).POST(BodyPublishers.ofString(body)));
    }

    public Answer put(String path, String body) {
        return send(request(path).header("Content-Type", JSON).PUT(BodyPublishers.ofString(body)));
    }

    public Answer post(String path) {
        return send(request(path).POST(BodyPublishers.noBody()));
    }

    public Answer delete(String path) {
        return send(request(path).DELETE());
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).timeout(PATIENCE);
    }

    public Answer send(HttpRequest.Builder request) {
        HttpRequest asked = request.build();
        try {
            return checked(asked, Answer.of(client.send(asked, BodyHandlers.ofString())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public CompletableFuture<Answer> sending(HttpRequest.Builder request) {
        HttpRequest asked = request.build();
        return client.sendAsync(asked, BodyHandlers.ofString())
                .thenApply(response -> checked(asked, Answer.of(response)));
    }

    private static Answer checked(HttpRequest asked, Answer answer) {
        Description.SERVED.check(asked, answer);
        return answer;
    }

    @Override
    public void close() {
        client.close();
    }
}
