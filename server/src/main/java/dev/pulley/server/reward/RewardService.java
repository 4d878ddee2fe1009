package dev.pulley.server.reward;

import dev.pulley.server.event.Event;
import dev.pulley.server.event.Event.RewardGiven;
import dev.pulley.server.event.StampClock;
import dev.pulley.server.journal.Journal;
import dev.pulley.server.journal.JournalException;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.reward.RewardReport.Rejected;
import dev.pulley.server.reward.RewardRequest.Target;
import dev.pulley.server.shipper.Shipper;
import dev.pulley.server.snapshot.Refresher;
import dev.pulley.server.snapshot.Snapshot;
import dev.pulley.server.snapshot.TaskView;
import dev.pulley.server.task.Partition;
import dev.pulley.server.token.Decision;
import dev.pulley.server.token.TokenSealer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes rewards. Not thread-safe: one to an event loop; what they share is safe. */
public final class RewardService {
    private static final Logger LOG = LoggerFactory.getLogger(RewardService.class);

    private static final RewardRequest EXPOSED =
            new RewardRequest(new Target.Decisions(List.of(), false), "", 1.0, true, null);

    private final Refresher refresher;
    private final Journal journal;
    private final Shipper shipper;
    private final TokenSealer sealer;
    private final StampClock stamps;
    private final InstantSource clock;
    private final Credits credits;
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
        this.credits = new Credits(clock);
        this.loop = loop;
    }

    /** An event of a partition that is made, and stamped, when it is journaled. */
    private record Stamped(int partition, Supplier<Event> made) {}

    /** A request with the decisions that its tokens stand for; none for a reference. */
    private record Opened(RewardRequest request, List<Decision> decisions) {}

    /**
     * Journals the rewards and waits until they are applied or have waited long enough. A reward that is refused, here or
     * before, stops none of the others. All are refused where the journal can't be written; those that were before may be
     * sent again.
     */
    public CompletionStage<Result<RewardReport>> report(Reporter reporter, List<Result<RewardRequest>> requests) {
        for (Result<RewardRequest> asked : requests) {
            if (asked instanceof Result.Ok<RewardRequest>(RewardRequest request)
                    && request.target() instanceof Target.Decisions(List<String> tokens, boolean single)
                    && isAnyOfUnknownKey(tokens)) {
                return onceSealsAreKnown(() -> opening(reporter, requests));
            }
        }
        return opening(reporter, requests);
    }

    private boolean isAnyOfUnknownKey(List<String> tokens) {
        for (String token : tokens) {
            if (sealer.isOfUnknownKey(token)) {
                return true;
            }
        }
        return false;
    }

    /** Another node may have sealed a token with a key that was made since this one has looked last. */
    private <T> CompletionStage<T> onceSealsAreKnown(Supplier<CompletionStage<T>> work) {
        return sealer.look().thenComposeAsync(seen -> work.get(), loop);
    }

    private CompletionStage<Result<RewardReport>> opening(Reporter reporter, List<Result<RewardRequest>> requests) {
        int tenant = reporter.tenant();
        List<Result<Opened>> opened = new ArrayList<>(requests.size());
        for (Result<RewardRequest> asked : requests) {
            opened.add(asked.then(request -> open(tenant, request)));
        }
        if (allIsKnown(tenant, opened)) {
            return journal(reporter, opened);
        }
        // Another node may have changed a task, and decided it, as this one has not seen yet.
        long askedMillis = clock.millis();
        return refresher
                .afterLookInTime()
                .thenComposeAsync(
                        seen -> isBehind(askedMillis, decisions(opened))
                                ? CompletableFuture.completedStage(behind())
                                : journal(reporter, opened),
                        loop);
    }

    private static Stream<Decision> decisions(List<Result<Opened>> opened) {
        return opened.stream()
                .flatMap(one ->
                        one instanceof Result.Ok<Opened>(Opened known) ? known.decisions().stream() : Stream.of());
    }

    /** Whether a decision's task is not known here although its token is good, and the evidence can't be read to learn of it. */
    private boolean isBehind(long askedMillis, Stream<Decision> decisions) {
        Snapshot snapshot = refresher.current();
        return snapshot.asOfMillis() < askedMillis
                && decisions.anyMatch(decision ->
                        snapshot.task(decision.tenant(), decision.task()).isEmpty());
    }

    private static Result<RewardReport> behind() {
        return Result.refused(ProblemCode.UNAVAILABLE, "a task is not known here yet, and Redis does not answer");
    }

    /**
     * Notes that decisions were shown that were made to be confirmed. Of one that needs no confirmation nothing is noted; it
     * counts as repeated.
     */
    public CompletionStage<Result<RewardReport>> expose(int tenant, Target.Decisions given) {
        return isAnyOfUnknownKey(given.tokens())
                ? onceSealsAreKnown(() -> exposing(tenant, given))
                : exposing(tenant, given);
    }

    private CompletionStage<Result<RewardReport>> exposing(int tenant, Target.Decisions given) {
        Result<Opened> opened = openAll(tenant, given).then(decisions -> Result.ok(new Opened(EXPOSED, decisions)));
        return switch (opened) {
            case Result.Refused<Opened>(Problem problem) -> CompletableFuture.completedStage(Result.refused(problem));
            case Result.Ok<Opened>(Opened one)
            when allIsKnown(tenant, List.of(opened)) -> journalExposures(given, one.decisions());
            case Result.Ok<Opened>(Opened one) -> {
                long askedMillis = clock.millis();
                yield refresher
                        .afterLookInTime()
                        .thenComposeAsync(
                                seen -> isBehind(askedMillis, one.decisions().stream())
                                        ? CompletableFuture.completedStage(behind())
                                        : journalExposures(given, one.decisions()),
                                loop);
            }
        };
    }

    private CompletionStage<Result<RewardReport>> journalExposures(Target.Decisions given, List<Decision> decisions) {
        Snapshot snapshot = refresher.current();
        List<Stamped> exposures = new ArrayList<>();
        for (int i = 0; i < decisions.size(); i++) {
            Decision decision = decisions.get(i);
            Optional<TaskView> view = snapshot.task(decision.tenant(), decision.task());
            if (view.isEmpty()) {
                return CompletableFuture.completedStage(Result.refused(Credits.invalidDecision(given, i)));
            }
            if (decision.awaitsExposure()) {
                long keptToMillis = decision.atMillis()
                        + view.get().task().openTime(decision.revision()).keptMillis();
                exposures.add(new Stamped(
                        Partition.ofTask(decision.task()),
                        () -> RewardGiven.exposure(decision, stamps.next(), keptToMillis)));
            }
        }
        RewardReport unneeded = new RewardReport(0, decisions.size() - exposures.size(), 0, 0, 0, 0, List.of());
        return append(exposures, List.of())
                .thenApply(result -> result.then(report -> Result.ok(report.plus(unneeded, 0))));
    }

    private Result<List<Decision>> openAll(int tenant, Target.Decisions given) {
        List<Decision> decisions = new ArrayList<>(given.tokens().size());
        for (int i = 0; i < given.tokens().size(); i++) {
            Optional<Decision> opened = sealer.open(tenant, given.tokens().get(i));
            if (opened.isEmpty()) {
                return Result.refused(Credits.invalidDecision(given, i));
            }
            decisions.add(opened.get());
        }
        return Result.ok(decisions);
    }

    private Result<Opened> open(int tenant, RewardRequest request) {
        return switch (request.target()) {
            case Target.Reference reference -> Result.ok(new Opened(request, List.of()));
            case Target.Decisions given ->
                openAll(tenant, given).then(decisions -> Result.ok(new Opened(request, decisions)));
        };
    }

    private boolean allIsKnown(int tenant, List<Result<Opened>> opened) {
        Snapshot snapshot = refresher.current();
        for (Result<Opened> one : opened) {
            if (one instanceof Result.Ok<Opened>(Opened request) && !isKnown(snapshot, tenant, request)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isKnown(Snapshot snapshot, int tenant, Opened opened) {
        for (Decision decision : opened.decisions()) {
            Optional<TaskView> view = snapshot.task(decision.tenant(), decision.task());
            if (view.isEmpty() || view.get().task().revision() < decision.revision()) {
                return false;
            }
        }
        return !(opened.request().target() instanceof Target.Reference(String task, String text))
                || snapshot.task(tenant, task).isPresent();
    }

    private CompletionStage<Result<RewardReport>> journal(Reporter reporter, List<Result<Opened>> opened) {
        List<Stamped> events = new ArrayList<>(opened.size());
        List<Rejected> rejected = new ArrayList<>();
        for (int i = 0; i < opened.size(); i++) {
            switch (opened.get(i)
                    .then(one -> credits.of(refresher.current(), reporter.tenant(), one.request(), one.decisions()))) {
                case Result.Ok<List<Credit>>(List<Credit> fit) ->
                    fit.forEach(credit -> events.add(
                            new Stamped(Partition.ofTask(credit.task()), () -> credit.event(reporter, stamps.next()))));
                case Result.Refused<List<Credit>>(Problem problem) -> rejected.add(new Rejected(i, problem));
            }
        }
        return append(events, rejected);
    }

    /** Journals events, each of which is made as it is journaled, and waits for what becomes of them. */
    private CompletionStage<Result<RewardReport>> append(List<Stamped> events, List<Rejected> rejected) {
        ReportCounter counter = new ReportCounter(events.size(), rejected);
        long partitions = 0;
        try {
            for (Stamped event : events) {
                journal.append(position -> event.made().get(), position -> shipper.expect(position, counter::settled));
                partitions |= 1L << event.partition();
            }
        } catch (JournalException e) {
            // The journal tells when it begins to fail and when it is over; not for each request.
            LOG.debug("rewards could not be journaled", e);
            return CompletableFuture.completedStage(
                    Result.refused(ProblemCode.UNAVAILABLE, "the journal can't be written"));
        } finally {
            shipper.shipSoon(partitions);
        }
        return counter.done().thenApply(Result::ok);
    }
}
