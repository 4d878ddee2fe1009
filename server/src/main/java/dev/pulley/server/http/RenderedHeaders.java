package dev.pulley.server.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * The headers of answers that are plain JSON, for each length that a body has. Such answers differ in nothing else, and Vert.x
 * keeps the bytes of headers that never change, where {@link ApiRouter#HEADERS_CACHE_PROPERTY} is set. One to an event loop.
 */
final class RenderedHeaders {
    /** Headers of longer answers are not kept. */
    private static final int LENGTH_MAX = 4_096;

    private final @Nullable MultiMap[] byLength = new MultiMap[LENGTH_MAX + 1];

    /** Gives the answer to a request the headers that it has with a body of such a length. */
    HttpServerResponse put(HttpServerRequest request, int length) {
        HttpServerResponse response = request.response();
        if (length > LENGTH_MAX || request.version() != HttpVersion.HTTP_1_1) {
            return Entrance.withHeaders(response).putHeader(HttpHeaders.CONTENT_TYPE, Answers.JSON);
        }
        MultiMap known = byLength[length];
        if (known == null) {
            known = HttpHeaders.headers();
            Entrance.addHeaders(known);
            known = known.set(HttpHeaders.CONTENT_TYPE, Answers.JSON)
                    .set(HttpHeaders.CONTENT_LENGTH, Integer.toString(length))
                    .copy(false);
            byLength[length] = known;
        }
        response.headers().setAll(known);
        return response;
    }
}
