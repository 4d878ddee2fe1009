package dev.pulley.server.change;

import dev.pulley.server.problem.Faults;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.snapshot.Snapshot;
import dev.pulley.server.snapshot.TaskView;
import dev.pulley.server.task.MetricKind;
import dev.pulley.server.task.TaskDefinition;
import java.util.List;
import java.util.Optional;

/** Whether the tasks that a definition takes its prior from are there, and of its kind. Pure. */
final class PriorCheck {
    private PriorCheck() {}

    static Optional<Problem> check(Snapshot snapshot, int tenant, String task, TaskDefinition definition) {
        Faults faults = new Faults();
        List<String> earlier = definition.prior().tasks();
        for (int i = 0; i < earlier.size(); i++) {
            String pointer = "/prior/tasks/" + i;
            Optional<TaskView> known = snapshot.task(tenant, earlier.get(i));
            if (earlier.get(i).equals(task)) {
                faults.add(pointer, ProblemCode.INVALID_TASK, "a task can't be its own prior");
            } else if (known.isEmpty()) {
                faults.add(pointer, ProblemCode.INVALID_TASK, "there is no task '" + earlier.get(i) + "'");
            } else {
                MetricKind kind = known.get().task().definition().outcome().kind();
                if (!kind.equals(definition.outcome().kind())) {
                    faults.add(
                            pointer,
                            ProblemCode.INVALID_TASK,
                            "its outcome is " + words(kind) + ", and this one is "
                                    + words(definition.outcome().kind()));
                }
            }
        }
        return faults.isEmpty() ? Optional.empty() : Optional.of(faults.toProblem());
    }

    private static String words(MetricKind kind) {
        return kind instanceof MetricKind.Binary ? "binary" : kind.rule();
    }
}
