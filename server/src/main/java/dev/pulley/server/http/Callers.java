package dev.pulley.server.http;

import dev.pulley.server.reward.Reporter;
import dev.pulley.server.security.Caller;
import dev.pulley.server.security.Credentials;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who sends a request, as the door found out. */
final class Callers {
    static final String COOKIE = "pulley_session";

    private static final String CALLER = "caller";
    private static final CharSequence API_KEY = HttpHeaders.createOptimized("X-API-Key");

    private Callers() {}

    static Credentials credentials(HttpServerRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        String apiKey = request.getHeader(API_KEY);
        return new Credentials(authorization, apiKey, cookie(request));
    }

    private static @Nullable String cookie(HttpServerRequest request) {
        if (!request.headers().contains(HttpHeaders.COOKIE)) {
            return null;
        }
        Cookie cookie = request.getCookie(COOKIE);
        return cookie == null ? null : cookie.getValue();
    }

    static void put(RoutingContext request, Caller caller) {
        request.put(CALLER, caller);
    }

    /** Never asked for behind a door that is open to anybody. */
    static Caller of(RoutingContext request) {
        return Objects.requireNonNull(request.<@Nullable Caller>get(CALLER), "the door lets nobody in without");
    }

    static int tenant(RoutingContext request) {
        return of(request).tenant().number();
    }

    static Reporter reporter(RoutingContext request) {
        return reporter(of(request));
    }

    static Reporter reporter(Caller caller) {
        return Reporter.of(caller.tenant().number(), caller.source(), caller.trust());
    }
}
