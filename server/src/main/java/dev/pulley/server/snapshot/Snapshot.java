package dev.pulley.server.snapshot;

import dev.pulley.server.ledger.PartitionChanges.TaskKey;
import dev.pulley.server.task.Partition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All tasks at one moment. Immutable: the next moment is another snapshot, which shares what did not change. */
public final class Snapshot {
    /** Before anything was read. */
    public static final Snapshot EMPTY = new Snapshot(Collections.nCopies(Partition.COUNT, Tasks.NONE), 0);

    /** The tasks of one partition, by name and by id. */
    private record Tasks(Map<TaskName, TaskView> byName, Map<TaskKey, TaskView> byId) {
        static final Tasks NONE = new Tasks(Map.of(), Map.of());
    }

    record TaskName(int tenant, String name) {}

    private final List<Tasks> partitions;
    private final long asOfMillis;

    private Snapshot(List<Tasks> partitions, long asOfMillis) {
        this.partitions = partitions;
        this.asOfMillis = asOfMillis;
    }

    /** With a partition's tasks in place of those that it had. */
    Snapshot with(int partition, Map<TaskName, TaskView> byName, Map<TaskKey, TaskView> byId) {
        List<Tasks> changed = new ArrayList<>(partitions);
        changed.set(partition, new Tasks(Map.copyOf(byName), Map.copyOf(byId)));
        return new Snapshot(changed, asOfMillis);
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
}
