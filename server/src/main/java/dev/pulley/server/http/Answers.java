package dev.pulley.server.http;

import dev.pulley.server.json.JsonWriter;
import dev.pulley.server.problem.Fault;
import dev.pulley.server.problem.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Writes answers. */
final class Answers {
    static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence PROBLEM_JSON = HttpHeaders.createOptimized("application/problem+json");
    private static final String RETRY_AFTER_SECONDS = "1";
    private static final CharSequence CHALLENGE_HEADER = HttpHeaders.createOptimized("WWW-Authenticate");
    private static final String CHALLENGE = "Bearer realm=\"pulley\"";

    private Answers() {}

    static void json(HttpServerResponse response, int status, byte[] body) {
        send(response, status, JSON, body);
    }

    static void problem(HttpServerResponse response, Problem problem) {
        refuse(
                response,
                problem.code().status(),
                PROBLEM_JSON,
                new JsonWriter().object(o -> writeProblem(o, problem)).toBytes());
    }

    /** The same for an answer that may be of plain JSON and nothing else. */
    static void json(HttpServerRequest request, RenderedHeaders headers, int status, byte[] body) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        headers.put(request, body.length).setStatusCode(status).end(Buffer.buffer(body));
    }

    /** A problem in the form that its path has: that of OFREP there, a problem document elsewhere. */
    static void problem(RoutingContext request, Problem problem) {
        if (FlagWriter.isForFlags(request)) {
            FlagWriter.problem(request, problem);
        } else {
            problem(request.response(), problem);
        }
    }

    /** A refusal whose body is plain JSON of another form. */
    static void refusal(HttpServerResponse response, int status, byte[] body) {
        refuse(response, status, JSON, body);
    }

    static void writeProblem(JsonWriter out, Problem problem) {
        out.string("type", "urn:pulley:problem:" + problem.code().wireName());
        out.string("title", problem.code().title());
        out.number("status", problem.code().status());
        out.string("detail", problem.detail());
        out.string("code", problem.code().wireName());
        if (problem.field() != null) {
            out.string("field", problem.field());
        }
        if (!problem.faults().isEmpty()) {
            out.array("errors", a -> problem.faults().forEach(fault -> a.object(f -> fault(f, fault))));
        }
    }

    private static void refuse(HttpServerResponse response, int status, CharSequence type, byte[] body) {
        if (status == 429 || status == 503) {
            response.putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        if (status == 401) {
            response.putHeader(CHALLENGE_HEADER, CHALLENGE);
        }
        send(response, status, type, body);
    }

    private static void fault(JsonWriter out, Fault fault) {
        out.string("field", fault.field());
        out.string("code", fault.code().wireName());
        out.string("detail", fault.detail());
    }

    private static void send(HttpServerResponse response, int status, CharSequence type, byte[] body) {
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length))
                .end(Buffer.buffer(body));
    }
}
