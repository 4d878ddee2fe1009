package dev.pulley.server.shipper;

import dev.pulley.server.event.Event.RewardGiven;
import dev.pulley.server.event.Position;
import dev.pulley.server.journal.Frame;
import dev.pulley.server.journal.Journal;
import dev.pulley.server.journal.JournalReader;
import dev.pulley.server.ledger.Batch;
import dev.pulley.server.ledger.BatchAnswer;
import dev.pulley.server.ledger.BatchResults;
import dev.pulley.server.ledger.Ledger;
import dev.pulley.server.ledger.PartitionState;
import dev.pulley.server.ledger.RewardResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the journal and applies it to the ledger, on a thread of its own. Each partition has a lane with one batch under
 * way; the next leaves when that is answered. A batch that is not answered is sent again as it was; the fence sees to it
 * that it counts once. When the ledger shows another fence than expected, because it lost its newest writes or because
 * this process is new, the lane goes on from there.
 */
public final class Shipper {
    private static final Logger LOG = LoggerFactory.getLogger(Shipper.class);

    /** How much is read between two looks at the answers. */
    private static final int FRAMES_PER_TURN_MAX = 2_000;

    private static final long TURN_MILLIS_MAX = 50;

    private final Journal journal;
    private final Ledger ledger;
    private final InstantSource clock;
    private final Runnable onApplied;
    private final Tickets tickets;
    private final Thread thread;
    private final Queue<Runnable> answers = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isAwake = new AtomicBoolean();
    private final List<Lane> lanes = new ArrayList<>();
    private final List<Birth> births = new ArrayList<>();

    private volatile boolean isStopping;
    private volatile boolean isIdle;

    /** Since when the ledger has not answered; 0 while it does. */
    private volatile long silentSinceMillis;

    /** @param onApplied runs on the shipper's thread whenever the ledger has changed */
    public Shipper(Journal journal, Ledger ledger, InstantSource clock, Runnable onApplied) {
        this.journal = journal;
        this.ledger = ledger;
        this.clock = clock;
        this.onApplied = onApplied;
        this.tickets = new Tickets(clock);
        this.thread = Thread.ofPlatform().name("pulley-shipper").daemon().unstarted(this::run);
    }

    /** Begins to ship, from where the ledger says that this node's journal has come. */
    public void start(List<PartitionState> states) {
        for (PartitionState state : states) {
            lanes.add(new Lane(state.partition(), journal.node(), state.fence()));
            births.add(state.birth().map(Birth::known).orElseGet(Birth::proposed));
        }
        journal.onAppend(this::wake);
        thread.start();
    }

    /** Has {@code waiter} told, once, what became of the event that is being appended there. */
    public void expect(Position position, Consumer<Settlement> waiter) {
        tickets.add(position, waiter);
    }

    /** Since when the ledger has not answered; 0 while it does. */
    public long silentSinceMillis() {
        return silentSinceMillis;
    }

