package dev.pulley.server.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** An answer without a near end, read line by line as it comes. */
final class OpenAnswer implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final String END = "\u0000end";
    private static final String CUT = "\u0000cut";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final HttpResponse<InputStream> response;

    OpenAnswer(HttpRequest request) {
        try {
            response = client.send(request, BodyHandlers.ofInputStream());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
        Thread.ofPlatform().daemon().start(this::read);
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = reader.readLine()) != null) {
                lines.add(line);
            }
            lines.add(END);
        } catch (IOException e) {
            lines.add(CUT);
        }
    }

    int status() {
        return response.statusCode();
    }

    String type() {
        return response.headers().firstValue("content-type").orElse("");
    }

    private String next() {
        try {
            String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("nothing comes");
            }
            return line;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The next line that is wanted; the others are passed over. */
    String lineOnce(Predicate<String> wanted) {
        String line = next();
        while (!wanted.test(line)) {
            if (line.equals(END) || line.equals(CUT)) {
                throw new AssertionError("it ended");
            }
            line = next();
        }
        return line;
    }

    /** Whether it comes to an end of its own, and is not cut. */
    boolean isEnded() {
        String line = next();
        while (!line.equals(END) && !line.equals(CUT)) {
            line = next();
        }
        return line.equals(END);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
