package dev.pulley.server.http;

import dev.pulley.server.json.JsonReader;
import dev.pulley.server.json.JsonWriter;
import dev.pulley.server.json.MalformedJson;
import dev.pulley.server.problem.Faults;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.Result;
import dev.pulley.server.reward.DecisionLookup;
import dev.pulley.server.reward.DecisionLookup.Found;
import dev.pulley.server.reward.RewardReport;
import dev.pulley.server.reward.RewardRequest.Target.Decisions;
import dev.pulley.server.reward.RewardService;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;

/** {@code GET /v1/decisions/{decision}} and {@code POST /v1/exposures}. */
final class DecisionRoutes {
    private final DecisionLookup lookup;
    private final RewardService rewards;
    private final Context context;

    DecisionRoutes(DecisionLookup lookup, RewardService rewards, Context context) {
        this.lookup = lookup;
        this.rewards = rewards;
        this.context = context;
    }

    void addTo(Router router) {
        router.get("/v1/decisions/:decision").handler(this::find);
        router.post("/v1/exposures").handler(this::expose);
    }

    private void find(RoutingContext request) {
        String token = Objects.requireNonNull(request.pathParam("decision"), "the route has it in its path");
        Future.fromCompletionStage(lookup.find(Callers.tenant(request), token), context)
                .onSuccess(result -> {
                    switch (result) {
                        case Result.Refused<Found>(Problem problem) -> Answers.problem(request.response(), problem);
                        case Result.Ok<Found>(Found found) -> Answers.json(request.response(), 200, write(found));
                    }
                })
                .onFailure(request::fail);
    }

    private static byte[] write(Found found) {
        return new JsonWriter()
                .object(o -> {
                    o.string("task", found.task());
                    o.string("variant", found.variant());
                    o.number("version", found.version());
                    o.number("propensity", (Double) found.propensity());
                    o.number("revision", found.revision());
                    o.time("at", found.atMillis());
                    o.time("window_closes", found.closesAtMillis());
                    o.bool("counts", found.counts());
                    Boolean isExposed = found.isExposed();
                    if (isExposed == null) {
                        o.nothing("exposed");
                    } else {
                        o.bool("exposed", isExposed);
                    }
                    o.array(
                            "values",
                            a -> found.values()
                                    .forEach(value -> a.object(v -> {
                                        v.string("metric", value.metric());
                                        v.number("value", value.value());
                                        v.time("at", value.atMillis());
                                        v.string("source", value.source());
                                        v.number("trust", (Double) value.trust());
                                    })));
                })
                .toBytes();
    }

    private void expose(RoutingContext request) {
        switch (Bodies.read(request, new ExposureForm())) {
            case Result.Refused<Decisions>(Problem problem) -> Answers.problem(request.response(), problem);
            case Result.Ok<Decisions>(Decisions given) ->
                Future.fromCompletionStage(rewards.expose(Callers.tenant(request), given), context)
                        .onSuccess(result -> answer(request, result))
                        .onFailure(request::fail);
        }
    }

    private static void answer(RoutingContext request, Result<RewardReport> result) {
        switch (result) {
            case Result.Refused<RewardReport>(Problem problem) -> Answers.problem(request.response(), problem);
            case Result.Ok<RewardReport>(RewardReport report) ->
                Answers.json(request.response(), report.queued() > 0 ? 202 : 200, RewardRoutes.write(report, 0));
        }
    }

    private static final class ExposureForm implements Bodies.Form<Decisions> {
        private final GivenTokens tokens = new GivenTokens("a request");

        @Override
        public void field(JsonReader in, String name) throws MalformedJson {
            switch (name) {
                case "decision" -> tokens.single(in);
                case "decisions" -> tokens.list(in);
                default -> in.unknownField();
            }
        }

        @Override
        public Decisions finish(Faults faults) {
            tokens.require(faults, "", "is required");
            return tokens.decisions();
        }
    }
}
