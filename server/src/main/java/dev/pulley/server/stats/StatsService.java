package dev.pulley.server.stats;

import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.snapshot.Snapshot;
import dev.pulley.server.snapshot.TaskView;
import dev.pulley.server.task.Task;
import java.util.function.Supplier;

/** Tells what is known of tasks. Thread-safe. */
public final class StatsService {
    private final Supplier<Snapshot> snapshot;

    public StatsService(Supplier<Snapshot> snapshot) {
        this.snapshot = snapshot;
    }

    public Result<Task> task(int tenant, String name) {
        return view(snapshot.get(), tenant, name).then(view -> Result.ok(view.task()));
    }

    public Result<TaskStats> stats(int tenant, String name) {
        Snapshot now = snapshot.get();
        return view(now, tenant, name).then(view -> Result.ok(new Statistician(view).stats(now.asOfMillis())));
    }

    private static Result<TaskView> view(Snapshot snapshot, int tenant, String name) {
        return snapshot.task(tenant, name)
                .map(Result::ok)
                .orElseGet(() -> Result.refused(ProblemCode.UNKNOWN_TASK, "there is no task '" + name + "'"));
    }
}
