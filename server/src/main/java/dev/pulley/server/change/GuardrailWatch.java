package dev.pulley.server.change;

import dev.pulley.server.change.ChangeService.Changed;
import dev.pulley.server.change.ChangeService.Target;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.snapshot.TaskView;
import dev.pulley.server.task.TaskChange;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes variants out that a guardrail wants out. Every node sees the same evidence and tries; the compare-and-set of
 * revisions lets one of them, and the others then find nothing left to do. A trip that can't be made now is tried again
 * for as long as the guardrail wants it. Thread-safe.
 */
public final class GuardrailWatch {
    private static final Logger LOG = LoggerFactory.getLogger(GuardrailWatch.class);

    private static final long RETRY_MILLIS = 1_000;

    private record TaskName(int tenant, String name) {}

    private final ChangeService changes;
    private final Executor later = CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS);
    /** Tasks for which a trip is under way, and whether there was reason for another since. */
    private final ConcurrentMap<TaskName, Boolean> underWay = new ConcurrentHashMap<>();

    public GuardrailWatch(ChangeService changes) {
        this.changes = changes;
    }

    /** A view in which a guardrail wants a variant out. */
    public void breached(TaskView view) {
        TaskName name = new TaskName(view.task().tenant(), view.task().name());
        if (Boolean.FALSE.equals(underWay.merge(name, false, (one, other) -> true))) {
            trip(name);
        }
    }

    private void trip(TaskName name) {
        Target target = new Target(name.tenant(), name.name(), new Precondition.Existing(), TaskChange.GUARDRAIL);
        changes.change(target, new Edit.Trip()).whenComplete((result, failure) -> tried(name, result, failure));
    }

    private void tried(TaskName name, @Nullable Result<Changed> result, @Nullable Throwable failure) {
        switch (result) {
            case Result.Ok<Changed>(Changed changed)
            when changed.made().isPresent() -> {
                LOG.warn("{}: {}", changed.task(), changed.made().get().words());
                // Another variant, or another guardrail, may be waiting.
                trip(name);
            }
            case Result.Ok<Changed> nothingLeft -> {
                if (underWay.computeIfPresent(name, (same, again) -> again ? false : null) != null) {
                    trip(name);
                }
            }
            case Result.Refused<Changed>(Problem problem) when isForNow(problem) -> later.execute(() -> trip(name));
            case Result.Refused<Changed>(Problem problem) -> {
                underWay.remove(name);
                LOG.error("a guardrail of {} can't act: {}", name, problem);
            }
            case null -> {
                LOG.error("a guardrail of {} can't act yet", name, failure);
                later.execute(() -> trip(name));
            }
        }
    }

    private static boolean isForNow(Problem problem) {
        return problem.code() == ProblemCode.UNAVAILABLE || problem.code() == ProblemCode.REVISION_CONFLICT;
    }
}