    /** Ships what is left, as far as that is possible in time, and ends. */
    public void stop(Duration patience) {
        isStopping = true;
        wake();
        try {
            if (!thread.join(patience)) {
                LOG.warn("stopped with events that are not shipped; the next start ships them");
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void wake() {
        if (isAwake.compareAndSet(false, true)) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        Position start =
                lanes.stream().map(Lane::readTo).min(Comparator.naturalOrder()).orElse(Position.START);
        JournalReader reader = journal.readAfter(start);
        while (!(isStopping && isIdle) && !Thread.interrupted()) {
            try {
                turn(reader);
            } catch (RuntimeException e) {
                LOG.error("the shipper stumbled and goes on", e);
                LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(TURN_MILLIS_MAX));
            }
        }
    }

    private void turn(JournalReader reader) {
        isAwake.set(false);
        @Nullable Runnable answer;
        while ((answer = answers.poll()) != null) {
            answer.run();
        }
        long now = clock.millis();
        boolean isAtEnd = read(reader, now);
        tickets.expire();
        long nextDue = now + TURN_MILLIS_MAX;
        boolean allIdle = isAtEnd;
        for (Lane lane : lanes) {
            if (lane.dueAtMillis() <= now) {
                send(lane, lane.send(now));
            }
            nextDue = Math.min(nextDue, lane.dueAtMillis());
            allIdle &= lane.isIdle();
        }
        isIdle = allIdle;
        if (isAtEnd && nextDue > now && !isAwake.get() && !(isStopping && isIdle)) {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(nextDue - now));
        }
    }

    /** Hands what was appended to the lanes; whether it came to the end. */
    private boolean read(JournalReader reader, long now) {
        Position from = reader.position();
        for (Lane lane : lanes) {
            if (lane.mustRead() && from.isAfter(lane.readTo())) {
                from = lane.readTo();
            }
        }
        if (!from.equals(reader.position())) {
            reader.seek(from);
        }
        for (int i = 0; i < FRAMES_PER_TURN_MAX; i++) {
            Frame frame =
                    reader.next((position, partition) -> lanes.get(partition).wants(position));
            if (frame == null) {
                return true;
            }
            lanes.get(frame.event().partition()).add(frame, now);
        }
        return false;
    }

    private void send(Lane lane, Batch batch) {
        ledger.apply(batch, births.get(lane.partition()).id()).whenComplete((answer, failure) -> {
            answers.add(() -> answered(lane, batch, answer, failure));
            wake();
        });
    }

    private void answered(Lane lane, Batch batch, @Nullable BatchAnswer answer, @Nullable Throwable failure) {
        long now = clock.millis();
        if (answer == null) {
            if (silentSinceMillis == 0) {
                silentSinceMillis = now;
                LOG.warn("Redis does not answer; events wait in the journal: {}", String.valueOf(failure));
            }
            lane.failed(now);
            return;
        }
        if (silentSinceMillis != 0) {
            LOG.info("Redis answers again, after {} ms", now - silentSinceMillis);
            silentSinceMillis = 0;
        }
        switch (answer) {
            case BatchAnswer.Applied applied -> {
                births.set(lane.partition(), births.get(lane.partition()).known());
                settle(lane.delivered(), applied.results());
                onApplied.run();
            }
            case BatchAnswer.FencedElsewhere(Position fence, String lastResults) -> {
                if (fence.equals(batch.to())) {
                    settle(lane.delivered(), lastResults);
                    onApplied.run();
                } else {
                    LOG.info(
                            "partition {} stands at {}, not at {}; shipping from there",
                            lane.partition(),
                            fence,
                            batch.from());
                    lane.restartFrom(fence);
                }
            }
            case BatchAnswer.OtherBirth(String birth) -> {
                if (births.get(lane.partition()).isKnown()) {
                    LOG.error(
                            "partition {} in Redis was born of another store ({}) than the one that this node knew;"
                                    + " nothing is written to it",
                            lane.partition(),
                            birth);
                } else {
                    // Another node wrote there first, and so gave it its birth.
                    births.set(lane.partition(), Birth.known(birth));
                }
                lane.failed(now);
            }
        }
    }

    private void settle(Lane.Shipment shipment, String results) {
        switch (shipment.batch()) {
            case Batch.Evidence evidence -> {
                List<RewardResult> rewards = BatchResults.ofRewards(evidence.rewards(), results);
                int next = 0;
                for (Frame frame : shipment.frames()) {
                    if (frame.event() instanceof RewardGiven given
                            && !given.decision().counts()) {
                        // Taken, and no evidence: the decision was made while nothing was tried.
                        tickets.settle(frame.position(), new Settlement.OfReward(RewardResult.ACCEPTED));
                    } else if (frame.event() instanceof RewardGiven) {
                        tickets.settle(frame.position(), new Settlement.OfReward(rewards.get(next++)));
                    }
                }
            }
            case Batch.Change change -> {
                Position position = shipment.frames().getFirst().position();
                tickets.settle(position, new Settlement.OfChange(BatchResults.ofChange(results)));
            }
        }
    }
}
