package dev.pulley.server.http;

import dev.pulley.server.decision.DecideRequest;
import dev.pulley.server.decision.Decided;
import dev.pulley.server.json.JsonReader;
import dev.pulley.server.json.JsonWriter;
import dev.pulley.server.json.MalformedJson;
import dev.pulley.server.problem.Faults;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/decide} and {@code POST /v1/decide/batch}. */
final class DecideRoutes {
    private static final int REQUESTS_MAX = 1_000;
    /** An answer's payloads come to no more than this and one payload; what is left over is refused, and not decided. */
    private static final long PAYLOADS_BYTES_MAX = 16 << 20;

    private final Decider decider;
    private final RequestMeters meters;

    DecideRoutes(Decider decider, RequestMeters meters) {
        this.decider = decider;
        this.meters = meters;
    }

    void addTo(Router router) {
        router.post("/v1/decide").handler(this::decide);
        router.post("/v1/decide/batch").handler(this::decideBatch);
    }

    private void decide(RoutingContext request) {
        switch (Bodies.read(request, new DecideForm("", TraceContext.of(request)))) {
            case Result.Refused<DecideRequest>(Problem problem) -> Answers.problem(request.response(), problem);
            case Result.Ok<DecideRequest>(DecideRequest asked) ->
                decider.decide(request, asked, result -> answer(request, result));
        }
    }

    /** What comes by the short way. */
    void take(ShortWay.Call call, byte[] body) {
        switch (DecideJson.read(body, TraceContext.of(call.request()))) {
            case Result.Refused<DecideRequest>(Problem problem) -> call.refuse(problem);
            case Result.Ok<DecideRequest>(DecideRequest asked) ->
                decider.decide(call.caller().tenant().number(), asked, result -> answer(call, result), call::failed);
        }
    }

    private void answer(ShortWay.Call call, Result<Decided> result) {
        switch (result) {
            case Result.Refused<Decided>(Problem problem) -> call.refuse(problem);
            case Result.Ok<Decided>(Decided decided) -> {
                meters.decided();
                call.answer(200, DecideJson.write(decided));
            }
        }
    }

    /** Decides each by itself, but looks for tasks that are not known yet once for all of them. */
    private void decideBatch(RoutingContext request) {
        int tenant = Callers.tenant(request);
        switch (Bodies.read(request, new BatchForm(TraceContext.of(request)))) {
            case Result.Refused<List<Result<DecideRequest>>>(Problem problem) ->
                Answers.problem(request.response(), problem);
            case Result.Ok<List<Result<DecideRequest>>>(List<Result<DecideRequest>> asked) -> {
                Batch batch = new Batch(tenant, asked);
                batch.decideRest();
                if (batch.results.stream().anyMatch(Decider::isUnknown)) {
                    decider.afterLook(request, () -> {
                        batch.decideRest();
                        answer(request, batch.results);
                    });
                } else {
                    answer(request, batch.results);
                }
            }
        }
    }

    /** A batch on its way. */
    private final class Batch {
        private final int tenant;
        private final List<Result<DecideRequest>> asked;
        private final List<@Nullable Result<Decided>> results;
        private long payloadsBytes;

        Batch(int tenant, List<Result<DecideRequest>> asked) {
            this.tenant = tenant;
            this.asked = asked;
            this.results = new ArrayList<>(Collections.nCopies(asked.size(), null));
        }

        /** Decides those that are not yet, and those whose tasks were not known. */
        void decideRest() {
            for (int i = 0; i < asked.size(); i++) {
                Result<Decided> before = results.get(i);
                if (before == null || Decider.isUnknown(before)) {
                    results.set(i, asked.get(i).then(this::decide));
                }
            }
        }

        private Result<Decided> decide(DecideRequest request) {
            if (payloadsBytes >= PAYLOADS_BYTES_MAX) {
                return Result.refused(
                        ProblemCode.TOO_LARGE,
                        "the payloads before this one have " + (PAYLOADS_BYTES_MAX >> 20)
                                + " MiB already; ask in smaller batches");
            }
            Result<Decided> result = decider.service().decide(tenant, request);
            if (result instanceof Result.Ok<Decided>(Decided decided)) {
                payloadsBytes += decided.variant().payload().length;
            }
            return result;
        }
    }

    private void answer(RoutingContext request, List<@Nullable Result<Decided>> results) {
        JsonWriter out = new JsonWriter();
        out.object(o -> o.array("results", a -> {
            for (Result<Decided> result : results) {
                a.object(r -> write(r, Objects.requireNonNull(result, "all are decided")));
            }
        }));
        Answers.json(request.response(), 200, out.toBytes());
    }

    private void write(JsonWriter out, Result<Decided> result) {
        switch (result) {
            case Result.Refused<Decided>(Problem problem) ->
                out.object("problem", o -> Answers.writeProblem(o, problem));
            case Result.Ok<Decided>(Decided decided) -> {
                meters.decided();
                out.object("decision", o -> write(o, decided));
            }
        }
    }

    private void answer(RoutingContext request, Result<Decided> result) {
        switch (result) {
            case Result.Refused<Decided>(Problem problem) -> Answers.problem(request.response(), problem);
            case Result.Ok<Decided>(Decided decided) -> {
                meters.decided();
                Answers.json(request.response(), 200, DecideJson.write(decided));
            }
        }
    }

    private static void write(JsonWriter out, Decided decided) {
        out.string("decision", decided.token());
        out.string("task", decided.task().name());
        out.string("variant", decided.variant().name());
        out.number("version", decided.version());
        out.raw("payload", decided.variant().payload());
        out.number("propensity", (Double) decided.propensity());
        out.string("policy", decided.policy());
        out.number("revision", decided.task().revision());
    }

    private static final class BatchForm implements Bodies.Form<List<Result<DecideRequest>>> {
        private final @Nullable String traceparent;
        private final List<Result<DecideRequest>> requests = new ArrayList<>();

        BatchForm(@Nullable String traceparent) {
            this.traceparent = traceparent;
        }

        @Override
        public void field(JsonReader in, String name) throws MalformedJson {
            if (!name.equals("requests")) {
                in.unknownField();
                return;
            }
            in.array(() -> {
                if (requests.size() == REQUESTS_MAX) {
                    in.faults()
                            .addIfNew(
                                    "/requests",
                                    ProblemCode.INVALID_VALUE,
                                    "a batch has at most " + REQUESTS_MAX + " requests");
                    in.skip();
                    return;
                }
                requests.add(DecideForm.readOne(in, traceparent));
            });
        }

        @Override
        public List<Result<DecideRequest>> finish(Faults faults) {
            if (requests.isEmpty()) {
                faults.addIfNew("/requests", ProblemCode.INVALID_VALUE, "needs at least one request");
            }
            return requests;
        }
    }
}
