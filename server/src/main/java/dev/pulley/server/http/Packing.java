package dev.pulley.server.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/**
 * Answers that may be long, packed for those who ask for that. It is done here and not by the HTTP server, which would look at
 * every answer for it, those to decisions and rewards included.
 */
final class Packing {
    static final CharSequence GZIP = HttpHeaders.createOptimized("gzip");
    /** What fits one packet gets there no sooner for being smaller. */
    private static final int BYTES_MIN = 1_400;

    private Packing() {}

    static boolean isAskedFor(RoutingContext request) {
        String accepted = request.request().getHeader(HttpHeaders.ACCEPT_ENCODING);
        return accepted != null && accepted.contains(GZIP);
    }

    /** Answers with 200; what is to be packed is packed on a worker. */
    static void end(RoutingContext request, CharSequence type, byte[] body) {
        request.response().putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        if (body.length < BYTES_MIN || !isAskedFor(request)) {
            finish(request.response(), type, body);
            return;
        }
        request.vertx()
                .executeBlocking(() -> packed(body), false)
                .onSuccess(packed -> {
                    request.response().putHeader(HttpHeaders.CONTENT_ENCODING, GZIP);
                    finish(request.response(), type, packed);
                })
                .onFailure(request::fail);
    }

    private static void finish(HttpServerResponse response, CharSequence type, byte[] body) {
        if (!response.ended() && !response.closed()) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, type)
                    .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length))
                    .end(Buffer.buffer(body));
        }
    }

    private static byte[] packed(byte[] body) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(body.length / 4);
        try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
            zip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
