package dev.pulley.server.protocol;

import dev.pulley.server.protocol.ModelJournal.Frame;
import dev.pulley.server.protocol.Request.AskFence;
import dev.pulley.server.protocol.Request.Batch;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One life's way to one partition. It starts where Redis says that the node has come to, has one request in flight,
 * and goes on from whatever fence an answer names: further on after a batch that was applied, back after a failover.
 */
final class ModelShipper {

    private static final int BATCH_EVENTS_MAX = 8;
    private static final long ANSWER_TIMEOUT_MILLIS = 250;
    private static final int SHIPPING_DELAY_MILLIS_MAX = 300;

    private final World world;
    private final Network network;
    private final ModelJournal journal;
    private final Life life;
    private final int partition;
    private final Consumer<Sequence> applied;

    private @Nullable Sequence fence;
    private long requests;
    private boolean inFlight;
    private boolean shippingPlanned;

    ModelShipper(
            World world, Network network, ModelJournal journal, Life life, int partition, Consumer<Sequence> applied) {
        this.world = world;
        this.network = network;
        this.journal = journal;
        this.life = life;
        this.partition = partition;
        this.applied = applied;
    }

    void askFence() {
        if (life.isAlive() && !inFlight) {
            send(new AskFence(life.node(), partition));
        }
    }

    /** To be called when the journal has grown. */
    void shipSoon() {
        if (!shippingPlanned) {
            shippingPlanned = true;
            world.after(world.between(0, SHIPPING_DELAY_MILLIS_MAX), () -> {
                shippingPlanned = false;
                ship();
            });
        }
    }

    private void ship() {
        if (!life.isAlive() || inFlight) {
            return;
        }
        if (fence == null) {
            askFence();
            return;
        }
        List<Frame> frames = journal.after(fence, partition, world.between(1, BATCH_EVENTS_MAX));
        if (!frames.isEmpty()) {
            List<Event> events = frames.stream().map(Frame::event).toList();
            send(new Batch(life, partition, fence, frames.getLast().sequence(), events));
        }
    }

    private void send(Request request) {
        inFlight = true;
        long number = ++requests;
        network.send(request, answer -> {
            if (isAwaited(number)) {
                inFlight = false;
                take(answer);
            }
        });
        world.after(ANSWER_TIMEOUT_MILLIS, () -> {
            if (isAwaited(number)) {
                inFlight = false;
                shipSoon();
            }
        });
    }

    private boolean isAwaited(long request) {
        return life.isAlive() && inFlight && request == requests;
    }

    private void take(Sequence answer) {
        if (fence != null && fence.isAfter(answer)) {
            world.trouble(Story.Trouble.FENCE_WENT_BACK, life, "partition", partition, "from", fence, "to", answer);
        }
        if (fence == null && journal.endsBefore(answer) && !answer.equals(Sequence.NONE)) {
            world.trouble(Story.Trouble.FENCE_AHEAD_OF_JOURNAL, life, "partition", partition, answer);
        }
        fence = answer;
        applied.accept(answer);
        shipSoon();
    }
}
