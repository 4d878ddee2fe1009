package dev.pulley.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.policies.evidence.Evidence;
import dev.pulley.server.ledger.PartitionChanges.Counters;
import dev.pulley.server.ledger.PartitionChanges.TaskKey;
import dev.pulley.server.task.DefinitionReader;
import dev.pulley.server.task.Partition;
import dev.pulley.server.task.Task;
import dev.pulley.server.task.TaskDefinition;
import dev.pulley.server.testing.Node;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SnapshotTest {
    private static final TaskDefinition DEFINITION = Node.ok(
            DefinitionReader.read("{\"outcome\":{\"metric\":\"y\",\"kind\":\"binary\"},\"variants\":[{\"name\":\"a\"}]}"
                    .getBytes(StandardCharsets.UTF_8)));

    private static Snapshot snapshot(int tenants, List<String> names) {
        Map<Integer, Map<TaskKey, TaskView>> views = new HashMap<>();
        int id = 0;
        for (int tenant = 1; tenant <= tenants; tenant++) {
            for (String name : names) {
                Task task = Node.ok(Task.create(tenant, name, DEFINITION, 0)).withId(++id);
                views.computeIfAbsent(task.partition(), any -> new HashMap<>())
                        .put(new TaskKey(tenant, id), TaskViewFactory.view(task, Evidence.NONE, Counters.NONE, 0));
            }
        }
        Snapshot snapshot = Snapshot.EMPTY;
        for (int partition = 0; partition < Partition.COUNT; partition++) {
            snapshot = snapshot.with(partition, views.getOrDefault(partition, Map.of()), Map.of());
        }
        return snapshot;
    }

    private static List<String> visited(Snapshot snapshot, int tenant, String after, int limit) {
        List<String> names = new ArrayList<>();
        snapshot.visit(tenant, after, view -> {
            assertThat(view.task().tenant()).isEqualTo(tenant);
            names.add(view.task().name());
            return names.size() < limit;
        });
        return names;
    }

    @Test
    void visit_goesThroughATenantsTasks_inTheOrderOfTheirNames() {
        List<String> names = IntStream.range(0, 500)
                .mapToObj(i -> "task-" + i * 7919 % 1_000)
                .toList();
        Snapshot snapshot = snapshot(3, names);
        List<String> inOrder = names.stream().sorted().toList();
        assertThat(visited(snapshot, 2, "", 1_000)).isEqualTo(inOrder);
        assertThat(visited(snapshot, 2, inOrder.get(99), 10)).isEqualTo(inOrder.subList(100, 110));
        assertThat(visited(snapshot, 2, inOrder.get(99) + "-", 1)).containsExactly(inOrder.get(100));
        assertThat(visited(snapshot, 2, inOrder.getLast(), 10)).isEmpty();
        assertThat(visited(snapshot, 4, "", 10)).isEmpty();
        assertThat(visited(snapshot, 0, "", 10)).isEmpty();
    }
}
