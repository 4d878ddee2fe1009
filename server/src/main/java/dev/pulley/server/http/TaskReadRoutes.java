package dev.pulley.server.http;

import dev.pulley.server.change.ChangeService;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.stats.StatsService;
import dev.pulley.server.stats.StatsService.TaskFilter;
import dev.pulley.server.stats.StatsService.TaskPage;
import dev.pulley.server.task.Names;
import dev.pulley.server.task.Task;
import dev.pulley.server.task.TaskChange;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/** What is known of tasks: {@code GET /v1/tasks} and all below it. */
final class TaskReadRoutes {
    private static final Set<String> STATUSES = Set.of("active", "paused", "concluded", "archived");
    /** Above every revision. */
    private static final long NEWEST = 999_999_999_999_999L;

    private final ChangeService changes;
    private final StatsService stats;
    private final Supplier<Condition> condition;
    private final Context context;

    TaskReadRoutes(ChangeService changes, StatsService stats, Supplier<Condition> condition, Context context) {
        this.changes = changes;
        this.stats = stats;
        this.condition = condition;
        this.context = context;
    }

    void addTo(Router router) {
        router.get("/v1/tasks").handler(this::list);
        router.get("/v1/tasks/:task").handler(this::get);
        router.get("/v1/tasks/:task/stats").handler(this::stats);
        router.get("/v1/tasks/:task/changes").handler(this::changes);
        router.get("/v1/tasks/:task/revisions/:revision").handler(this::revision);
    }

    private void get(RoutingContext request) {
        switch (stats.task(Callers.tenant(request), TaskRoutes.task(request))) {
            case Result.Refused<Task>(Problem problem) -> Answers.problem(request.response(), problem);
            case Result.Ok<Task>(Task task) -> TaskRoutes.answer(request, 200, task);
        }
    }

    private void list(RoutingContext request) {
        int tenant = Callers.tenant(request);
        Result<Map<String, String>> asked =
                Queries.read(request, Set.of("limit", "cursor", "archived", "status", "summary"));
        context.<Result<byte[]>>executeBlocking(
                        () -> asked.then(query -> Queries.limit(query)
                                        .then(limit -> filter(query)
                                                .then(filter -> Queries.flag(query, "summary")
                                                        .then(summary -> page(tenant, query, filter, limit, summary)))))
                                .then(page -> Result.ok(TaskWriter.tasks(page.tasks(), page.next()))),
                        false)
                .onSuccess(result -> answer(request, result))
                .onFailure(request::fail);
    }

    private static void answer(RoutingContext request, Result<byte[]> result) {
        switch (result) {
            case Result.Refused<byte[]>(Problem problem) -> Answers.problem(request.response(), problem);
            case Result.Ok<byte[]>(byte[] body) -> Packing.end(request, Answers.JSON, body);
        }
    }

    private static Result<TaskFilter> filter(Map<String, String> query) {
        String status = query.get("status");
        String archived = query.getOrDefault("archived", "archived".equals(status) ? "true" : "false");
        if (!archived.equals("true") && !archived.equals("false")) {
            return Result.refused(Problem.at("/archived", ProblemCode.INVALID_VALUE, "archived must be true or false"));
        }
        if (status != null && !STATUSES.contains(status)) {
            return Result.refused(Problem.at(
                    "/status",
                    ProblemCode.INVALID_VALUE,
                    "status must be one of active, archived, concluded and paused"));
        }
        return Result.ok(new TaskFilter(archived.equals("true"), status));
    }

    private Result<TaskPage> page(
            int tenant, Map<String, String> query, TaskFilter filter, int limit, boolean withSummaries) {
        String cursor = query.getOrDefault("cursor", "");
        if (query.containsKey("cursor") && !Names.isName(cursor)) {
            return Result.refused(Queries.notACursor());
        }
        return Result.ok(stats.tasks(tenant, cursor, filter, limit, withSummaries));
    }

    private void changes(RoutingContext request) {
        switch (Queries.read(request, Set.of("limit", "cursor"))) {
            case Result.Refused<Map<String, String>>(Problem problem) -> Answers.problem(request.response(), problem);
            case Result.Ok<Map<String, String>>(Map<String, String> query) -> changes(request, query);
        }
    }

    /** The cursor is the last revision that was told; the next page begins below it. */
    private void changes(RoutingContext request, Map<String, String> query) {
        Result<Integer> limit = Queries.limit(query);
        long below = Queries.whole(query.getOrDefault("cursor", Long.toString(NEWEST)))
                .orElse(0L);
        if (below == 0) {
            Answers.problem(request.response(), Queries.notACursor());
            return;
        }
        switch (limit) {
            case Result.Refused<Integer>(Problem problem) -> Answers.problem(request.response(), problem);
            case Result.Ok<Integer>(Integer most) ->
                Future.fromCompletionStage(
                                changes.changesBelow(Callers.tenant(request), TaskRoutes.task(request), below, most),
                                context)
                        .onSuccess(result -> answerChanges(request, result, most))
                        .onFailure(request::fail);
        }
    }

    private void revision(RoutingContext request) {
        String text = Objects.requireNonNullElse(request.pathParam("revision"), "");
        long revision = Queries.whole(text).orElse(0L);
        if (revision == 0) {
            Answers.problem(
                    request.response(),
                    Problem.of(ProblemCode.NOT_FOUND, "'" + text + "' is not the number of a revision, such as 1"));
            return;
        }
        Future.fromCompletionStage(
                        changes.definitionAt(Callers.tenant(request), TaskRoutes.task(request), revision), context)
                .onSuccess(result ->
                        answer(request, result.then(definition -> Result.ok(TaskWriter.definition(definition)))))
                .onFailure(request::fail);
    }

    private static void answerChanges(RoutingContext request, Result<List<TaskChange>> result, int limit) {
        switch (result) {
            case Result.Refused<List<TaskChange>>(Problem problem) -> Answers.problem(request.response(), problem);
            case Result.Ok<List<TaskChange>>(List<TaskChange> found) -> {
                boolean isMore = found.size() == limit && found.getLast().revision() > 1;
                String next = isMore ? Long.toString(found.getLast().revision()) : null;
                Packing.end(request, Answers.JSON, TaskWriter.changes(found, next));
            }
        }
    }

    /** Reckoned on a worker, since a task of many variants takes some milliseconds. */
    private void stats(RoutingContext request) {
        int tenant = Callers.tenant(request);
        String name = TaskRoutes.task(request);
        Result<Boolean> withDensity =
                Queries.read(request, Set.of("density")).then(query -> Queries.flag(query, "density"));
        context.<Result<byte[]>>executeBlocking(
                        () -> withDensity.then(shaped -> shaped ? shaped(tenant, name) : plain(tenant, name)), false)
                .onSuccess(result -> answer(request, result))
                .onFailure(request::fail);
    }

    private Result<byte[]> plain(int tenant, String name) {
        return stats.stats(tenant, name).then(known -> Result.ok(StatsWriter.write(known, condition.get())));
    }

    private Result<byte[]> shaped(int tenant, String name) {
        return stats.shaped(tenant, name)
                .then(known -> Result.ok(StatsWriter.write(known.stats(), condition.get(), known.densities())));
    }
}
