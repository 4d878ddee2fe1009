package dev.pulley.server.event;

import dev.pulley.server.task.BucketWidth;
import dev.pulley.server.task.Partition;
import dev.pulley.server.task.Task;
import dev.pulley.server.task.TaskChange;
import dev.pulley.server.token.Decision;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What happens, as it is journaled. */
public sealed interface Event {
    /** Over how many partitions events are spread. */
    int PARTITIONS = Partition.COUNT;

    /** The partition that the event belongs to, and with which it is shipped. */
    int partition();

    /** When the evidence that the event touches is closed, and the event needed no more to restore it; 0: it touches none. */
    long closesAtMillis();

    /**
     * A variant was chosen for a call.
     *
     * @param counts whether it is evidence; a decision of a paused or concluded task is not
     * @param closesAtMillis when no more values can come for this decision
     * @param reference the caller's own id for it, if it gave one, by which rewards may come
     * @param about what the app said of the call, as JSON: unit, context, reference, traceparent
     * @param rival whom a second draw from the same shares gave, if that was another, and the draw was a fresh one whose
     *     decision is counted at once
     */
    @SuppressWarnings("ArrayRecordComponent")
    record DecisionMade(
            Decision decision,
            boolean counts,
            long closesAtMillis,
            @Nullable String reference,
            byte[] about,
            @Nullable Rival rival)
            implements Event {
        /** One whose draw had no rival. */
        public DecisionMade(
                Decision decision, boolean counts, long closesAtMillis, @Nullable String reference, byte[] about) {
            this(decision, counts, closesAtMillis, reference, about, null);
        }

        @Override
        public int partition() {
            return Partition.ofTask(decision.task());
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof DecisionMade that
                    && decision.equals(that.decision)
                    && counts == that.counts
                    && closesAtMillis == that.closesAtMillis
                    && Objects.equals(reference, that.reference)
                    && Arrays.equals(about, that.about)
                    && Objects.equals(rival, that.rival);
        }

        @Override
        public int hashCode() {
            return decision.hashCode();
        }
    }

    /** A version of a variant that could as well have been chosen. */
    record Rival(int variant, int version) {}

    /**
     * Where a reward comes from.
     *
     * @param name null where the reporter's key does not say
     * @param trust the weight that its rewards deserve, over 0 and at most 1
     */
    record Source(@Nullable String name, double trust) {
        /** Bounds what an event takes. */
        public static final int NAME_LENGTH_MAX = 64;

        /** Trust counts in steps of one of so many, so that sums of it are exact. */
        public static final double TRUST_STEPS = 256;

        public static final Source UNNAMED = new Source(null, 1);

        public Source {
            if (name != null && (name.isEmpty() || name.length() > NAME_LENGTH_MAX)) {
                throw new IllegalArgumentException("name must have 1 to " + NAME_LENGTH_MAX + " characters");
            }
            if (!(trust > 0 && trust <= 1)) {
                throw new IllegalArgumentException("trust must be over 0 and at most 1: " + trust);
            }
        }

        /** How many steps of trust it counts, at least one. */
        public int trustSteps() {
            return (int) Math.max(1, Math.round(trust * TRUST_STEPS));
        }
    }

    /**
     * Decisions were made that could not be journaled one by one, for want of room: so many of one variant in one bucket
     * of time. Their tokens are as good as any.
     *
     * @param bucket the number of the bucket, counted in its width
     * @param atMillis when they were journaled, at last
     * @param closesAtMillis when no more values can come for any of them
     */
    record DecisionsCounted(
            int tenant,
            int task,
            int variant,
            int version,
            int widthCode,
            long bucket,
            int count,
            long atMillis,
            long closesAtMillis)
            implements Event {
        /** The number of the bucket that a decision belongs to. */
        public static long bucketOf(Decision decision) {
            return Math.floorDiv(decision.atMillis(), BucketWidth.millis(decision.widthCode()));
        }

        @Override
        public int partition() {
            return Partition.ofTask(task);
        }
    }

