package dev.pulley.server.stats;

import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.snapshot.Snapshot;
import dev.pulley.server.snapshot.TaskView;
import dev.pulley.server.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells what is known of tasks. Thread-safe. */
public final class StatsService {
    private static final int VARIANTS_PER_PAGE_MAX = 10_000;

    private final Supplier<Snapshot> snapshot;
    private final PerView<TaskSummary> summaries = new PerView<>(TaskSummary::of);
    private final PerView<Alarms> alarms = new PerView<>((view, asOfMillis) -> Alarms.of(view));

    public StatsService(Supplier<Snapshot> snapshot) {
        this.snapshot = snapshot;
    }

    public Result<Task> task(int tenant, String name) {
        return view(snapshot.get(), tenant, name).then(view -> Result.ok(view.task()));
    }

    /**
     * Which tasks are wanted.
     *
     * @param archived those that are put away, or those that are not
     * @param status null for any
     */
    public record TaskFilter(boolean archived, @Nullable String status) {
        boolean wants(Task task) {
            return task.status().archived() == archived
                    && (status == null || task.status().wireName().equals(status));
        }
    }

    /**
     * Some tasks, in the order of their names.
     *
     * @param next the last name, if there are more behind it
     */
    public record TaskPage(List<Listed> tasks, @Nullable String next) {}

    /** A task in a list, with its stats in short where they were asked for. */
    public record Listed(Task task, @Nullable TaskSummary summary) {}

    /**
     * The tasks behind a name; fewer than the limit also where they have very many variants. With summaries it takes about a
     * millisecond for each task that changed since it was last summed up.
     */
    public TaskPage tasks(int tenant, String afterName, TaskFilter filter, int limit, boolean withSummaries) {
        List<Listed> page = new ArrayList<>();
        int[] variants = new int[1];
        boolean[] isMore = new boolean[1];
        Snapshot now = snapshot.get();
        now.visit(tenant, afterName, view -> {
            Task task = view.task();
            if (filter.wants(task)) {
                isMore[0] = page.size() == limit || variants[0] >= VARIANTS_PER_PAGE_MAX;
                if (!isMore[0]) {
                    page.add(new Listed(task, withSummaries ? summaries.of(view, now.asOfMillis()) : null));
                    variants[0] += task.definition().variants().size();
                }
            }
            return !isMore[0];
        });
        return new TaskPage(List.copyOf(page), isMore[0] ? page.getLast().task().name() : null);
    }

    /**
     * The alarms that stand on a tenant's tasks, but for those that are put away.
     *
     * @param total of all tasks, by kind
     * @param byTask of those that have any, in the order of their names; of so many at most
     */
    public record StandingAlarms(Alarms total, SortedMap<String, Alarms> byTask) {}

    /** Takes longer where much changed since it was last asked for. */
    public StandingAlarms alarms(int tenant, int tasksMax) {
        Snapshot now = snapshot.get();
        Alarms[] total = {Alarms.NONE};
        TreeMap<String, Alarms> byTask = new TreeMap<>();
        now.visit(tenant, "", view -> {
            if (!view.task().status().archived()) {
                Alarms own = alarms.of(view, now.asOfMillis());
                total[0] = total[0].plus(own);
                if (own.total() > 0 && byTask.size() < tasksMax) {
                    byTask.put(view.task().name(), own);
                }
            }
            return true;
        });
        return new StandingAlarms(total[0], byTask);
    }

    public Result<TaskStats> stats(int tenant, String name) {
        Snapshot now = snapshot.get();
        return view(now, tenant, name).then(view -> Result.ok(new Statistician(view).stats(now.asOfMillis())));
    }

    /** The stats with the shape of each belief, by the variant's name. */
    public record Shaped(TaskStats stats, Map<String, TaskDensity> densities) {}

    public Result<Shaped> shaped(int tenant, String name) {
        Snapshot now = snapshot.get();
        return view(now, tenant, name)
                .then(view ->
                        Result.ok(new Shaped(new Statistician(view).stats(now.asOfMillis()), Densities.of(view))));
    }

    /** What happened to a task over time. */
    public Result<TaskHistory> history(int tenant, String name, HistoryQuery asked) {
        Snapshot now = snapshot.get();
        return view(now, tenant, name).then(view -> new Historian(view, now.asOfMillis()).history(asked));
    }

    private static Result<TaskView> view(Snapshot snapshot, int tenant, String name) {
        return snapshot.task(tenant, name)
                .map(Result::ok)
                .orElseGet(() -> Result.refused(ProblemCode.UNKNOWN_TASK, "there is no task '" + name + "'"));
    }
}
