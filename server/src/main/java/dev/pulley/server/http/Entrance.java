package dev.pulley.server.http;

import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/** What every request passes first: headers that every answer has, what browsers ask beforehand, and what no key excuses. */
final class Entrance {
    private static final CharSequence NOSNIFF_HEADER = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence REFERRER_POLICY = HttpHeaders.createOptimized("Referrer-Policy");
    private static final CharSequence NO_REFERRER = HttpHeaders.createOptimized("no-referrer");
    private static final CharSequence CONTENT_POLICY = HttpHeaders.createOptimized("Content-Security-Policy");
    /** An answer of the API is no page; whatever is in it, a browser is to run and load nothing. */
    private static final CharSequence NOTHING = HttpHeaders.createOptimized(
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");

    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");

    private static final String METHODS = "GET, POST, PUT, DELETE";
    private static final String REQUEST_HEADERS =
            "Authorization, X-API-Key, Content-Type, If-Match, If-None-Match, Last-Event-ID, traceparent, tracestate";
    private static final String ANSWER_HEADERS = "ETag, Retry-After";
    private static final String PREFLIGHT_SECONDS = "600";

    private final ApiRouter.Safety safety;
    private final Set<String> origins;

    Entrance(ApiRouter.Safety safety) {
        this.safety = safety;
        this.origins = safety.origins();
    }

    void enter(RoutingContext context) {
        HttpServerRequest request = context.request();
        withHeaders(context.response());
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (safety.admission().isKeyless() && !Origins.isForLoopback(request)) {
            Answers.problem(
                    context,
                    Problem.of(
                            ProblemCode.FORBIDDEN,
                            "without keys this server answers to names of this machine only, such as localhost"));
            return;
        }
        boolean isAllowed = origin != null && origins.contains(origin);
        if (isAllowed) {
            allow(context.response(), origin);
        }
        if (isAllowed && isPreflight(request)) {
            answerPreflight(context.response());
        } else if (origin != null && !isAllowed && isChangeByForeigner(request, origin)) {
            Answers.problem(
                    context,
                    Problem.of(ProblemCode.FORBIDDEN, "pages of this origin may not act here; see --allow-origin"));
        } else if (request.headers().contains(HttpHeaders.CONTENT_ENCODING)) {
            Answers.problem(
                    context,
                    Problem.of(
                            ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                            "a body comes as it is, without Content-Encoding; nothing here unpacks one"));
        } else {
            context.next();
        }
    }

    /** What every answer has. */
    static HttpServerResponse withHeaders(HttpServerResponse response) {
        addHeaders(response.headers());
        return response;
    }

    static void addHeaders(MultiMap headers) {
        headers.set(NOSNIFF_HEADER, NOSNIFF)
                .set(REFERRER_POLICY, NO_REFERRER)
                .set(CONTENT_POLICY, NOTHING)
                .set(HttpHeaders.CACHE_CONTROL, NO_STORE);
    }

    /** Where no key is needed a page has to have no more than our address; elsewhere it has to have a key. */
    private boolean isChangeByForeigner(HttpServerRequest request, String origin) {
        HttpMethod method = request.method();
        boolean changes = !method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD);
        return changes && safety.admission().isKeyless() && !Origins.isOwn(origin, request, safety.isTls());
    }

    /** The answer depends on the origin only where an origin was given, and is never stored. */
    private static void allow(HttpServerResponse response, String origin) {
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                .putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN)
                .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, ANSWER_HEADERS);
    }

    private static boolean isPreflight(HttpServerRequest request) {
        return request.method().equals(HttpMethod.OPTIONS)
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }

    private static void answerPreflight(HttpServerResponse response) {
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS)
                .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS)
                .setStatusCode(204)
                .end();
    }
}
