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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/rewards}. */
final class RewardRoutes {
    private static final int REWARDS_MAX = 1_000;
    /** Of all that were refused so many are told; they are counted all. */
    static final int REJECTED_TOLD_MAX = 1_000;

    private final RewardService rewards;
    private final RequestMeters meters;
    private final Context context;

    RewardRoutes(RewardService rewards, RequestMeters meters, Context context) {
        this.rewards = rewards;
        this.meters = meters;
        this.context = context;
    }

    /** To be added before anything reads bodies, since a stream has no end that anyone should wait for. */
    void addStreamTo(Router router, int order) {
        router.post("/v1/rewards").order(order).handler(request -> {
            if (RewardStream.isOne(request)) {
                new RewardStream(rewards, meters, context, request).read();
            } else {
                request.next();
            }
        });
    }

    void addTo(Router router) {
        router.post("/v1/rewards").handler(this::report);
    }

    /**
     * What a body asks.
     *
     * @param isSingle whether it is one reward, whose refusal is the answer
     */
    private record Asked(List<Result<RewardRequest>> rewards, boolean isSingle) {}

    private void report(RoutingContext request) {
        switch (Bodies.read(request, new BodyForm())) {
            case Result.Refused<Asked>(Problem problem) -> Answers.problem(request.response(), problem);
            case Result.Ok<Asked>(Asked asked) ->
                Future.fromCompletionStage(rewards.report(Callers.reporter(request), asked.rewards()), context)
                        .onSuccess(result -> answer(request, asked.isSingle(), result))
                        .onFailure(request::fail);
        }
    }

    /** What comes by the short way. */
    void take(ShortWay.Call call, byte[] body) {
        switch (Bodies.read(body, new BodyForm())) {
            case Result.Refused<Asked>(Problem problem) -> call.refuse(problem);
            case Result.Ok<Asked>(Asked asked) ->
                Future.fromCompletionStage(rewards.report(Callers.reporter(call.caller()), asked.rewards()), context)
                        .onSuccess(result -> answer(call, asked.isSingle(), result))
                        .onFailure(call::failed);
        }
    }

    private void answer(ShortWay.Call call, boolean isSingle, Result<RewardReport> result) {
        switch (result) {
            case Result.Refused<RewardReport>(Problem problem) -> call.refuse(problem);
            case Result.Ok<RewardReport>(RewardReport report) -> {
                meters.rewarded(report);
                if (isSingle && !report.rejected().isEmpty()) {
                    call.refuse(report.rejected().getFirst().problem());
                } else {
                    call.answer(status(report), write(report, report.rejected().size()));
                }
            }
        }
    }

    private static int status(RewardReport report) {
        return report.queued() > 0 ? 202 : 200;
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
        Answers.json(
                request.response(),
                status(report),
                write(report, report.rejected().size()));
    }

    static byte[] write(RewardReport report, long rejectedCount) {
        return new JsonWriter()
                .object(o -> {
                    o.number("accepted", report.accepted());
                    o.number("repeated", report.repeated());
                    o.number("corrected", report.corrected());
                    o.number("late", report.late());
                    o.number("waiting", report.waiting());
                    o.number("queued", report.queued());
                    o.array(
                            "rejected",
                            a -> report.rejected().stream()
                                    .limit(REJECTED_TOLD_MAX)
                                    .forEach(rejected -> a.object(r -> {
                                        Problem problem = rejected.problem();
                                        r.number("index", rejected.index());
                                        r.string("code", problem.code().wireName());
                                        String field = within(problem.field(), rejected.index());
                                        r.string(
                                                "detail",
                                                field.isEmpty()
                                                        ? problem.detail()
                                                        : problem.detail() + " (" + field + ")");
                                    })));
                    o.number("rejected_count", rejectedCount);
                })
                .toBytes();
    }

    /** The place in the reward itself, whether it was found while the request was read or later; empty where it is all of it. */
    private static String within(@Nullable String field, int index) {
        String place = Objects.requireNonNullElse(field, "");
        String reward = "/rewards/" + index;
        return place.equals(reward) || place.startsWith(reward + "/") ? place.substring(reward.length()) : place;
    }

    /** Either the fields of one reward, or {@code rewards} alone. */
    private static final class BodyForm implements Bodies.Form<Asked> {
        private final RewardForm single = new RewardForm("");
        private @Nullable List<Result<RewardRequest>> several;

        @Override
        public void field(JsonReader in, String name) throws MalformedJson {
            if (!name.equals("rewards")) {
                single.field(in, name);
                return;
            }
            List<Result<RewardRequest>> read = new ArrayList<>();
            several = read;
            in.array(() -> {
                if (read.size() == REWARDS_MAX) {
                    in.fault(ProblemCode.INVALID_VALUE, "a request has at most " + REWARDS_MAX + " rewards");
                }
                if (read.size() >= REWARDS_MAX) {
                    in.skip();
                    return;
                }
                read.add(RewardForm.readOne(in));
            });
        }

        @Override
        public Asked finish(Faults faults) {
            if (several == null) {
                return new Asked(List.of(Result.ok(single.finish(faults))), true);
            }
            if (single.isTouched()) {
                faults.add(
                        "/rewards", ProblemCode.INVALID_VALUE, "stands alone, without the fields of a single reward");
            } else if (several.isEmpty()) {
                faults.addIfNew("/rewards", ProblemCode.INVALID_VALUE, "needs at least one reward");
            }
            return new Asked(several, false);
        }
    }
}
