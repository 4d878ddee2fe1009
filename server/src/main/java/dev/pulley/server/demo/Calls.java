package dev.pulley.server.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** The demo's way to the server: bounded in number, size and time. It blocks, so it is for virtual threads. */
final class Calls {

    private static final int IN_FLIGHT_MAX = 32;
    private static final int ANSWER_BYTES_MAX = 1 << 20;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    sealed interface Reply {
        record Answer(int status, Json body) implements Reply {
            boolean isGood() {
                return status >= 200 && status < 300;
            }

            /** What a problem document says, as far as it says anything. */
            String problem() {
                String code = body.get("code").text().map(text -> " " + text).orElse("");
                String detail =
                        body.get("detail").text().map(text -> ": " + text).orElse("");
                return status + code + detail;
            }
        }

        /** Nobody is there, or it is not the time to ask: unreachable, overloaded or failing. */
        record Away() implements Reply {}
    }

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);
    private final URI server;
    private final Optional<String> key;
    private final Patience patience;
    private volatile boolean closed;

    Calls(URI server, Optional<String> key, Patience patience) {
        this.server = server;
        this.key = key;
        this.patience = patience;
    }

    /** Calls under way, and those that come after, end as if their threads were interrupted. */
    void close() {
        closed = true;
        client.shutdownNow();
    }

    /** To be asked before a call; false for most callers while the server is away. */
    boolean mayTry() {
        return patience.mayTry();
    }

    boolean isAway() {
        return patience.isFailing();
    }

    Reply get(String path) throws InterruptedException {
        return exchange(request(path).GET());
    }

    Reply put(String path, byte[] body) throws InterruptedException {
        return exchange(withBody(request(path)).PUT(BodyPublishers.ofByteArray(body)));
    }

    Reply post(String path, String body) throws InterruptedException {
        return exchange(withBody(request(path)).POST(BodyPublishers.ofString(body)));
    }

    URI uri(String path) {
        return URI.create(server.toString().replaceAll("/+$", "") + path);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(ANSWER_TIMEOUT);
        key.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request;
    }

    private static HttpRequest.Builder withBody(HttpRequest.Builder request) {
        return request.header("Content-Type", "application/json");
    }

    private Reply exchange(HttpRequest.Builder request) throws InterruptedException {
        inFlight.acquire();
        try {
            HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
            byte[] body;
            try (InputStream stream = response.body()) {
                body = stream.readNBytes(ANSWER_BYTES_MAX);
            }
            if (response.statusCode() >= 500 || response.statusCode() == 429) {
                patience.failed("answers " + response.statusCode());
                return new Reply.Away();
            }
            patience.succeeded();
            return new Reply.Answer(response.statusCode(), Json.read(body));
        } catch (IOException unreachable) {
            if (closed) {
                throw new InterruptedException("closed");
            }
            patience.failed("does not answer");
            return new Reply.Away();
        } finally {
            inFlight.release();
        }
    }
}
