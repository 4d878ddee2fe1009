package dev.pulley.server.http;

import dev.pulley.server.decision.Decided;
import dev.pulley.server.json.JsonWriter;
import dev.pulley.server.problem.Fault;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes answers in the form of the OpenFeature Remote Evaluation Protocol 0.3.0
 * (github.com/open-feature/protocol, service/openapi.yaml). Every body has {@code metadata}, since there are providers that
 * fail without; a failure has it empty.
 */
final class FlagWriter {
    /** A flag's path is this, a slash and its key. */
    static final String FLAGS = "/ofrep/v1/evaluate/flags";

    static final String GENERAL = "GENERAL";
    static final String TARGETING_KEY_MISSING = "TARGETING_KEY_MISSING";
    private static final String PARSE_ERROR = "PARSE_ERROR";
    private static final String INVALID_CONTEXT = "INVALID_CONTEXT";
    private static final String FLAG_NOT_FOUND = "FLAG_NOT_FOUND";
    private static final String METADATA = "metadata";

    private FlagWriter() {}

    /** Whether whoever asks expects this protocol's answers, even where nothing is at the path. */
    static boolean isForFlags(RoutingContext request) {
        String path = request.request().path();
        return path != null && path.startsWith(FLAGS);
    }

    static void flag(JsonWriter out, Decided decided) {
        out.string("key", decided.task().name());
        byte[] payload = decided.variant().payload();
        if (payload[0] == '{') {
            out.raw("value", payload);
        } else {
            out.object("value", v -> v.raw("value", payload));
        }
        out.string("reason", decided.experiments() ? "SPLIT" : "STATIC");
        out.string("variant", decided.variant().name());
        out.object(METADATA, m -> {
            m.string("decision", decided.token());
            m.number("version", decided.version());
            // Always with a fraction: providers tell whole numbers from others, and give them by different methods.
            m.raw("propensity", Double.toString(decided.propensity()).getBytes(StandardCharsets.US_ASCII));
            m.string("policy", decided.policy());
            m.number("revision", decided.task().revision());
        });
    }

    /** A flag that has no value, so that the application's own default is used. */
    static void disabled(JsonWriter out, String key) {
        out.string("key", key);
        out.string("reason", "DISABLED");
        out.object(METADATA, m -> {});
    }

    static void failure(JsonWriter out, @Nullable String key, String errorCode, String errorDetails) {
        if (key != null) {
            out.string("key", key);
        }
        out.string("errorCode", errorCode);
        out.string("errorDetails", errorDetails);
        out.object(METADATA, m -> {});
    }

    static void problem(RoutingContext request, Problem problem) {
        ProblemCode code = problem.code();
        switch (code) {
            case INVALID_JSON, UNSUPPORTED_MEDIA_TYPE -> refuse(request, 400, PARSE_ERROR, problem.detail());
            case UNKNOWN_FIELD, INVALID_TYPE, INVALID_VALUE -> {
                boolean isWholeBody =
                        problem.field() == null && problem.faults().isEmpty();
                refuse(request, 400, isWholeBody ? PARSE_ERROR : INVALID_CONTEXT, where(problem));
            }
            case UNKNOWN_TASK, NOT_FOUND -> refuse(request, 404, FLAG_NOT_FOUND, problem.detail());
            case INVALID_DECISION,
                    UNAUTHENTICATED,
                    FORBIDDEN,
                    UNKNOWN_VARIANT,
                    UNKNOWN_REFERENCE,
                    METHOD_NOT_ALLOWED,
                    OUTCOME_FIXED,
                    TASK_ARCHIVED,
                    REVISION_CONFLICT,
                    TOO_LARGE,
                    PATH_TOO_LONG,
                    INVALID_TIME,
                    INVALID_TASK,
                    UNKNOWN_METRIC,
                    RATE_LIMITED,
                    HEADERS_TOO_LARGE,
                    INTERNAL,
                    UNAVAILABLE -> refuse(request, code.status(), GENERAL, problem.detail());
        }
    }

    /** The detail of a fault says nothing of its place; the protocol has no field for it. */
    private static String where(Problem problem) {
        if (problem.field() != null) {
            return problem.field() + ": " + problem.detail();
        }
        if (problem.faults().isEmpty()) {
            return problem.detail();
        }
        Fault first = problem.faults().getFirst();
        return problem.faults().size() + " faults; the first: " + first.field() + ": " + first.detail();
    }

    static void refuse(RoutingContext request, int status, String errorCode, String errorDetails) {
        byte[] body = new JsonWriter()
                .object(o -> failure(o, key(request), errorCode, errorDetails))
                .toBytes();
        Answers.refusal(request.response(), status, body);
    }

    /** As well as it is known: nothing, where all flags were asked for. */
    private static @Nullable String key(RoutingContext request) {
        String named = request.pathParam("key");
        String path = request.request().path();
        if (named != null || path == null || path.length() <= FLAGS.length() + 1) {
            return named;
        }
        return path.substring(FLAGS.length() + 1);
    }
}
