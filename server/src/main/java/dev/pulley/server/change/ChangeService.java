package dev.pulley.server.change;

import dev.pulley.server.event.Event.TaskChanged;
import dev.pulley.server.journal.Journal;
import dev.pulley.server.journal.JournalException;
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
import dev.pulley.server.task.TaskDefinition;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes tasks. Thread-safe. */
public final class ChangeService {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeService.class);

    /** Without a wanted revision the last one wins; so often it tries to be that. */
    private static final int ATTEMPTS_MAX = 5;

    private final Refresher refresher;
    private final Journal journal;
    private final Shipper shipper;
    private final InstantSource clock;

    public ChangeService(Refresher refresher, Journal journal, Shipper shipper, InstantSource clock) {
        this.refresher = refresher;
        this.journal = journal;
        this.shipper = shipper;
        this.clock = clock;
    }

    /**
     * A task as it stands after a change.
     *
     * @param isNew whether the change made it
     */
    public record Changed(Task task, boolean isNew) {}

    /**
     * Defines a task, or defines it anew.
     *
     * @param onlyRevision the revision that must stand, if the caller wants one: 0 where there must be no task
     */
    public CompletionStage<Result<Changed>> put(
            int tenant, String name, TaskDefinition definition, @Nullable Long onlyRevision) {
        if (shipper.silentSinceMillis() != 0) {
            return done(Result.refused(ProblemCode.UNAVAILABLE, "a change needs Redis, which does not answer"));
        }
        return refresher
                .afterLook()
                .thenCompose(snapshot -> attempt(snapshot, tenant, name, definition, onlyRevision, 1));
    }

    private CompletionStage<Result<Changed>> attempt(
            Snapshot snapshot,
            int tenant,
            String name,
            TaskDefinition definition,
            @Nullable Long onlyRevision,
            int attempt) {
        Optional<TaskView> before = snapshot.task(tenant, name);
        long revision = before.map(view -> view.task().revision()).orElse(0L);
        if (onlyRevision != null && onlyRevision != revision) {
            return done(conflict(revision));
        }
        long now = clock.millis();
        Result<Task> next = before.map(view -> view.task().revise(definition, view.hasEvidence(), now))
                .orElseGet(() -> Task.create(tenant, name, definition, now));
        return switch (next) {
            case Result.Refused<Task>(Problem problem) -> done(Result.refused(problem));
            case Result.Ok<Task>(Task task)
            when task.revision() == revision -> done(Result.ok(new Changed(task, false)));
            case Result.Ok<Task>(Task task) -> {
                try {
                    yield store(revision, task).thenCompose(settlement -> switch (settlement) {
                        case Settlement.OfChange(ChangeResult.Stored(int id)) ->
                            // Whoever made a change sees it in the next answer.
                            refresher
                                    .afterLook()
                                    .thenApply(seen -> Result.ok(new Changed(task.withId(id), revision == 0)));
                        case Settlement.OfChange(ChangeResult.Conflict(long standing)) ->
                            onlyRevision != null || attempt == ATTEMPTS_MAX
                                    ? done(conflict(standing))
                                    : refresher
                                            .afterLook()
                                            .thenCompose(
                                                    seen -> attempt(seen, tenant, name, definition, null, attempt + 1));
                        case Settlement.Queued() ->
                            done(Result.refused(
                                    ProblemCode.UNAVAILABLE,
                                    "Redis has not answered in time; the change may still be made, so look before you"
                                            + " repeat it"));
                        case Settlement.OfReward reward -> throw new IllegalStateException("a change is not a reward");
                    });
                } catch (JournalException e) {
                    LOG.error("a change could not be journaled", e);
                    yield done(Result.refused(ProblemCode.UNAVAILABLE, "the journal can't be written"));
                }
            }
        };
    }

    private CompletionStage<Settlement> store(long revision, Task task) {
        CompletableFuture<Settlement> settled = new CompletableFuture<>();
        journal.append(
                position -> new TaskChanged(revision, task), position -> shipper.expect(position, settled::complete));
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
