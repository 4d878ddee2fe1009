package dev.pulley.server.http;

import dev.pulley.server.decision.DecideRequest;
import dev.pulley.server.decision.Decided;
import dev.pulley.server.decision.DecisionService;
import dev.pulley.server.json.JsonReader;
import dev.pulley.server.json.JsonWriter;
import dev.pulley.server.json.MalformedJson;
import dev.pulley.server.problem.Faults;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/decide}. */
final class DecideRoutes {
    private static final int UNIT_LENGTH_MAX = 256;
    static final int REFERENCE_LENGTH_MAX = 256;
    private static final int CONTEXT_FIELDS_MAX = 64;
    private static final int CONTEXT_TEXT_LENGTH_MAX = 1_024;
    private static final byte[] NOTHING = {};

    private final DecisionService decisions;
    private final Supplier<? extends CompletionStage<?>> look;
    private final RequestMeters meters;
    private final Context context;

    /** @param look brings the snapshot up to date */
    DecideRoutes(
            DecisionService decisions,
            Supplier<? extends CompletionStage<?>> look,
            RequestMeters meters,
            Context context) {
        this.decisions = decisions;
        this.look = look;
        this.meters = meters;
        this.context = context;
    }

    void addTo(Router router) {
        router.post("/v1/decide").handler(this::decide);
    }

    private void decide(RoutingContext request) {
        int tenant = Callers.tenant(request);
        switch (Bodies.read(request, new DecideForm(TraceContext.of(request)))) {
            case Result.Refused<DecideRequest>(Problem problem) -> Answers.problem(request.response(), problem);
            case Result.Ok<DecideRequest>(DecideRequest asked) -> {
                Result<Decided> first = decisions.decide(tenant, asked);
                if (first instanceof Result.Refused<Decided>(Problem problem)
                        && problem.code() == ProblemCode.UNKNOWN_TASK) {
                    // Another node may have made the task a moment ago.
                    Future.fromCompletionStage(look.get(), context)
                            .onSuccess(seen -> answer(request, decisions.decide(tenant, asked)))
                            .onFailure(request::fail);
                } else {
                    answer(request, first);
                }
            }
        }
    }

    private void answer(RoutingContext request, Result<Decided> result) {
        switch (result) {
            case Result.Refused<Decided>(Problem problem) -> Answers.problem(request.response(), problem);
            case Result.Ok<Decided>(Decided decided) -> {
                meters.decided();
                Answers.json(request.response(), 200, write(decided));
            }
        }
    }

    private static byte[] write(Decided decided) {
        return new JsonWriter()
                .object(o -> {
                    o.string("decision", decided.token());
                    o.string("task", decided.task().name());
                    o.string("variant", decided.variant().name());
                    o.number("version", decided.version());
                    o.raw("payload", decided.variant().payload());
                    o.number("propensity", (Double) decided.propensity());
                    o.string("policy", decided.policy());
                    o.number("revision", decided.task().revision());
                })
                .toBytes();
    }

    private static final class DecideForm implements Bodies.Form<DecideRequest> {
        private @Nullable String task;
        private @Nullable String unit;
        private @Nullable String reference;
        private boolean confirm;
        private byte @Nullable [] context;
        private final @Nullable String traceparent;

        DecideForm(@Nullable String traceparent) {
            this.traceparent = traceparent;
        }

        @Override
        public void field(JsonReader in, String name) throws MalformedJson {
            switch (name) {
                case "task" -> task = in.string();
                case "unit" -> unit = text(in, UNIT_LENGTH_MAX);
                case "reference" -> reference = text(in, REFERENCE_LENGTH_MAX);
                case "context" -> context = context(in);
                case "confirm" -> {
                    confirm = !in.isNull() && Boolean.TRUE.equals(in.bool());
                }
                default -> in.unknownField();
            }
        }

        private static @Nullable String text(JsonReader in, int lengthMax) throws MalformedJson {
            if (in.isNull()) {
                return null;
            }
            String text = in.string();
            if (text != null && (text.isEmpty() || text.length() > lengthMax)) {
                in.fault(ProblemCode.INVALID_VALUE, "has 1 to " + lengthMax + " characters");
            }
            return text;
        }

        /** A flat object of scalars, which are kept as they are written. */
        private static byte @Nullable [] context(JsonReader in) throws MalformedJson {
            if (in.isNull()) {
                return null;
            }
            if (!in.isObject()) {
                in.object(name -> {});
                return null;
            }
            int[] fields = new int[1];
            JsonWriter copy = new JsonWriter().start();
            in.object(name -> {
                if (++fields[0] == CONTEXT_FIELDS_MAX + 1) {
                    in.fault(ProblemCode.INVALID_VALUE, "a context has at most " + CONTEXT_FIELDS_MAX + " fields");
                }
                copy.raw(name, in.scalar(CONTEXT_TEXT_LENGTH_MAX));
            });
            return copy.end().toBytes();
        }

        @Override
        public DecideRequest finish(Faults faults) {
            if (task == null) {
                faults.addIfNew("/task", ProblemCode.INVALID_VALUE, "is required");
            }
            return new DecideRequest(task == null ? "" : task, unit, reference, confirm, about());
        }

        private byte[] about() {
            if (unit == null && reference == null && context == null && traceparent == null) {
                return NOTHING;
            }
            JsonWriter out = new JsonWriter();
            out.object(o -> {
                if (unit != null) {
                    o.string("unit", unit);
                }
                if (reference != null) {
                    o.string("reference", reference);
                }
                if (context != null) {
                    o.raw("context", context);
                }
                if (traceparent != null) {
                    o.string("traceparent", traceparent);
                }
            });
            return out.toBytes();
        }
    }
}
