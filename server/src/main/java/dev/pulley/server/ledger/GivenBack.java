package dev.pulley.server.ledger;

import dev.pulley.server.event.Event;
import dev.pulley.server.event.Event.DecisionMade;
import dev.pulley.server.event.Event.DecisionsCounted;
import dev.pulley.server.event.Event.RewardByReference;
import dev.pulley.server.event.Event.RewardGiven;
import dev.pulley.server.event.Event.TaskChanged;
import dev.pulley.server.event.Event.TaskNumbered;
import dev.pulley.server.event.Position;
import dev.pulley.server.ledger.PartitionChanges.TaskKey;
import java.util.Map;

/**
 * What a partition that had lost all was given back of closed evidence, as far as it concerns one node: which events of its
 * journal are in there already, and must not be applied again.
 *
 * @param count how often something was given back; a batch that knows less is refused
 */
public record GivenBack(long count, Map<TaskKey, Part> tasks) {
    public static final GivenBack NOTHING = new GivenBack(0, Map.of());

    public GivenBack {
        tasks = Map.copyOf(tasks);
    }

    /**
     * Of one task, the events up to a position.
     *
     * @param beforeMillis by when the buckets end whose events are there
     */
    public record Part(long beforeMillis, Position upTo) {}

    /** By what a batch is known to be made for the partition as it is. */
    public String mark(String birth) {
        return count == 0 ? birth : birth + " " + count;
    }

    /** Whether what the event gives to the evidence is there. */
    public boolean has(Position position, Event event) {
        if (tasks.isEmpty()) {
            return false;
        }
        return switch (event) {
            case DecisionMade made -> has(position, BucketKey.of(made.decision()));
            case DecisionsCounted counted ->
                has(position, new BucketKey(counted.tenant(), counted.task(), counted.widthCode(), counted.bucket()));
            // One that is late is only counted, of whatever bucket it is.
            case RewardGiven given ->
                given.late()
                        ? isThere(
                                position,
                                new TaskKey(
                                        given.decision().tenant(),
                                        given.decision().task()),
                                Long.MIN_VALUE)
                        : has(position, BucketKey.of(given.decision()));
            // No decision that it can be for is made later than that.
            case RewardByReference given ->
                isThere(position, new TaskKey(given.tenant(), given.task()), given.closesAtMillis() + 1);
            case TaskNumbered numbered -> false;
            case TaskChanged change -> false;
        };
    }

    private boolean has(Position position, BucketKey bucket) {
        return isThere(
                position,
                new TaskKey(bucket.tenant(), bucket.task()),
                bucket.bucket().endMillis());
    }

    private boolean isThere(Position position, TaskKey task, long endMillis) {
        Part part = tasks.get(task);
        return part != null && endMillis <= part.beforeMillis() && !position.isAfter(part.upTo());
    }
}
