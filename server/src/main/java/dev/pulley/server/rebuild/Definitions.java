package dev.pulley.server.rebuild;

import dev.pulley.server.event.Event;
import dev.pulley.server.event.Event.TaskChanged;
import dev.pulley.server.event.Event.TaskNumbered;
import dev.pulley.server.task.Task;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The tasks as they last stood, by what copies and events tell. The highest revision is it: a change that was refused was made
 * from an older one than stood, and so is never beyond it. Of the same revision a copy is the one that was not refused. Not
 * thread-safe.
 */
final class Definitions {
    private record Name(int tenant, String name) {
        static Name of(Task task) {
            return new Name(task.tenant(), task.name());
        }
    }

    private final Map<Name, Task> copied = new HashMap<>();
    private final Map<Name, Task> changed = new HashMap<>();
    private final Map<Name, Integer> ids = new HashMap<>();

    void addCopy(Task task) {
        copied.merge(Name.of(task), task, (a, b) -> b.revision() > a.revision() ? b : a);
        ids.put(Name.of(task), task.id());
    }

    void learn(Event event) {
        if (event instanceof TaskNumbered numbered) {
            ids.put(new Name(numbered.tenant(), numbered.name()), numbered.task());
        } else if (event instanceof TaskChanged change) {
            Task task = change.task();
            changed.merge(Name.of(task), task, Definitions::newer);
            if (task.id() != 0) {
                ids.put(Name.of(task), task.id());
            }
        }
    }

    /** Of two of the same revision the one that was made first, which mostly is the one that stood. */
    private static Task newer(Task a, Task b) {
        if (a.revision() != b.revision()) {
            return a.revision() > b.revision() ? a : b;
        }
        return a.updatedMillis() <= b.updatedMillis() ? a : b;
    }

    /** Those of one partition that are known with their ids; any other is defined anew when its events are replayed. */
    List<Task> tasks(int partition) {
        return Stream.concat(copied.keySet().stream(), changed.keySet().stream())
                .distinct()
                .flatMap(name -> standing(name).stream())
                .filter(task -> task.partition() == partition)
                .toList();
    }

    private Optional<Task> standing(Name name) {
        Task copy = copied.get(name);
        Task told = changed.get(name);
        Integer id = ids.get(name);
        if (copy != null && (told == null || told.revision() <= copy.revision())) {
            return Optional.of(copy);
        }
        return told == null || id == null ? Optional.empty() : Optional.of(told.withId(id));
    }
}
