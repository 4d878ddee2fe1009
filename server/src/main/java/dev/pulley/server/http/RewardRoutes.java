package dev.pulley.server.http;

import dev.pulley.server.json.JsonReader;
import dev.pulley.server.json.JsonWriter;
import dev.pulley.server.json.MalformedJson;
import dev.pulley.server.problem.Faults;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.reward.RewardReport;
import dev.pulley.server.reward.RewardRequest;
import dev.pulley.server.reward.RewardService;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/rewards}. */
final class RewardRoutes {
    private static final int REWARDS_MAX = 1_000;
    private static final int DECISIONS_MAX = 1_000;

    private final RewardService rewards;
    private final RequestMeters meters;
    private final Context context;

    RewardRoutes(RewardService rewards, RequestMeters meters, Context context) {
        this.rewards = rewards;
        this.meters = meters;
        this.context = context;
    }

    void addTo(Router router) {
        router.post("/v1/rewards").handler(this::report);
    }

    /**
     * What a body asks.
     *
     * @param isSingle whether it is one reward, whose refusal is the answer
     */
    private record Asked(List<RewardRequest> rewards, boolean isSingle) {}

    private void report(RoutingContext request) {
        switch (Bodies.read(request, new BodyForm())) {
            case Result.Refused<Asked>(Problem problem) -> Answers.problem(request.response(), problem);
            case Result.Ok<Asked>(Asked asked) ->
                Future.fromCompletionStage(rewards.report(Callers.reporter(request), asked.rewards()), context)
                        .onSuccess(result -> answer(request, asked.isSingle(), result))
                        .onFailure(request::fail);
        }
    }

    private void answer(RoutingContext request, boolean isSingle, Result<RewardReport> result) {
        switch (result) {
            case Result.Refused<RewardReport>(Problem problem) -> Answers.problem(request.response(), problem);
            case Result.Ok<RewardReport>(RewardReport report) -> {
                meters.rewarded(report);
                answer(request, isSingle, report);
            }
        }
    }

    private static void answer(RoutingContext request, boolean isSingle, RewardReport report) {
        if (isSingle && !report.rejected().isEmpty()) {
            Answers.problem(request.response(), report.rejected().getFirst().problem());
            return;
        }
        Answers.json(request.response(), report.queued() > 0 ? 202 : 200, write(report));
    }

    private static byte[] write(RewardReport report) {
        return new JsonWriter()
                .object(o -> {
                    o.number("accepted", report.accepted());
                    o.number("repeated", report.repeated());
                    o.number("corrected", report.corrected());
                    o.number("late", report.late());
                    o.number("waiting", 0);
                    o.number("queued", report.queued());
                    o.array(
                            "rejected",
                            a -> report.rejected()
                                    .forEach(rejected -> a.object(r -> {
                                        r.number("index", rejected.index());
                                        r.string(
                                                "code",
                                                rejected.problem().code().wireName());
                                        r.string("detail", rejected.problem().detail());
                                    })));
                    o.number("rejected_count", report.rejected().size());
                })
                .toBytes();
    }

    /** Either the fields of one reward, or {@code rewards} alone. */
    private static final class BodyForm implements Bodies.Form<Asked> {
        private final RewardForm single = new RewardForm("");
        private @Nullable List<RewardForm> several;

        @Override
        public void field(JsonReader in, String name) throws MalformedJson {
            if (!name.equals("rewards")) {
                single.field(in, name);
                return;
            }
            List<RewardForm> forms = new ArrayList<>();
            several = forms;
            in.array(() -> {
                if (forms.size() == REWARDS_MAX) {
                    in.fault(ProblemCode.INVALID_VALUE, "a request has at most " + REWARDS_MAX + " rewards");
                }
                RewardForm form = new RewardForm(in.pointer());
                in.object(field -> form.field(in, field));
                forms.add(form);
            });
        }

        @Override
        public Asked finish(Faults faults) {
            if (several == null) {
                return new Asked(List.of(single.finish(faults)), true);
            }
            if (single.isTouched) {
                faults.add(
                        "/rewards", ProblemCode.INVALID_VALUE, "stands alone, without the fields of a single reward");
            } else if (several.isEmpty()) {
                faults.addIfNew("/rewards", ProblemCode.INVALID_VALUE, "needs at least one reward");
            }
            return new Asked(several.stream().map(form -> form.finish(faults)).toList(), false);
        }
    }

    private static final class RewardForm {
        private final String pointer;
        private final List<String> decisions = new ArrayList<>();
        private @Nullable String metric;
        private @Nullable Double value;
        private boolean hasValue;
        private boolean isBoolean;
        private @Nullable Instant at;
        private boolean isTouched;

        RewardForm(String pointer) {
            this.pointer = pointer;
        }

        void field(JsonReader in, String name) throws MalformedJson {
            isTouched = true;
            switch (name) {
                case "decision" -> decision(in);
                case "decisions" -> in.array(() -> decision(in));
                case "metric" -> metric = in.string();
                case "value" -> value(in);
                case "at" -> at(in);
                case "reason" -> in.string();
                case "task", "reference" -> {
                    in.fault(ProblemCode.INVALID_VALUE, "rewards by reference are not there yet; use the decision");
                    in.skip();
                }
                default -> in.unknownField();
            }
        }

        private void decision(JsonReader in) throws MalformedJson {
            String token = in.string();
            if (decisions.size() == DECISIONS_MAX) {
                in.fault(ProblemCode.INVALID_VALUE, "a reward has at most " + DECISIONS_MAX + " decisions");
            }
            if (token != null) {
                decisions.add(token);
            }
        }

        private void value(JsonReader in) throws MalformedJson {
            hasValue = true;
            if (in.isNull()) {
                value = null;
            } else if (in.isBoolean()) {
                isBoolean = true;
                value = Boolean.TRUE.equals(in.bool()) ? 1.0 : 0.0;
            } else {
                value = in.number();
            }
        }

        private void at(JsonReader in) throws MalformedJson {
            String text = in.isNull() ? null : in.string();
            if (text == null) {
                return;
            }
            try {
                at = OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                in.fault(ProblemCode.INVALID_TIME, "is not a time as RFC 3339 writes it, such as 2026-01-31T09:30:00Z");
            }
        }

        RewardRequest finish(Faults faults) {
            if (decisions.isEmpty()) {
                faults.addIfNew(pointer + "/decision", ProblemCode.INVALID_VALUE, "is required");
            }
            if (metric == null) {
                faults.addIfNew(pointer + "/metric", ProblemCode.INVALID_VALUE, "is required");
            }
            if (!hasValue) {
                faults.add(pointer + "/value", ProblemCode.INVALID_VALUE, "is required; null retracts");
            }
            return new RewardRequest(decisions, metric == null ? "" : metric, value, isBoolean, at);
        }
    }
}