    /**
     * A metric's value on a decision was reported. All that was judged when it came in travels with it, so that it
     * means the same whenever it is applied.
     *
     * @param metric the metric's position in the evidence
     * @param binary whether the value is zero or one for certain, which is kept in less room
     * @param value null retracts
     * @param atMillis when the value was true
     * @param stamp when it was journaled, by the node's hybrid clock
     * @param closesAtMillis when no more values can come for this decision, and its state may go
     * @param late it came after the metric's window and grace; it is counted as late and changes nothing else
     * @param waitsForExposure whether it counts only when the decision was shown, where that is not known yet; else a reward
     *     says that it was
     * @param source by whose trust it counts
     */
    record RewardGiven(
            Decision decision,
            int metric,
            boolean binary,
            @Nullable Double value,
            long atMillis,
            long stamp,
            long closesAtMillis,
            boolean late,
            boolean waitsForExposure,
            Source source)
            implements Event {
        /** The metric that says that a decision was shown. */
        public static final int EXPOSURE = 31;

        /** That a decision was shown. */
        public static RewardGiven exposure(Decision decision, long stamp, long closesAtMillis) {
            long atMillis = StampClock.millis(stamp);
            return new RewardGiven(
                    decision,
                    EXPOSURE,
                    true,
                    1.0,
                    Math.max(decision.atMillis(), atMillis),
                    stamp,
                    closesAtMillis,
                    atMillis > closesAtMillis,
                    false,
                    Source.UNNAMED);
        }

        @Override
        public int partition() {
            return Partition.ofTask(decision.task());
        }
    }

    /**
     * A metric's value was reported for every decision of a task that has a reference, whether it is known yet or comes
     * later.
     *
     * @param metric the metric's position in the evidence
     * @param windowMillis how long after its decision a value of the metric counts
     * @param closesAfterMillis how long after its decision the last report of it may come in
     */
    record RewardByReference(
            int tenant,
            int task,
            String reference,
            int metric,
            boolean binary,
            @Nullable Double value,
            long atMillis,
            long stamp,
            long windowMillis,
            long closesAfterMillis,
            boolean waitsForExposure,
            Source source)
            implements Event {
        @Override
        public int partition() {
            return Partition.ofTask(task);
        }

        @Override
        public long closesAtMillis() {
            return StampClock.millis(stamp) + closesAfterMillis;
        }

        /** What it means for one decision; a value from before the decision counts as of the decision. */
        public RewardGiven on(DecisionMade made) {
            long decidedMillis = made.decision().atMillis();
            long closedMillis = Math.min(made.closesAtMillis(), decidedMillis + closesAfterMillis);
            boolean late = atMillis > decidedMillis + windowMillis || StampClock.millis(stamp) > closedMillis;
            return new RewardGiven(
                    made.decision(),
                    metric,
                    binary,
                    value,
                    Math.max(decidedMillis, atMillis),
                    stamp,
                    made.closesAtMillis(),
                    late,
                    waitsForExposure,
                    source);
        }
    }

    /**
     * A task that was defined has got its id, under which all other events know it.
     *
     * @param name the task's name
     * @param atMillis when this node was told
     */
    record TaskNumbered(int tenant, int task, String name, long atMillis) implements Event {
        @Override
        public int partition() {
            return Partition.ofTask(task);
        }

        @Override
        public long closesAtMillis() {
            return 0;
        }
    }

    /**
     * A task was defined or redefined.
     *
     * @param expectedRevision the revision that it replaces; 0 where there was no task
     * @param change what was done to it, and by whom
     */
    record TaskChanged(long expectedRevision, Task task, TaskChange change) implements Event {
        @Override
        public int partition() {
            return task.partition();
        }

        @Override
        public long closesAtMillis() {
            return 0;
        }
    }
}
