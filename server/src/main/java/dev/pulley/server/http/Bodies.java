package dev.pulley.server.http;

import dev.pulley.server.json.JsonReader;
import dev.pulley.server.json.MalformedJson;
import dev.pulley.server.problem.Faults;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** Reads JSON bodies. */
final class Bodies {
    static final int BODY_BYTES_MAX = 1 << 20;

    private Bodies() {}

    /** The body's bytes, if it says that it is JSON or says nothing. */
    static Result<byte[]> json(RoutingContext request) {
        String type = request.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && !isJson(type)) {
            return Result.refused(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "the body must be application/json");
        }
        Buffer body = request.body().buffer();
        return Result.ok(body == null ? new byte[0] : body.getBytes());
    }

    private static boolean isJson(String contentType) {
        int semicolon = contentType.indexOf(';');
        String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
        return type.strip().equalsIgnoreCase("application/json");
    }

    /** What is gathered of a body while it is read. */
    interface Form<T> {
        /** Reads the value of a field. */
        void field(JsonReader in, String name) throws MalformedJson;

        /** What was asked; anything where a fault is added, since it is not used then. */
        T finish(Faults faults);
    }

    /** Reads the body's one object. */
    static <T> Result<T> read(RoutingContext request, Form<T> form) {
        return json(request).then(body -> read(body, form));
    }

    static <T> Result<T> read(byte[] body, Form<T> form) {
        Faults faults = new Faults();
        try {
            JsonReader.readObject(body, faults, in -> name -> form.field(in, name));
        } catch (MalformedJson e) {
            return Result.refused(Problem.at(e.field(), ProblemCode.INVALID_JSON, e.detail()));
        }
        if (faults.areOfWhole()) {
            return Result.refused(faults.toProblem());
        }
        T value = form.finish(faults);
        return faults.isEmpty() ? Result.ok(value) : Result.refused(faults.toProblem());
    }
}
