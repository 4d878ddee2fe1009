package dev.pulley.server.http;

import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Answers what is not HTTP, or goes beyond a limit before there is a path to go by; nothing more is read of the connection. */
public final class UnreadableRequests {
    private UnreadableRequests() {}

    public static void refuse(HttpServerRequest request) {
        Answers.problem(
                Entrance.withHeaders(request.response()).putHeader("Connection", "close"),
                problem(request.decoderResult().cause()));
        request.connection().close();
    }

    private static Problem problem(@Nullable Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Problem.of(
                    ProblemCode.PATH_TOO_LONG,
                    "the first line of a request has at most " + HttpServerOptions.DEFAULT_MAX_INITIAL_LINE_LENGTH
                            + " bytes");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return Problem.of(
                    ProblemCode.HEADERS_TOO_LARGE,
                    "the headers of a request have at most " + HttpServerOptions.DEFAULT_MAX_HEADER_SIZE + " bytes");
        }
        return Problem.of(ProblemCode.INVALID_JSON, "this is not a well-formed request of HTTP");
    }
}
