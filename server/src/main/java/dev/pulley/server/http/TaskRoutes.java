package dev.pulley.server.http;

import dev.pulley.server.change.ChangeService;
import dev.pulley.server.change.ChangeService.Changed;
import dev.pulley.server.json.JsonWriter;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.stats.StatsService;
import dev.pulley.server.stats.TaskStats;
import dev.pulley.server.task.DefinitionReader;
import dev.pulley.server.task.Names;
import dev.pulley.server.task.Task;
import dev.pulley.server.task.TaskCodec;
import dev.pulley.server.task.TaskDefinition;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code /v1/tasks/{task}} and what is known of it. */
final class TaskRoutes {
    private static final Pattern REVISION_TAG = Pattern.compile("(?:W/)?\"?(\\d{1,18})\"?");
    /** What {@code If-Match} asks where nothing that may stand can match it. */
    private static final long NO_REVISION = -1;

    private final ChangeService changes;
    private final StatsService stats;
    private final Supplier<Condition> condition;
    private final Context context;

    TaskRoutes(ChangeService changes, StatsService stats, Supplier<Condition> condition, Context context) {
        this.changes = changes;
        this.stats = stats;
        this.condition = condition;
        this.context = context;
    }

    void addTo(Router router) {
        router.put("/v1/tasks/:task").handler(this::put);
        router.get("/v1/tasks/:task").handler(this::get);
        router.get("/v1/tasks/:task/stats").handler(this::stats);
    }

    private void put(RoutingContext request) {
        String name = name(request);
        if (!Names.isName(name)) {
            Answers.problem(request.response(), Problem.of(ProblemCode.INVALID_TASK, "the task's name: " + Names.RULE));
            return;
        }
        switch (Bodies.json(request).then(DefinitionReader::read)) {
            case Result.Refused<TaskDefinition>(Problem problem) -> Answers.problem(request.response(), problem);
            case Result.Ok<TaskDefinition>(TaskDefinition definition) ->
                Future.fromCompletionStage(
                                changes.put(Callers.tenant(request), name, definition, onlyRevision(request)), context)
                        .onSuccess(result -> answer(request, result))
                        .onFailure(request::fail);
        }
    }

    private static void answer(RoutingContext request, Result<Changed> result) {
        switch (result) {
            case Result.Refused<Changed>(Problem problem) -> Answers.problem(request.response(), problem);
            case Result.Ok<Changed>(Changed changed) -> answer(request, changed.isNew() ? 201 : 200, changed.task());
        }
    }

    private static @Nullable Long onlyRevision(RoutingContext request) {
        String header = request.request().getHeader(HttpHeaders.IF_MATCH);
        if (header == null) {
            return null;
        }
        Matcher matcher = REVISION_TAG.matcher(header.strip());
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : NO_REVISION;
    }

    private void get(RoutingContext request) {
        switch (stats.task(Callers.tenant(request), name(request))) {
            case Result.Refused<Task>(Problem problem) -> Answers.problem(request.response(), problem);
            case Result.Ok<Task>(Task task) -> answer(request, 200, task);
        }
    }

    /** Reckoned on a worker, since a task of many variants takes some milliseconds. */
    private void stats(RoutingContext request) {
        int tenant = Callers.tenant(request);
        String name = name(request);
        context.executeBlocking(() -> stats.stats(tenant, name), false)
                .onSuccess(result -> answerStats(request, result))
                .onFailure(request::fail);
    }

    private void answerStats(RoutingContext request, Result<TaskStats> result) {
        switch (result) {
            case Result.Refused<TaskStats>(Problem problem) -> Answers.problem(request.response(), problem);
            case Result.Ok<TaskStats>(TaskStats known) ->
                Answers.json(request.response(), 200, StatsWriter.write(known, condition.get()));
        }
    }

    private static String name(RoutingContext request) {
        return Objects.requireNonNull(request.pathParam("task"), "every route here has the task in its path");
    }

    private static void answer(RoutingContext request, int status, Task task) {
        request.response().putHeader(HttpHeaders.ETAG, "\"" + task.revision() + "\"");
        Answers.json(request.response(), status, write(task));
    }

    private static byte[] write(Task task) {
        TaskDefinition definition = task.definition();
        return new JsonWriter()
                .object(o -> {
                    o.string("task", task.name());
                    o.number("revision", task.revision());
                    o.string("status", "active");
                    o.time("created_at", task.createdMillis());
                    o.time("updated_at", task.updatedMillis());
                    TaskCodec.writeDefinition(o, definition);
                    o.array(
                            "variants",
                            a -> definition
                                    .variants()
                                    .forEach(variant -> a.object(v -> {
                                        v.string("name", variant.name());
                                        v.number(
                                                "version",
                                                task.identity(variant).version());
                                        v.string("status", "active");
                                        v.number("max_share", (Double) variant.maxShare());
                                        v.raw("payload", variant.payload());
                                    })));
                })
                .toBytes();
    }
}
