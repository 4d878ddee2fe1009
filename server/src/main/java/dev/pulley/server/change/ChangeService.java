package dev.pulley.server.change;

import dev.pulley.server.change.Editor.Edited;
import dev.pulley.server.event.Event.TaskChanged;
import dev.pulley.server.journal.Journal;
import dev.pulley.server.journal.JournalException;
import dev.pulley.server.ledger.ChangeLog;
import dev.pulley.server.ledger.ChangeResult;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.shipper.Settlement;
import dev.pulley.server.shipper.Shipper;
import dev.pulley.server.snapshot.Refresher;
import dev.pulley.server.snapshot.Snapshot;
import dev.pulley.server.snapshot.TaskView;
import dev.pulley.server.task.Task;
import dev.pulley.server.task.TaskChange;
import dev.pulley.server.task.TaskDefinition;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes tasks, and tells what was changed. Thread-safe. */
public final class ChangeService {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeService.class);

    /** Where another change comes first, and the precondition still holds, so often it is tried again. */
    private static final int ATTEMPTS_MAX = 5;

    private final Refresher refresher;
    private final Journal journal;
    private final Shipper shipper;
    private final ChangeLog log;
    private final InstantSource clock;

    public ChangeService(Refresher refresher, Journal journal, Shipper shipper, ChangeLog log, InstantSource clock) {
        this.refresher = refresher;
        this.journal = journal;
        this.shipper = shipper;
        this.log = log;
        this.clock = clock;
    }

    /**
     * A task as it stands after a change.
     *
     * @param made what was done; nothing where it was so already
     */
    public record Changed(Task task, Optional<TaskChange> made) {}

    /** Which task is to be changed, on which precondition, and by whom. */
    public record Target(int tenant, String task, Precondition precondition, String who) {}

    /** A change to make, with what is needed to try it again. */
    private record Attempt(Target target, Edit edit, int number) {
        Attempt next() {
            return new Attempt(target, edit, number + 1);
        }
    }

    /** Defines a task, or changes one that is there. */
    public CompletionStage<Result<Changed>> change(Target target, Edit edit) {
        if (shipper.silentSinceMillis() != 0) {
            return done(Result.refused(ProblemCode.UNAVAILABLE, "a change needs Redis, which does not answer"));
        }
        return refresher.afterLook().thenCompose(snapshot -> attempt(snapshot, new Attempt(target, edit, 1)));
    }

    /** Makes a new revision with the definition that the task had at an earlier one. */
    public CompletionStage<Result<Changed>> rollBack(Target target, long revision) {
        Optional<TaskView> known = refresher.current().task(target.tenant(), target.task());
        if (known.isPresent() && revision > known.get().task().revision()) {
            return done(notKept(
                    revision,
                    "the task stands at revision " + known.get().task().revision()));
        }
        return log.definitionAt(target.tenant(), target.task(), revision)
                .thenCompose(definition -> rollBack(target, revision, definition))
                .exceptionally(failure -> unreadable(failure));
    }

    private CompletionStage<Result<Changed>> rollBack(
            Target target, long revision, Optional<TaskDefinition> definition) {
        if (definition.isPresent()) {
            return change(target, new Edit.RollBack(revision, definition.get()));
        }
        boolean isKnown =
                refresher.current().task(target.tenant(), target.task()).isPresent();
        return done(
                isKnown
                        ? notKept(
                                revision, "only the newest " + ChangeLog.DEFINITIONS_KEPT_MAX + " definitions are kept")
                        : Result.refused(unknown(target.task())));
    }

    private static Result<Changed> notKept(long revision, String why) {
        return Result.refused(Problem.at(
                "/revision", ProblemCode.INVALID_VALUE, "there is no revision " + revision + " to go back to: " + why));
    }

    /** A task's changes below a revision, the newest first. */
    public CompletionStage<Result<List<TaskChange>>> changesBelow(int tenant, String task, long revision, int limit) {
        if (refresher.current().task(tenant, task).isEmpty()) {
            return CompletableFuture.completedStage(Result.refused(unknown(task)));
        }
        return log.changesBelow(tenant, task, revision, limit)
                .thenApply(Result::ok)
                .exceptionally(failure -> unreadable(failure));
    }

    /** The definition that a task had at a revision. */
    public CompletionStage<Result<TaskDefinition>> definitionAt(int tenant, String task, long revision) {
        Optional<TaskView> known = refresher.current().task(tenant, task);
        if (known.isEmpty()) {
            return CompletableFuture.completedStage(Result.refused(unknown(task)));
        }
        // The log answers with the newest definition that is not above the revision.
        long standing = known.get().task().revision();
        Result<TaskDefinition> notKept = Result.refused(
                ProblemCode.NOT_FOUND,
                "no definition of revision " + revision + " is kept; the task stands at " + standing
                        + ", and only the newest " + ChangeLog.DEFINITIONS_KEPT_MAX + " definitions are");
        if (revision > standing) {
            return CompletableFuture.completedStage(notKept);
        }
        return log.definitionAt(tenant, task, revision)
                .thenApply(found -> found.map(Result::ok).orElse(notKept))
                .exceptionally(failure -> unreadable(failure));
    }

    private static <T> Result<T> unreadable(Throwable failure) {
        LOG.warn("the log of changes can't be read", failure);
        return Result.refused(ProblemCode.UNAVAILABLE, "the log of changes needs Redis, which does not answer");
    }

    private static Problem unknown(String task) {
        return Problem.of(ProblemCode.UNKNOWN_TASK, "there is no task '" + task + "'");
    }

    private CompletionStage<Result<Changed>> attempt(Snapshot snapshot, Attempt attempt) {
        Target target = attempt.target();
        Optional<TaskView> before = snapshot.task(target.tenant(), target.task());
        long revision = before.map(view -> view.task().revision()).orElse(0L);
        if (!target.precondition().allows(revision)) {
            return done(conflict(revision));
        }
        return switch (edited(snapshot, before, attempt)) {
            case Result.Refused<Edited>(Problem problem) -> done(Result.refused(problem));
            case Result.Ok<Edited>(Edited edited) -> {
                TaskChange change = edited.change();
                yield change == null
                        ? done(Result.ok(new Changed(edited.task(), Optional.empty())))
                        : make(revision, edited.task(), change, attempt);
            }
        };
    }

    private Result<Edited> edited(Snapshot snapshot, Optional<TaskView> before, Attempt attempt) {
        Target target = attempt.target();
        Optional<Problem> misfit = wanted(attempt.edit())
                .flatMap(wanted -> PriorCheck.check(snapshot, target.tenant(), target.task(), wanted));
        if (misfit.isPresent()) {
            return Result.refused(misfit.get());
        }
        long now = clock.millis();
        if (before.isPresent()) {
            return Editor.edit(before.get(), attempt.edit(), target.who(), now);
        }
        return attempt.edit() instanceof Edit.Define(TaskDefinition definition)
                ? Editor.create(target.tenant(), target.task(), definition, target.who(), now)
                : Result.refused(unknown(target.task()));
    }

    private static Optional<TaskDefinition> wanted(Edit edit) {
        return switch (edit) {
            case Edit.Define(TaskDefinition definition) -> Optional.of(definition);
            case Edit.RollBack(long revision, TaskDefinition definition) -> Optional.of(definition);
            default -> Optional.empty();
        };
    }

    private CompletionStage<Result<Changed>> make(long revision, Task task, TaskChange change, Attempt attempt) {
        try {
            return store(revision, task, change).thenCompose(settlement -> switch (settlement) {
                case Settlement.OfChange(ChangeResult.Stored(int id)) ->
                    // Whoever made a change sees it in the next answer.
                    refresher
                            .afterLook()
                            .thenApply(seen -> Result.ok(new Changed(task.withId(id), Optional.of(change))));
                case Settlement.OfChange(ChangeResult.Conflict(long standing)) ->
                    attempt.number() == ATTEMPTS_MAX
                            ? done(conflict(standing))
                            : refresher.afterLook().thenCompose(seen -> attempt(seen, attempt.next()));
                case Settlement.Queued() ->
                    done(Result.refused(
                            ProblemCode.UNAVAILABLE,
                            "Redis has not answered in time; the change may still be made, so look before you"
                                    + " repeat it"));
                case Settlement.OfReward reward -> throw new IllegalStateException("a change is not a reward");
            });
        } catch (JournalException e) {
            // The journal tells when it begins to fail and when it is over; not for each request.
            LOG.debug("a change could not be journaled", e);
            return done(Result.refused(ProblemCode.UNAVAILABLE, "the journal can't be written"));
        }
    }

    private CompletionStage<Settlement> store(long revision, Task task, TaskChange change) {
        CompletableFuture<Settlement> settled = new CompletableFuture<>();
        journal.append(
                position -> new TaskChanged(revision, task, change),
                position -> shipper.expect(position, settled::complete));
        shipper.shipSoon(1L << task.partition());
        return settled;
    }

    private static Result<Changed> conflict(long standing) {
        return Result.refused(
                ProblemCode.REVISION_CONFLICT,
                standing == 0 ? "there is no such task" : "the task stands at revision " + standing);
    }

    private static CompletionStage<Result<Changed>> done(Result<Changed> result) {
        return CompletableFuture.completedStage(result);
    }
}
