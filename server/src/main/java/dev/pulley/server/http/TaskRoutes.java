package dev.pulley.server.http;

import dev.pulley.server.change.ChangeService;
import dev.pulley.server.change.ChangeService.Changed;
import dev.pulley.server.change.ChangeService.Target;
import dev.pulley.server.change.Edit;
import dev.pulley.server.json.JsonReader;
import dev.pulley.server.json.MalformedJson;
import dev.pulley.server.problem.Faults;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.security.Caller;
import dev.pulley.server.task.DefinitionReader;
import dev.pulley.server.task.Names;
import dev.pulley.server.task.Task;
import dev.pulley.server.task.TaskChange.What;
import dev.pulley.server.task.TaskDefinition;
import dev.pulley.server.task.VariantDefinition;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What changes {@code /v1/tasks/{task}}. Every answer is the task as it then stands, with its revision as its tag. */
final class TaskRoutes {
    private static final long REVISION_MAX = 1L << 53;
    private static final Set<What> MAKES = EnumSet.of(What.CREATED, What.VARIANT_ADDED);

    private final ChangeService changes;
    private final Context context;

    TaskRoutes(ChangeService changes, Context context) {
        this.changes = changes;
        this.context = context;
    }

    void addTo(Router router) {
        String task = "/v1/tasks/:task";
        String variant = task + "/variants/:variant";
        router.put(task).handler(this::put);
        change(router.delete(task), request -> new Edit.Archive());
        change(router.post(task + "/restore"), request -> new Edit.Restore());
        change(router.post(task + "/pause"), request -> new Edit.Pause());
        change(router.post(task + "/resume"), request -> new Edit.Resume());
        router.post(task + "/conclude").handler(this::conclude);
        router.post(task + "/rollback").handler(this::rollBack);
        router.put(variant).handler(this::putVariant);
        change(router.delete(variant), request -> new Edit.RemoveVariant(variant(request)));
        change(router.post(variant + "/pause"), request -> new Edit.PauseVariant(variant(request)));
        change(router.post(variant + "/resume"), request -> new Edit.ResumeVariant(variant(request)));
    }

    /** A change that needs nothing but its path. */
    private void change(Route route, Function<RoutingContext, Edit> edit) {
        route.handler(request -> {
            Buffer body = request.body().buffer();
            Result<Boolean> asked =
                    body == null || body.length() == 0 ? Result.ok(true) : Bodies.read(request, new EmptyForm());
            switch (asked) {
                case Result.Refused<Boolean>(Problem problem) -> Answers.problem(request.response(), problem);
                case Result.Ok<Boolean> nothing ->
                    answer(request, changes.change(target(request), edit.apply(request)));
            }
        });
    }

    private void put(RoutingContext request) {
        if (!Names.isName(task(request))) {
            Answers.problem(request.response(), Problem.of(ProblemCode.INVALID_TASK, "the task's name: " + Names.RULE));
            return;
        }
        switch (Bodies.json(request).then(DefinitionReader::read)) {
            case Result.Refused<TaskDefinition>(Problem problem) -> Answers.problem(request.response(), problem);
            case Result.Ok<TaskDefinition>(TaskDefinition definition) ->
                answer(request, changes.change(target(request), new Edit.Define(definition)));
        }
    }

    private void putVariant(RoutingContext request) {
        switch (Bodies.json(request).then(body -> DefinitionReader.readVariant(body, variant(request)))) {
            case Result.Refused<VariantDefinition>(Problem problem) -> Answers.problem(request.response(), problem);
            case Result.Ok<VariantDefinition>(VariantDefinition variant) ->
                answer(request, changes.change(target(request), new Edit.PutVariant(variant)));
        }
    }

    private void conclude(RoutingContext request) {
        switch (Bodies.read(request, new ConcludeForm())) {
            case Result.Refused<String>(Problem problem) -> Answers.problem(request.response(), problem);
            case Result.Ok<String>(String variant) ->
                answer(request, changes.change(target(request), new Edit.Conclude(variant)));
        }
    }

    private void rollBack(RoutingContext request) {
        switch (Bodies.read(request, new RollBackForm())) {
            case Result.Refused<Long>(Problem problem) -> Answers.problem(request.response(), problem);
            case Result.Ok<Long>(Long revision) -> answer(request, changes.rollBack(target(request), revision));
        }
    }

    private static Target target(RoutingContext request) {
        Caller caller = Callers.of(request);
        return new Target(caller.tenant().number(), task(request), Preconditions.of(request), caller.keyId());
    }

    static String task(RoutingContext request) {
        return Objects.requireNonNull(request.pathParam("task"), "every route here has the task in its path");
    }

    private static String variant(RoutingContext request) {
        return Objects.requireNonNull(request.pathParam("variant"), "the route has the variant in its path");
    }

    private void answer(RoutingContext request, CompletionStage<Result<Changed>> change) {
        Future.fromCompletionStage(change, context)
                .onSuccess(result -> answer(request, result))
                .onFailure(request::fail);
    }

    private static void answer(RoutingContext request, Result<Changed> result) {
        switch (result) {
            case Result.Refused<Changed>(Problem problem) -> Answers.problem(request.response(), problem);
            case Result.Ok<Changed>(Changed changed) -> {
                boolean isNew = changed.made()
                        .filter(change -> MAKES.contains(change.what()))
                        .isPresent();
                answer(request, isNew ? 201 : 200, changed.task());
            }
        }
    }

    static void answer(RoutingContext request, int status, Task task) {
        request.response().putHeader(HttpHeaders.ETAG, "\"" + task.revision() + "\"");
        Answers.json(request.response(), status, TaskWriter.task(task));
    }

    /** An object with nothing in it. */
    private static final class EmptyForm implements Bodies.Form<Boolean> {
        @Override
        public void field(JsonReader in, String name) throws MalformedJson {
            in.unknownField();
        }

        @Override
        public Boolean finish(Faults faults) {
            return true;
        }
    }

    private static final class ConcludeForm implements Bodies.Form<String> {
        private @Nullable String variant;

        @Override
        public void field(JsonReader in, String name) throws MalformedJson {
            switch (name) {
                case "variant" -> variant = in.string();
                default -> in.unknownField();
            }
        }

        @Override
        public String finish(Faults faults) {
            if (variant == null) {
                faults.addIfNew("/variant", ProblemCode.INVALID_VALUE, "is required");
            }
            return variant == null ? "" : variant;
        }
    }

    private static final class RollBackForm implements Bodies.Form<Long> {
        private @Nullable Double revision;

        @Override
        public void field(JsonReader in, String name) throws MalformedJson {
            switch (name) {
                case "revision" -> {
                    revision = in.number();
                    if (revision != null && !(revision >= 1 && revision <= REVISION_MAX && revision % 1 == 0)) {
                        in.fault(ProblemCode.INVALID_VALUE, "must be a whole number of at least 1");
                    }
                }
                default -> in.unknownField();
            }
        }

        @Override
        public Long finish(Faults faults) {
            if (revision == null) {
                faults.addIfNew("/revision", ProblemCode.INVALID_VALUE, "is required");
            }
            return revision == null ? 0L : revision.longValue();
        }
    }
}
