package dev.pulley.server.snapshot;

import dev.pulley.server.event.Position;
import dev.pulley.server.ledger.PartitionChanges.TaskKey;
import dev.pulley.server.task.Partition;
import dev.pulley.server.task.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All tasks at one moment. Immutable: the next moment is another snapshot, which shares what did not change. */
public final class Snapshot {
    /** Before anything was read. */
    public static final Snapshot EMPTY = empty();

    /** The tasks of one partition, by name and by id, and how far each node's journal is in their evidence. */
    private record Tasks(
            SharedMap<TaskName, TaskView> byName, SharedMap<TaskKey, TaskView> byId, Map<String, Position> fences) {
        static final Tasks NONE = new Tasks(SharedMap.empty(), SharedMap.empty(), Map.of());

        Tasks with(Map<TaskKey, TaskView> views, Map<String, Position> nextFences) {
            Map<TaskName, TaskView> named = new HashMap<>();
            views.values()
                    .forEach(view -> named.put(
                            new TaskName(view.task().tenant(), view.task().name()), view));
            return new Tasks(byName.with(named), byId.with(views), Map.copyOf(nextFences));
        }
    }

    private record TaskName(int tenant, String name) implements Comparable<TaskName> {
        /** A list of tasks begins with some hundreds of these. */
        @Override
        public int compareTo(TaskName other) {
            int byTenant = Integer.compare(tenant, other.tenant);
            return byTenant != 0 ? byTenant : name.compareTo(other.name);
        }
    }

    /**
     * The names of all partitions in one order, so that whoever wants some of many tasks looks at few of them. Made when it is
     * first asked for, and shared by the pictures that have the same names. Thread-safe.
     */
    private static final class Order {
        private volatile @Nullable List<TaskName> names;

        List<TaskName> of(List<Tasks> partitions) {
            List<TaskName> known = names;
            if (known == null) {
                known = partitions.stream()
                        .flatMap(tasks -> tasks.byName().keySet().stream())
                        .sorted()
                        .toList();
                names = known;
            }
            return known;
        }
    }

    /** A task as it was when it was last noted, with the shares that its variants had then. */
    @SuppressWarnings("ArrayRecordComponent") // read once
    public record Remembered(Task task, double[] shares) {}

    private final List<Tasks> partitions;
    private final Order order;
    private final long asOfMillis;

    private Snapshot(List<Tasks> partitions, Order order, long asOfMillis) {
        this.partitions = partitions;
        this.order = order;
        this.asOfMillis = asOfMillis;
    }

    private static Snapshot empty() {
        return new Snapshot(Collections.nCopies(Partition.COUNT, Tasks.NONE), new Order(), 0);
    }

    /** With a partition as it is remembered: its tasks can be decided, and nothing is known of their evidence. */
    public Snapshot with(int partition, List<Remembered> tasks, Map<String, Position> fences) {
        Map<TaskKey, TaskView> views = new HashMap<>();
        for (Remembered remembered : tasks) {
            Task task = remembered.task();
            views.put(new TaskKey(task.tenant(), task.id()), TaskViewFactory.remembered(task, remembered.shares()));
        }
        return with(partition, views, fences);
    }

    /** With some of a partition's tasks as they are now, or new. No task is ever deleted. */
    Snapshot with(int partition, Map<TaskKey, TaskView> views, Map<String, Position> fences) {
        List<Tasks> changed = new ArrayList<>(partitions);
        Tasks before = partitions.get(partition);
        Tasks next = before.with(views, fences);
        changed.set(partition, next);
        boolean hasSameNames = next.byName().size() == before.byName().size();
        return new Snapshot(changed, hasSameNames ? order : new Order(), asOfMillis);
    }

    /** Whether nothing of a partition has changed between this picture and another. */
    @SuppressWarnings("ReferenceEquality") // what does not change is shared
    public boolean hasSame(int partition, Snapshot other) {
        return partitions.get(partition) == other.partitions.get(partition);
    }

    /** Whether a partition's tasks are defined as they are in another picture, whatever is known of them. */
    public boolean definesSame(int partition, Snapshot before) {
        SharedMap<TaskKey, TaskView> earlier = before.partitions.get(partition).byId();
        return partitions.get(partition).byId().changedSince(earlier).stream().allMatch(changed -> {
            TaskView known = earlier.get(changed.getKey());
            return known != null
                    && known.task().revision() == changed.getValue().task().revision();
        });
    }

    /** A partition's tasks. */
    public Map<TaskKey, TaskView> tasks(int partition) {
        return partitions.get(partition).byId();
    }

    /** How far each node's journal is in a partition's evidence, at least. */
    public Map<String, Position> fences(int partition) {
        return partitions.get(partition).fences();
    }

    /** The same picture, known to be true at a later time. */
    Snapshot asOf(long millis) {
        return new Snapshot(partitions, order, millis);
    }

    /** When the evidence was last seen to be this. */
    public long asOfMillis() {
        return asOfMillis;
    }

    public int taskCount() {
        return partitions.stream().mapToInt(tasks -> tasks.byId().size()).sum();
    }

    public Optional<TaskView> task(int tenant, String name) {
        Tasks tasks = partitions.get(Partition.of(tenant, name));
        return Optional.ofNullable(tasks.byName().get(new TaskName(tenant, name)));
    }

    public Optional<TaskView> task(int tenant, int id) {
        Tasks tasks = partitions.get(Partition.ofTask(id));
        return Optional.ofNullable(tasks.byId().get(new TaskKey(tenant, id)));
    }

    /**
     * A tenant's tasks in the order of their names, from behind a name on (empty: from the first), until the visitor
     * wants no more. Costs as much as is visited, however many there are, but for the first time after a name came or went.
     */
    public void visit(int tenant, String afterName, Predicate<TaskView> visitor) {
        List<TaskName> names = order.of(partitions);
        int found = Collections.binarySearch(names, new TaskName(tenant, afterName));
        for (int i = found >= 0 ? found + 1 : -1 - found; i < names.size(); i++) {
            TaskName name = names.get(i);
            if (name.tenant() != tenant) {
                return;
            }
            Optional<TaskView> view = task(tenant, name.name());
            if (view.isPresent() && !visitor.test(view.get())) {
                return;
            }
        }
    }
}
