package dev.pulley.server.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a browser says that a request comes from, and where it goes. */
final class Origins {
    private static final CharSequence FETCH_SITE = HttpHeaders.createOptimized("Sec-Fetch-Site");

    private static final Pattern LOOPBACK = Pattern.compile("127(\\.[0-9]{1,3}){3}");

    private Origins() {}

    /**
     * Whether a request shows that a page of this very server sent it. A proxy may have undone the TLS that the page came by: then
     * the browser has to say it too, which no page can make it do.
     */
    static boolean isOwn(HttpServerRequest request, boolean isTls) {
        String site = request.getHeader(FETCH_SITE);
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        boolean isSaid = "same-origin".equals(site);
        return origin == null
                ? isSaid
                : isOwn(origin, request, isTls) || (isSaid && !isTls && isOwn(origin, request, true));
    }

    /** Whether a browser reached the server by TLS, whoever undid it. */
    static boolean isByTls(HttpServerRequest request, boolean isTls) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return isTls || (origin != null && origin.regionMatches(true, 0, "https://", 0, "https://".length()));
    }

    static boolean isOwn(String origin, HttpServerRequest request, boolean isTls) {
        String host = host(request);
        return host != null && origin.equalsIgnoreCase((isTls ? "https://" : "http://") + host);
    }

    /** Host and port as the request names them. */
    private static @Nullable String host(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        if (authority == null) {
            return null;
        }
        int port = authority.port();
        return port < 0 ? authority.host() : authority.host() + ":" + port;
    }

    /**
     * Whether the request names this machine by a name that only this machine gives itself. A page of another name that was
     * made to point here, which is how a browser is turned against servers of its own machine, can't hide that name.
     */
    static boolean isForLoopback(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        if (authority == null) {
            // No browser leaves it out; a name that is no host's is not ours.
            return !request.headers().contains(HttpHeaders.HOST);
        }
        String host = authority.host().toLowerCase(Locale.ROOT);
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || host.equals("[::1]")
                || host.equals("::1")
                || LOOPBACK.matcher(host).matches();
    }
}
