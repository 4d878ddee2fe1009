package dev.pulley.server.redis;

import dev.pulley.server.event.Event.RewardGiven;
import dev.pulley.server.event.Event.Source;
import dev.pulley.server.event.Event.TaskChanged;
import dev.pulley.server.event.Position;
import dev.pulley.server.event.StampClock;
import dev.pulley.server.ledger.Batch;
import dev.pulley.server.ledger.Batch.DecisionCell;
import dev.pulley.server.ledger.BucketKey;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.Result;
import dev.pulley.server.task.DefinitionReader;
import dev.pulley.server.task.Partition;
import dev.pulley.server.task.Task;
import dev.pulley.server.task.TaskChange;
import dev.pulley.server.task.TaskChange.What;
import dev.pulley.server.token.Decision;
import dev.pulley.server.token.Place;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Batches for one partition. */
final class Batches {
    static final int PARTITION = 3;
    static final long NODE = 71;
    static final String BIRTH = "born-here";
    static final int TENANT = 1;
    static final int TASK = Partition.COUNT + PARTITION;
    /** The last full hour: what is kept of a decision goes when it closes, so it must be of our days. */
    static final long AT = Math.floorDiv(System.currentTimeMillis(), 3_600_000L) * 3_600_000L;
    /** A minute. */
    static final int WIDTH = 10;

    static final long OPEN_MILLIS = Duration.ofDays(8).toMillis();

    private Batches() {}

    static Position position(long counter) {
        return new Position(1, counter);
    }

    static Decision decision(long node, int number, long atMillis) {
        return new Decision(
                TENANT, TASK, 1, 1, 1, 0.5, atMillis, WIDTH, new Place(node, 1, number, number / 64, number % 64));
    }

    /** The same for a unit of a group. */
    static Decision inGroup(Decision d, int group) {
        return new Decision(
                d.tenant(),
                d.task(),
                d.variant(),
                d.version(),
                d.revision(),
                d.propensity(),
                d.atMillis(),
                d.widthCode(),
                d.counts(),
                d.awaitsExposure(),
                group,
                d.place());
    }

    static Decision decision(int number) {
        return decision(NODE, number, AT + number);
    }

    /** True as of {@code delayMillis} after the decision, and journaled then. */
    static RewardGiven reward(Decision decision, int metric, @Nullable Double value, long delayMillis) {
        long at = decision.atMillis() + delayMillis;
        return new RewardGiven(
                decision,
                metric,
                false,
                value,
                at,
                at << StampClock.COUNT_BITS,
                decision.atMillis() + OPEN_MILLIS,
                false,
                false,
                Source.UNNAMED);
    }

    static RewardGiven late(RewardGiven given) {
        return new RewardGiven(
                given.decision(),
                given.metric(),
                given.binary(),
                given.value(),
                given.atMillis(),
                given.stamp(),
                given.closesAtMillis(),
                true,
                false,
                given.source());
    }

    static Batch.Evidence evidence(
            long from, long to, Map<DecisionCell, Integer> decisions, List<RewardGiven> rewards) {
        return new Batch.Evidence(PARTITION, NODE, position(from), position(to), decisions, rewards);
    }

    /** From nothing to the first position. */
    static Batch.Evidence first(Map<DecisionCell, Integer> decisions, List<RewardGiven> rewards) {
        return new Batch.Evidence(PARTITION, NODE, Position.START, position(1), decisions, rewards);
    }

    static DecisionCell cell(Decision decision) {
        return new DecisionCell(BucketKey.of(decision), decision.variant(), decision.version());
    }

    static Batch.Change change(Position from, Position to, long expectedRevision, Task task) {
        return new Batch.Change(PARTITION, NODE, from, to, new TaskChanged(expectedRevision, task, made(task)));
    }

    /** A change that made a task what it is. */
    static TaskChange made(Task task) {
        return new TaskChange(
                task.revision(), task.updatedMillis(), "local", What.DEFINED, null, null, null, List.of("/policy"));
    }

    /** Names of tasks that live in the partition. */
    static List<String> names(int count) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "task-" + i)
                .filter(name -> Partition.of(TENANT, name) == PARTITION)
                .limit(count)
                .toList();
    }

    static Task task(String name, String payload) {
        String json = "{\"outcome\":{\"metric\":\"y\",\"kind\":\"binary\"},\"variants\":[{\"name\":\"a\",\"payload\":"
                + payload + "}]}";
        Result<Task> created = DefinitionReader.read(json.getBytes(StandardCharsets.UTF_8))
                .then(definition -> Task.create(TENANT, name, definition, AT));
        return switch (created) {
            case Result.Ok<Task>(Task task) -> task;
            case Result.Refused<Task>(Problem problem) -> throw new AssertionError(problem.toString());
        };
    }
}
