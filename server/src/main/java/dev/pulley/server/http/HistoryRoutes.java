package dev.pulley.server.http;

import dev.pulley.server.json.JsonWriter;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.stats.HistoryQuery;
import dev.pulley.server.stats.StatsService;
import dev.pulley.server.stats.TaskHistory;
import dev.pulley.server.task.Durations;
import io.vertx.core.Context;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/tasks/{task}/history}. */
final class HistoryRoutes {
    private static final Duration STEP_MAX = Duration.ofDays(3_650);

    private final StatsService stats;
    private final Context context;

    HistoryRoutes(StatsService stats, Context context) {
        this.stats = stats;
        this.context = context;
    }

    void addTo(Router router) {
        router.get("/v1/tasks/:task/history").handler(this::history);
    }

    /** Reckoned and written on a worker, since it may be long. */
    private void history(RoutingContext request) {
        int tenant = Callers.tenant(request);
        String name = TaskRoutes.task(request);
        Result<HistoryQuery> asked =
                Queries.read(request, Set.of("from", "to", "step")).then(HistoryRoutes::query);
        context.<Result<byte[]>>executeBlocking(
                        () -> asked.then(query -> stats.history(tenant, name, query))
                                .then(history -> Result.ok(write(history))),
                        false)
                .onSuccess(result -> {
                    switch (result) {
                        case Result.Refused<byte[]>(Problem problem) -> Answers.problem(request.response(), problem);
                        case Result.Ok<byte[]>(byte[] body) -> Packing.end(request, Answers.JSON, body);
                    }
                })
                .onFailure(request::fail);
    }

    private static Result<HistoryQuery> query(Map<String, String> query) {
        return time(query, "from")
                .then(from -> time(query, "to").then(to -> {
                    if (from.millis() != null && to.millis() != null && from.millis() >= to.millis()) {
                        return Result.refused(Problem.at("/to", ProblemCode.INVALID_TIME, "to must be after from"));
                    }
                    return step(query)
                            .then(step -> Result.ok(new HistoryQuery(from.millis(), to.millis(), step.millis())));
                }));
    }

    /** A parameter's value, if it was given. */
    private record Given(@Nullable Long millis) {}

    private static Result<Given> time(Map<String, String> query, String name) {
        String text = query.get(name);
        if (text == null) {
            return Result.ok(new Given(null));
        }
        return Times.parse(text)
                .map(time -> Result.ok(new Given(time.toEpochMilli())))
                .orElseGet(() -> Result.refused(
                        Problem.at("/" + name, ProblemCode.INVALID_TIME, name + " must be " + Times.RULE)));
    }

    private static Result<Given> step(Map<String, String> query) {
        String text = query.get("step");
        if (text == null) {
            return Result.ok(new Given(null));
        }
        return Durations.parse(text)
                .filter(step -> step.isPositive() && step.compareTo(STEP_MAX) <= 0)
                .map(step -> Result.ok(new Given(step.toMillis())))
                .orElseGet(() -> Result.refused(Problem.at(
                        "/step",
                        ProblemCode.INVALID_VALUE,
                        "step must be over 0 and at most " + Durations.format(STEP_MAX) + "; " + Durations.RULE)));
    }

    private static byte[] write(TaskHistory history) {
        return new JsonWriter()
                .object(o -> {
                    o.string("task", history.task());
                    o.time("as_of", history.asOfMillis());
                    o.string("step", Durations.format(Duration.ofMillis(history.stepMillis())));
                    o.array("steps", a -> history.steps().forEach(step -> a.object(s -> write(s, step))));
                })
                .toBytes();
    }

    private static void write(JsonWriter out, TaskHistory.Step step) {
        out.time("at", step.atMillis());
        out.number("regret", (Double) step.regret().total());
        out.number("regret_low", (Double) step.regret().low());
        out.number("regret_high", (Double) step.regret().high());
        out.number("even_split", (Double) step.regret().evenSplitTotal());
        out.array(
                "variants",
                a -> step.variants()
                        .forEach(variant -> a.object(v -> {
                            v.string("name", variant.name());
                            v.number("share", (Double) variant.share());
                            v.number("decisions", variant.decisions());
                            v.number("outcomes", variant.outcomes());
                            v.number("mean", (Double) variant.mean());
                        })));
    }
}
