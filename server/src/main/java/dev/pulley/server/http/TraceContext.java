package dev.pulley.server.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The trace that a request is part of, as W3C Trace Context (www.w3.org/TR/trace-context, section 3.2) writes it. */
final class TraceContext {
    private static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");
    private static final int LENGTH = 55;
    /** A later version may have more behind a dash, so one that we do not know is cut to what we do. */
    private static final int LENGTH_MAX = 256;

    private static final Pattern WELL_FORMED =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private TraceContext() {}

    static @Nullable String of(RoutingContext request) {
        return of(request.request());
    }

    static @Nullable String of(HttpServerRequest request) {
        return wellFormed(request.getHeader(TRACEPARENT));
    }

    /** The header as far as it is known; nothing, if it is not there or not well-formed: then it is passed over. */
    static @Nullable String wellFormed(@Nullable String header) {
        if (header == null || header.length() < LENGTH || header.length() > LENGTH_MAX) {
            return null;
        }
        String known = header.substring(0, LENGTH);
        boolean isWhole = header.length() == LENGTH || (header.charAt(LENGTH) == '-' && !header.startsWith("00"));
        return isWhole && WELL_FORMED.matcher(known).matches() ? known : null;
    }
}
