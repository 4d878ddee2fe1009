package dev.pulley.server.reward;

import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.reward.RewardRequest.Target;
import dev.pulley.server.snapshot.Snapshot;
import dev.pulley.server.snapshot.TaskView;
import dev.pulley.server.task.Absence;
import dev.pulley.server.task.Metric;
import dev.pulley.server.task.MetricKind;
import dev.pulley.server.token.Decision;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a request is credited to, if its metric, value and time are fit. */
final class Credits {
    /** How far a clock that says when a value was true may be ahead of ours. */
    private static final Duration AHEAD_MAX = Duration.ofMinutes(5);

    private final InstantSource clock;

    Credits(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * The credits of a request.
     *
     * @param decisions that its tokens stand for; none for a reference
     */
    Result<List<Credit>> of(Snapshot snapshot, int tenant, RewardRequest request, List<Decision> decisions) {
        if (request.target() instanceof Target.Reference(String task, String reference)) {
            return snapshot.task(tenant, task)
                    .map(view -> terms(request, view)
                            .then(terms -> Result.ok(List.<Credit>of(new Credit.ByReference(
                                    terms,
                                    tenant,
                                    view.task().id(),
                                    reference,
                                    view.task().closesAfter().toMillis())))))
                    .orElseGet(() -> refused("/task", ProblemCode.UNKNOWN_TASK, "there is no task '" + task + "'"));
        }
        List<Credit> credits = new ArrayList<>(decisions.size());
        for (int i = 0; i < decisions.size(); i++) {
            Decision decision = decisions.get(i);
            Optional<TaskView> view = snapshot.task(decision.tenant(), decision.task());
            if (view.isEmpty()) {
                return Result.refused(invalidDecision(request.target(), i));
            }
            switch (credit(request, decision, view.get())) {
                case Result.Ok<Credit>(Credit credit) -> credits.add(credit);
                case Result.Refused<Credit>(Problem problem) -> {
                    return Result.refused(problem);
                }
            }
        }
        return Result.ok(credits);
    }

    /** That one of a request's tokens stands for no decision that is known. */
    static Problem invalidDecision(Target target, int token) {
        return Problem.at(
                target instanceof Target.Decisions given ? given.pointer(token) : "",
                ProblemCode.INVALID_DECISION,
                "the token was not made here for you, or was changed or cut");
    }

    private Result<Credit> credit(RewardRequest request, Decision decision, TaskView view) {
        Instant at = request.at();
        if (at != null && at.isBefore(Instant.ofEpochMilli(decision.atMillis()))) {
            return refused("/at", ProblemCode.INVALID_TIME, "is before the decision");
        }
        return terms(request, view)
                .then(terms -> Result.ok(
                        new Credit.OnDecision(terms, decision, view.task().openTime(decision.revision()))));
    }

    /** What the task makes of the request, if its metric, value and time are fit. */
    private Result<Credit.Terms> terms(RewardRequest request, TaskView view) {
        Optional<Metric> metric = view.task().metric(request.metric());
        if (metric.isEmpty()) {
            return refused(
                    "/metric",
                    ProblemCode.UNKNOWN_METRIC,
                    "the task '" + view.task().name() + "' has no metric '" + request.metric() + "'");
        }
        MetricKind kind = metric.get().kind();
        Double value = request.value();
        if (value != null && (!kind.accepts(value) || (request.isBoolean() && !(kind instanceof MetricKind.Binary)))) {
            return refused(
                    "/value", ProblemCode.INVALID_VALUE, "the metric '" + request.metric() + "' takes " + kind.rule());
        }
        Instant at = request.at();
        if (at != null && at.isAfter(clock.instant().plus(AHEAD_MAX))) {
            return refused("/at", ProblemCode.INVALID_TIME, "is more than 5 minutes ahead");
        }
        return Result.ok(new Credit.Terms(
                request,
                metric.get(),
                view.task().window(metric.get()),
                view.task().definition().outcome().absent() == Absence.FAILURE));
    }

    private static <T> Result<T> refused(String field, ProblemCode code, String detail) {
        return Result.refused(Problem.at(field, code, detail));
    }
}
