package dev.pulley.server.stats;

import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.posterior.Marginal;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.snapshot.Snapshot;
import dev.pulley.server.snapshot.TaskView;
import dev.pulley.server.snapshot.VariantView;
import dev.pulley.server.stats.TaskStats.Variant;
import dev.pulley.server.task.Task;
import java.util.function.Supplier;

/** Tells what is known of tasks. Thread-safe. */
public final class StatsService {
    private static final double LOW = 0.025;
    private static final double HIGH = 0.975;

    private final Supplier<Snapshot> snapshot;

    public StatsService(Supplier<Snapshot> snapshot) {
        this.snapshot = snapshot;
    }

    public Result<Task> task(int tenant, String name) {
        return view(snapshot.get(), tenant, name).then(view -> Result.ok(view.task()));
    }

    public Result<TaskStats> stats(int tenant, String name) {
        Snapshot now = snapshot.get();
        return view(now, tenant, name).then(view -> Result.ok(stats(now, view)));
    }

    private static Result<TaskView> view(Snapshot snapshot, int tenant, String name) {
        return snapshot.task(tenant, name)
                .map(Result::ok)
                .orElseGet(() -> Result.refused(ProblemCode.UNKNOWN_TASK, "there is no task '" + name + "'"));
    }

    private static TaskStats stats(Snapshot now, TaskView view) {
        long decisions = 0;
        long outcomes = 0;
        for (VariantSummary summary : view.evidence().summaries().values()) {
            decisions += Math.round(summary.decisions());
            outcomes += Math.round(summary.outcomes());
        }
        return new TaskStats(
                view.task().name(),
                view.task().revision(),
                now.asOfMillis(),
                view.task().definition().policy().name(),
                decisions,
                outcomes,
                decisions - outcomes,
                view.late(),
                view.variants().stream().map(StatsService::variant).toList());
    }

    private static Variant variant(VariantView view) {
        Marginal belief = view.belief();
        return new Variant(
                view.definition().name(),
                view.identity().version(),
                "active",
                view.share(),
                Math.round(view.summary().decisions()),
                Math.round(view.summary().outcomes()),
                belief.mean(),
                belief.quantile(LOW),
                belief.quantile(HIGH),
                view.probabilityBest());
    }
}
