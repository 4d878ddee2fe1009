package dev.pulley.server.trail;

import dev.pulley.server.event.Event;
import dev.pulley.server.event.Event.TaskChanged;
import dev.pulley.server.event.Event.TaskNumbered;
import dev.pulley.server.task.Metric;
import dev.pulley.server.task.Task;
import dev.pulley.server.task.VariantIdentity;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the events so far told of the tasks' names, their variants' and their metrics'. Not thread-safe. */
final class TaskNames {
    private record Name(int tenant, String name) {}

    private record Id(int tenant, int task) {}

    private final Map<Name, Task> newest = new HashMap<>();
    private final Map<Id, String> names = new HashMap<>();

    void learn(Event event) {
        if (event instanceof TaskNumbered numbered) {
            names.put(new Id(numbered.tenant(), numbered.task()), numbered.name());
        } else if (event instanceof TaskChanged changed) {
            learn(changed.task());
        }
    }

    void learn(Task task) {
        // Nodes may race; what has a name keeps it, and the later revision has all that the earlier ones had.
        newest.merge(new Name(task.tenant(), task.name()), task, (a, b) -> a.revision() > b.revision() ? a : b);
        if (task.id() != 0) {
            names.put(new Id(task.tenant(), task.id()), task.name());
        }
    }

    Optional<String> task(int tenant, int task) {
        return Optional.ofNullable(names.get(new Id(tenant, task)));
    }

    Optional<String> variant(int tenant, int task, int variant) {
        return known(tenant, task).flatMap(known -> known.identity(variant)).map(VariantIdentity::name);
    }

    Optional<String> metric(int tenant, int task, int position) {
        return known(tenant, task).stream()
                .flatMap(known -> known.metrics().stream())
                .filter(metric -> metric.position() == position)
                .map(Metric::name)
                .findFirst();
    }

    private Optional<Task> known(int tenant, int task) {
        return task(tenant, task).map(name -> newest.get(new Name(tenant, name)));
    }
}
