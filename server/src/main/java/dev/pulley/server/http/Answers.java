package dev.pulley.server.http;

import dev.pulley.server.json.JsonWriter;
import dev.pulley.server.problem.Fault;
import dev.pulley.server.problem.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** Writes answers. */
final class Answers {
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence PROBLEM_JSON = HttpHeaders.createOptimized("application/problem+json");
    private static final String RETRY_AFTER_SECONDS = "1";
    private static final CharSequence CHALLENGE_HEADER = HttpHeaders.createOptimized("WWW-Authenticate");
    private static final String CHALLENGE = "Bearer realm=\"pulley\"";

    private Answers() {}

    static void json(HttpServerResponse response, int status, byte[] body) {
        send(response, status, JSON, body);
    }

    static void problem(HttpServerResponse response, Problem problem) {
        JsonWriter out = new JsonWriter();
        out.object(o -> {
            o.string("type", "urn:pulley:problem:" + problem.code().wireName());
            o.string("title", problem.code().title());
            o.number("status", problem.code().status());
            o.string("detail", problem.detail());
            o.string("code", problem.code().wireName());
            if (problem.field() != null) {
                o.string("field", problem.field());
            }
            if (!problem.faults().isEmpty()) {
                o.array("errors", a -> problem.faults().forEach(fault -> a.object(f -> fault(f, fault))));
            }
        });
        int status = problem.code().status();
        if (status == 429 || status == 503) {
            response.putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        if (status == 401) {
            response.putHeader(CHALLENGE_HEADER, CHALLENGE);
        }
        send(response, status, PROBLEM_JSON, out.toBytes());
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
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, type).end(Buffer.buffer(body));
    }
}
