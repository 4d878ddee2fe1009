package dev.pulley.server.shipper;

import dev.pulley.server.event.Event.DecisionMade;
import dev.pulley.server.event.Event.DecisionsCounted;
import dev.pulley.server.event.Event.RewardByReference;
import dev.pulley.server.event.Event.RewardGiven;
import dev.pulley.server.event.Event.Rival;
import dev.pulley.server.event.Event.TaskChanged;
import dev.pulley.server.event.Event.TaskNumbered;
import dev.pulley.server.event.Position;
import dev.pulley.server.journal.Frame;
import dev.pulley.server.ledger.Batch;
import dev.pulley.server.ledger.Batch.Contests;
import dev.pulley.server.ledger.Batch.DecisionCell;
import dev.pulley.server.ledger.Batch.UnitCell;
import dev.pulley.server.ledger.BucketKey;
import dev.pulley.server.ledger.GivenBack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A shipment as it is put together out of one partition's frames, in their order. Used once. */
final class Packing {
    // Large enough that a backlog is applied fast, since a cell is written once a batch; small enough that Redis, which
    // does nothing else meanwhile, is done with one in 3 ms.
    private static final int REWARDS_PER_BATCH_MAX = 300;
    private static final int CELLS_PER_BATCH_MAX = 600;
    private static final int REFERENCES_PER_BATCH_MAX = 60;

    private final GivenBack givenBack;
    private final List<Frame> frames = new ArrayList<>();
    private final Map<DecisionCell, Integer> decisions = new HashMap<>();
    private final Map<DecisionCell, Contests> contests = new HashMap<>();
    private final List<RewardGiven> rewards = new ArrayList<>();
    private final List<DecisionMade> referable = new ArrayList<>();
    private final List<RewardByReference> byReference = new ArrayList<>();
    private final Map<UnitCell, Integer> units = new HashMap<>();
    private @Nullable TaskChanged change;
    private Position to;

    /**
     * A shipment of one frame so far.
     *
     * @param givenBack what the ledger has beside what was shipped, and is not sent again
     */
    Packing(Frame first, GivenBack givenBack) {
        this.givenBack = givenBack;
        this.to = first.position();
        if (first.event() instanceof TaskChanged changed) {
            change = changed;
            frames.add(first);
        } else {
            add(first);
        }
    }

    /** Whether the frame may go with those before it. A change goes alone. */
    boolean takes(Frame next) {
        return change == null
                && !(next.event() instanceof TaskChanged)
                && rewards.size() < REWARDS_PER_BATCH_MAX
                && referable.size() + byReference.size() < REFERENCES_PER_BATCH_MAX
                && decisions.size() + contests.size() < CELLS_PER_BATCH_MAX;
    }

    /** Adds a frame that it takes. */
    void add(Frame frame) {
        to = frame.position();
        if (givenBack.has(frame.position(), frame.event())) {
            return;
        }
        frames.add(frame);
        switch (frame.event()) {
            case DecisionMade made -> {
                if (made.counts() && !made.decision().awaitsExposure()) {
                    count(made);
                }
                if (made.reference() != null) {
                    referable.add(made);
                }
            }
            case DecisionsCounted counted -> {
                BucketKey bucket =
                        new BucketKey(counted.tenant(), counted.task(), counted.widthCode(), counted.bucket());
                decisions.merge(
                        new DecisionCell(bucket, counted.variant(), counted.version()), counted.count(), Integer::sum);
            }
            case RewardGiven given -> rewards.add(given);
            case RewardByReference given -> byReference.add(given);
            case TaskNumbered numbered -> {
                // The ledger gave the id itself.
            }
            case TaskChanged changed -> throw new IllegalStateException("a change is a batch of its own");
        }
    }

    private void count(DecisionMade made) {
        BucketKey bucket = BucketKey.of(made.decision());
        DecisionCell cell = new DecisionCell(
                bucket, made.decision().variant(), made.decision().version());
        decisions.merge(cell, 1, Integer::sum);
        if (made.decision().unitGroup() > 0) {
            units.merge(new UnitCell(bucket, made.decision().unitGroup()), 1, Integer::sum);
        }
        Rival rival = made.rival();
        if (rival != null) {
            DecisionCell other = new DecisionCell(bucket, rival.variant(), rival.version());
            contests.merge(cell, Contests.WON, Contests::plus);
            contests.merge(other, Contests.LOST, Contests::plus);
        }
    }

    /**
     * What was put together.
     *
     * @param from how far the ledger has come, behind which the batch goes
     */
    Shipment shipment(int partition, long node, Position from) {
        Batch batch = change == null
                ? new Batch.Evidence(
                        partition, node, from, to, decisions, contests, rewards, referable, byReference, units)
                : new Batch.Change(partition, node, from, to, change);
        return new Shipment(batch, frames);
    }
}
