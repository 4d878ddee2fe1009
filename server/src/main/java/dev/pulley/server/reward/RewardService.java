package dev.pulley.server.reward;

import dev.pulley.server.event.Event.RewardGiven;
import dev.pulley.server.event.StampClock;
import dev.pulley.server.journal.Journal;
import dev.pulley.server.journal.JournalException;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.reward.RewardReport.Rejected;
import dev.pulley.server.shipper.Shipper;
import dev.pulley.server.snapshot.Refresher;
import dev.pulley.server.snapshot.Snapshot;
import dev.pulley.server.snapshot.TaskView;
import dev.pulley.server.task.Metric;
import dev.pulley.server.task.MetricKind;
import dev.pulley.server.token.Decision;
import dev.pulley.server.token.TokenSealer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes rewards. Not thread-safe: one to an event loop; what they share is safe. */
public final class RewardService {
    private static final Logger LOG = LoggerFactory.getLogger(RewardService.class);

    /** How far a clock that says when a value was true may be ahead of ours. */
    private static final Duration AHEAD_MAX = Duration.ofMinutes(5);

    private final Refresher refresher;
    private final Journal journal;
    private final Shipper shipper;
    private final TokenSealer sealer;
    private final StampClock stamps;
    private final InstantSource clock;
    private final Executor loop;

    /** @param loop runs what has to wait for a new snapshot on the event loop again */
    public RewardService(
            Refresher refresher,
            Journal journal,
            Shipper shipper,
            TokenSealer sealer,
            StampClock stamps,
            InstantSource clock,
            Executor loop) {
        this.refresher = refresher;
        this.journal = journal;
        this.shipper = shipper;
        this.sealer = sealer;
        this.stamps = stamps;
        this.clock = clock;
        this.loop = loop;
    }

    /** A reward on one decision that is fit to be journaled; its stamp comes with that. */
    private record Credit(
            Decision decision,
            Metric metric,
            @Nullable Double value,
            @Nullable Instant at,
            Duration window,
            long closesAtMillis) {}

    /** The decisions that a request means, or why it is refused. */
    private record Opened(RewardRequest request, Result<List<Decision>> decisions) {}

    /**
     * Journals the rewards and waits until they are applied or have waited long enough. A reward that is refused stops
     * none of the others. All are refused where the journal can't be written; those that were before may be sent again.
     */
    public CompletionStage<Result<RewardReport>> report(Reporter reporter, List<RewardRequest> requests) {
        List<Opened> opened = requests.stream()
                .map(request -> new Opened(request, open(reporter.tenant(), request)))
                .toList();
        if (allRevisionsAreKnown(opened)) {
            return journal(reporter, opened);
        }
        // Another node may have changed a task, and decided it, as this one has not seen yet.
        return refresher.afterLook().thenComposeAsync(seen -> journal(reporter, opened), loop);
    }

    private Result<List<Decision>> open(int tenant, RewardRequest request) {
        List<Decision> decisions = new ArrayList<>(request.decisions().size());
        for (String token : request.decisions()) {
            Optional<Decision> decision = sealer.open(tenant, token);
            if (decision.isEmpty()) {
                return Result.refused(invalidDecision());
            }
            decisions.add(decision.get());
        }
        return Result.ok(decisions);
    }

    private static Problem invalidDecision() {
        return Problem.at(
                "/decision",
                ProblemCode.INVALID_DECISION,
                "the token was not made here for you, or was changed or cut");
    }

    private boolean allRevisionsAreKnown(List<Opened> opened) {
        Snapshot snapshot = refresher.current();
        return opened.stream()
                .allMatch(one -> !(one.decisions() instanceof Result.Ok<List<Decision>>(List<Decision> decisions))
                        || decisions.stream()
                                .allMatch(decision -> snapshot.task(decision.tenant(), decision.task())
                                        .filter(view -> view.task().revision() >= decision.revision())
                                        .isPresent()));
    }

    private CompletionStage<Result<RewardReport>> journal(Reporter reporter, List<Opened> opened) {
        List<Credit> credits = new ArrayList<>();
        List<Rejected> rejected = new ArrayList<>();
        for (int i = 0; i < opened.size(); i++) {
            Opened one = opened.get(i);
            switch (one.decisions().then(decisions -> credits(one.request(), decisions))) {
                case Result.Ok<List<Credit>>(List<Credit> fit) -> credits.addAll(fit);
                case Result.Refused<List<Credit>>(Problem problem) -> rejected.add(new Rejected(i, problem));
            }
        }
        ReportCounter counter = new ReportCounter(credits.size(), rejected);
        try {
            for (Credit credit : credits) {
                journal.append(
                        position -> event(reporter, credit), position -> shipper.expect(position, counter::settled));
            }
        } catch (JournalException e) {
            LOG.error("rewards could not be journaled", e);
            return CompletableFuture.completedStage(
                    Result.refused(ProblemCode.UNAVAILABLE, "the journal can't be written"));
        }
        return counter.done().thenApply(Result::ok);
    }

    private Result<List<Credit>> credits(RewardRequest request, List<Decision> decisions) {
        List<Credit> credits = new ArrayList<>(decisions.size());
        Snapshot snapshot = refresher.current();
        for (Decision decision : decisions) {
            Optional<TaskView> view = snapshot.task(decision.tenant(), decision.task());
            if (view.isEmpty()) {
                return Result.refused(invalidDecision());
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

    private Result<Credit> credit(RewardRequest request, Decision decision, TaskView view) {
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
        if (at != null && at.isBefore(Instant.ofEpochMilli(decision.atMillis()))) {
            return refused("/at", ProblemCode.INVALID_TIME, "is before the decision");
        }
        if (at != null && at.isAfter(clock.instant().plus(AHEAD_MAX))) {
            return refused("/at", ProblemCode.INVALID_TIME, "is more than 5 minutes ahead");
        }
        return Result.ok(new Credit(
                decision,
                metric.get(),
                value,
                at,
                view.task().window(metric.get()),
                decision.atMillis() + view.task().closesAfter().toMillis()));
    }

    private static Result<Credit> refused(String field, ProblemCode code, String detail) {
        return Result.refused(Problem.at(field, code, detail));
    }

    /** The event, with the time and the stamp of this moment, which is that of its being journaled. */
    private RewardGiven event(Reporter reporter, Credit credit) {
        long stamp = stamps.next();
        long now = StampClock.millis(stamp);
        Decision decision = credit.decision();
        Instant at = credit.at();
        long atMillis = Math.max(decision.atMillis(), at == null ? now : Math.min(now, at.toEpochMilli()));
        boolean late = atMillis > decision.atMillis() + credit.window().toMillis() || now > credit.closesAtMillis();
        return new RewardGiven(
                decision,
                credit.metric().position(),
                credit.metric().kind() instanceof MetricKind.Binary,
                credit.value(),
                atMillis,
                stamp,
                credit.closesAtMillis(),
                late,
                reporter.source());
    }
}
