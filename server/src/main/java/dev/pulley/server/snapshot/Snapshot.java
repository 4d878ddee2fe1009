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
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Predicate;

/** All tasks at one moment. Immutable: the next moment is another snapshot, which shares what did not change. */
public final class Snapshot {
    /** Before anything was read. */
    public static final Snapshot EMPTY = new Snapshot(Collections.nCopies(Partition.COUNT, Tasks.NONE), 0);

    /**
     * The tasks of one partition, by name and by id, their names in order, and how far each node's journal is in their
     * evidence.
     */
    private record Tasks(
            Map<TaskName, TaskView> byName,
            Map<TaskKey, TaskView> byId,
            List<TaskName> inOrder,
            Map<String, Position> fences) {
        static final Tasks NONE = new Tasks(Map.of(), Map.of(), List.of(), Map.of());

        /** The order is kept from before, as long as the names are the same. */
        Tasks next(
                Map<TaskName, TaskView> nextByName, Map<TaskKey, TaskView> nextById, Map<String, Position> nextFences) {
            List<TaskName> order = nextByName.keySet().equals(byName.keySet())
                    ? inOrder
                    : nextByName.keySet().stream().sorted().toList();
            return new Tasks(Map.copyOf(nextByName), Map.copyOf(nextById), order, Map.copyOf(nextFences));
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

    /** A place among the names of one partition. */
    private static final class Place implements Comparable<Place> {
        private final Tasks tasks;
        private int next;

        Place(Tasks tasks, TaskName after) {
            this.tasks = tasks;
            int found = Collections.binarySearch(tasks.inOrder(), after);
            this.next = found >= 0 ? found + 1 : -1 - found;
        }

        boolean hasName() {
            return next < tasks.inOrder().size();
        }

        TaskName name() {
            return tasks.inOrder().get(next);
        }

        @Override
        public int compareTo(Place other) {
            return name().compareTo(other.name());
        }
    }

    /** A task as it was when it was last noted, with the shares that its variants had then. */
    @SuppressWarnings("ArrayRecordComponent") // read once
    public record Remembered(Task task, double[] shares) {}

    private final List<Tasks> partitions;
    private final long asOfMillis;

    private Snapshot(List<Tasks> partitions, long asOfMillis) {
        this.partitions = partitions;
        this.asOfMillis = asOfMillis;
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

    /** With a partition's tasks in place of those that it had. */
    Snapshot with(int partition, Map<TaskKey, TaskView> views, Map<String, Position> fences) {
        Map<TaskName, TaskView> byName = new HashMap<>();
        views.values()
                .forEach(view -> byName.put(
                        new TaskName(view.task().tenant(), view.task().name()), view));
        List<Tasks> changed = new ArrayList<>(partitions);
        changed.set(partition, partitions.get(partition).next(byName, views, fences));
        return new Snapshot(changed, asOfMillis);
    }

    /** Whether nothing of a partition has changed between this picture and another. */
    @SuppressWarnings("ReferenceEquality") // what does not change is shared
    public boolean hasSame(int partition, Snapshot other) {
        return partitions.get(partition) == other.partitions.get(partition);
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
        return new Snapshot(partitions, millis);
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
     * wants no more. Costs as much as is visited, however many there are.
     */
    public void visit(int tenant, String afterName, Predicate<TaskView> visitor) {
        Queue<Place> places = new PriorityQueue<>();
        for (Tasks tasks : partitions) {
            Place place = new Place(tasks, new TaskName(tenant, afterName));
            if (place.hasName()) {
                places.add(place);
            }
        }
        Place place;
        while ((place = places.poll()) != null && place.name().tenant() == tenant) {
            TaskView view = place.tasks.byName().get(place.name());
            if (view != null && !visitor.test(view)) {
                return;
            }
            place.next++;
            if (place.hasName()) {
                places.add(place);
            }
        }
    }
}
