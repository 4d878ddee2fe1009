package dev.pulley.server.ledger;

import dev.pulley.server.event.Event.DecisionMade;
import dev.pulley.server.event.Event.RewardByReference;
import dev.pulley.server.event.Event.RewardGiven;
import dev.pulley.server.event.Event.TaskChanged;
import dev.pulley.server.event.Position;
import java.util.List;
import java.util.Map;

/**
 * A stretch of one node's journal, as far as it concerns one partition: from behind one position up to another. It is
 * applied whole, if the partition's fence for the node stands at {@code from}, or not at all.
 */
public sealed interface Batch {
    int partition();

    long node();

    Position from();

    Position to();

    /**
     * Decisions and rewards.
     *
     * @param decisions how many were made
     * @param contests how those fared whose draws had rivals, and the rivals
     * @param rewards in the order of the journal; late ones are among them and only counted
     * @param referable decisions that have a reference, which are among those counted
     * @param byReference rewards for the decisions with a reference
     * @param units how many of the decisions are for units of each group
     */
    record Evidence(
            int partition,
            long node,
            Position from,
            Position to,
            Map<DecisionCell, Integer> decisions,
            Map<DecisionCell, Contests> contests,
            List<RewardGiven> rewards,
            List<DecisionMade> referable,
            List<RewardByReference> byReference,
            Map<UnitCell, Integer> units)
            implements Batch {
        public Evidence {
            decisions = Map.copyOf(decisions);
            contests = Map.copyOf(contests);
            rewards = List.copyOf(rewards);
            referable = List.copyOf(referable);
            byReference = List.copyOf(byReference);
            units = Map.copyOf(units);
        }

        /** One whose decisions are for no unit. */
        public Evidence(
                int partition,
                long node,
                Position from,
                Position to,
                Map<DecisionCell, Integer> decisions,
                Map<DecisionCell, Contests> contests,
                List<RewardGiven> rewards,
                List<DecisionMade> referable,
                List<RewardByReference> byReference) {
            this(partition, node, from, to, decisions, contests, rewards, referable, byReference, Map.of());
        }

        /** One in which no reference occurs, and no draw had a rival. */
        public Evidence(
                int partition,
                long node,
                Position from,
                Position to,
                Map<DecisionCell, Integer> decisions,
                List<RewardGiven> rewards) {
            this(partition, node, from, to, decisions, Map.of(), rewards, List.of(), List.of());
        }
    }

    /** One change of a task. */
    record Change(int partition, long node, Position from, Position to, TaskChanged change) implements Batch {}

    /** Decisions that are counted together. */
    record DecisionCell(BucketKey bucket, int variant, int version) {}

    /** Decisions for units of one group. */
    record UnitCell(BucketKey bucket, int group) {}

    /** How often a version was chosen where another could as well have been, and how often another in its place. */
    record Contests(int won, int lost) {
        public static final Contests WON = new Contests(1, 0);
        public static final Contests LOST = new Contests(0, 1);

        public Contests plus(Contests other) {
            return new Contests(won + other.won, lost + other.lost);
        }
    }
}
