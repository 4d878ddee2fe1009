package dev.pulley.server.http;

import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what a request asks behind its path. What nobody asked for is refused, as in a body. */
final class Queries {
    static final int LIMIT_MAX = 1_000;
    static final int LIMIT_DEFAULT = 100;

    private Queries() {}

    /** The query's parameters, each of which must be one of the known and be there once. */
    static Result<Map<String, String>> read(RoutingContext request, Set<String> known) {
        MultiMap given = request.queryParams();
        Map<String, String> values = new HashMap<>();
        for (Map.Entry<String, String> parameter : given) {
            String name = parameter.getKey();
            if (!known.contains(name)) {
                return Result.refused(
                        ProblemCode.UNKNOWN_FIELD, "the query's parameter '" + name + "' is not known here");
            }
            if (values.put(name, parameter.getValue()) != null) {
                return Result.refused(ProblemCode.INVALID_VALUE, "the query's parameter '" + name + "' is there twice");
            }
        }
        return Result.ok(values);
    }

    static Result<Integer> limit(Map<String, String> query) {
        Optional<Long> limit = whole(query.getOrDefault("limit", Integer.toString(LIMIT_DEFAULT)));
        return limit.filter(wanted -> wanted >= 1 && wanted <= LIMIT_MAX)
                .map(wanted -> Result.ok(wanted.intValue()))
                .orElseGet(() -> Result.refused(Problem.at(
                        "/limit", ProblemCode.INVALID_VALUE, "limit must be a whole number from 1 to " + LIMIT_MAX)));
    }

    /** Whether something is wanted that is left out unless it is asked for. */
    static Result<Boolean> flag(Map<String, String> query, String name) {
        String value = query.getOrDefault(name, "false");
        return value.equals("true") || value.equals("false")
                ? Result.ok(value.equals("true"))
                : Result.refused(Problem.at("/" + name, ProblemCode.INVALID_VALUE, name + " must be true or false"));
    }

    /** A whole number, not negative and not too large. */
    static Optional<Long> whole(String text) {
        return text.matches("[0-9]{1,15}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    static Problem notACursor() {
        return Problem.at("/cursor", ProblemCode.INVALID_VALUE, "cursor must be what the page before answered as next");
    }
}
