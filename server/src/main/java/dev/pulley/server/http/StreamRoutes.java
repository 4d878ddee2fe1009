package dev.pulley.server.http;

import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.security.Admission;
import dev.pulley.server.stats.StatsFeed;
import dev.pulley.server.stats.StatsService;
import dev.pulley.server.task.Task;
import dev.pulley.server.trail.TaskEventReader;
import dev.pulley.server.trail.TaskEvents;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Answers that take long: {@code GET /v1/stream} and {@code GET /v1/tasks/{task}/events}. */
final class StreamRoutes {
    static final int TASKS_PER_STREAM_MAX = 32;

    private static final long LINES_DEFAULT = 1_000;
    private static final long LINES_MAX = 1_000_000;
    private static final String TASK = "task";

    private final ApiRouter.Streams streams;
    private final StatsService stats;
    private final Admission admission;
    private final Supplier<Condition> condition;
    private final Context context;

    StreamRoutes(ApiRouter.Services services, Context context) {
        this.streams = services.streams();
        this.stats = services.stats();
        this.admission = services.safety().admission();
        this.condition = services.condition();
        this.context = context;
    }

    void addTo(Router router) {
        router.get("/v1/stream").handler(this::stream);
        router.get("/v1/tasks/:task/events").handler(this::events);
    }

    private Result<StreamPlaces.Place> place(RoutingContext request) {
        return condition.get().isReady()
                ? streams.places().take(Callers.tenant(request))
                : Result.refused(ProblemCode.UNAVAILABLE, "the server is starting or stopping");
    }

    private void stream(RoutingContext request) {
        int tenant = Callers.tenant(request);
        Result<Set<String>> tasks = tasks(request).then(names -> allThere(tenant, names));
        switch (tasks) {
            case Result.Refused<Set<String>>(Problem problem) -> Answers.problem(request.response(), problem);
            case Result.Ok<Set<String>> known when isHead(request) -> endBeforeBody(request, StatsStream.EVENT_STREAM);
            case Result.Ok<Set<String>>(Set<String> names) -> {
                switch (place(request)) {
                    case Result.Refused<StreamPlaces.Place>(Problem problem) ->
                        Answers.problem(request.response(), problem);
                    case Result.Ok<StreamPlaces.Place>(StreamPlaces.Place place) -> {
                        List<StatsFeed.Watch> watches = names.stream()
                                .map(name -> streams.feed().watch(tenant, name))
                                .toList();
                        Welcome welcome = new Welcome(request, admission, condition);
                        new StatsStream(request, context, condition, welcome, watches, place::leave).start();
                    }
                }
            }
        }
    }

    private static boolean isHead(RoutingContext request) {
        return request.request().method().equals(HttpMethod.HEAD);
    }

    private static void endBeforeBody(RoutingContext request, CharSequence type) {
        request.response().putHeader(HttpHeaders.CONTENT_TYPE, type).end();
    }

    private static Result<Set<String>> tasks(RoutingContext request) {
        MultiMap given = request.queryParams();
        Optional<String> unknown =
                given.names().stream().filter(name -> !name.equals(TASK)).findFirst();
        if (unknown.isPresent()) {
            return Result.refused(
                    ProblemCode.UNKNOWN_FIELD, "the query's parameter '" + unknown.get() + "' is not known here");
        }
        Set<String> names = new LinkedHashSet<>(given.getAll(TASK));
        if (names.isEmpty() || names.size() > TASKS_PER_STREAM_MAX) {
            return Result.refused(Problem.at(
                    "/task",
                    ProblemCode.INVALID_VALUE,
                    "a stream is of 1 to " + TASKS_PER_STREAM_MAX + " tasks, as in ?task=a&task=b"));
        }
        return Result.ok(names);
    }

    private Result<Set<String>> allThere(int tenant, Set<String> names) {
        for (String name : names) {
            if (stats.task(tenant, name) instanceof Result.Refused<Task>(Problem problem)) {
                return Result.refused(problem);
            }
        }
        return Result.ok(names);
    }

    private void events(RoutingContext request) {
        int tenant = Callers.tenant(request);
        Result<TaskEventReader> found = Queries.read(request, Set.of("cursor", "limit", "follow"))
                .then(StreamRoutes::query)
                .then(query -> stats.task(tenant, TaskRoutes.task(request))
                        .then(task -> streams.events().read(task, query)));
        switch (found) {
            case Result.Refused<TaskEventReader>(Problem problem) -> Answers.problem(request.response(), problem);
            case Result.Ok<TaskEventReader>(TaskEventReader events)
            when isHead(request) -> {
                events.close();
                endBeforeBody(request, EventStream.NDJSON);
            }
            case Result.Ok<TaskEventReader>(TaskEventReader events) -> {
                switch (place(request)) {
                    case Result.Refused<StreamPlaces.Place>(Problem problem) ->
                        Answers.problem(request.response(), problem);
                    case Result.Ok<StreamPlaces.Place>(StreamPlaces.Place place) ->
                        new EventStream(
                                        request,
                                        context,
                                        new Welcome(request, admission, condition),
                                        events,
                                        place::leave)
                                .start();
                }
            }
        }
    }

    private static Result<TaskEvents.Query> query(Map<String, String> query) {
        String follow = query.getOrDefault("follow", "false");
        if (!follow.equals("true") && !follow.equals("false")) {
            return refused("/follow", "follow must be true or false");
        }
        boolean follows = follow.equals("true");
        String limit = query.get("limit");
        if (limit == null) {
            return Result.ok(
                    new TaskEvents.Query(query.get("cursor"), follows ? Long.MAX_VALUE : LINES_DEFAULT, follows));
        }
        return Queries.whole(limit)
                .filter(wanted -> wanted >= 1 && wanted <= LINES_MAX)
                .map(wanted -> Result.ok(new TaskEvents.Query(query.get("cursor"), wanted, follows)))
                .orElseGet(() -> refused("/limit", "limit must be a whole number from 1 to " + LINES_MAX));
    }

    private static Result<TaskEvents.Query> refused(String field, String detail) {
        return Result.refused(Problem.at(field, ProblemCode.INVALID_VALUE, detail));
    }
}
