package dev.pulley.server.shipper;

import dev.pulley.server.event.Position;
import dev.pulley.server.journal.Journal;
import dev.pulley.server.journal.JournalReader;
import dev.pulley.server.journal.UnreadableEventException;
import dev.pulley.server.ledger.Batch;
import dev.pulley.server.ledger.BatchAnswer;
import dev.pulley.server.ledger.Ledger;
import dev.pulley.server.ledger.Memory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Reads the journal and applies it to the ledger, on a thread of its own. Each partition has a lane with one batch under
 * way; the next leaves when that is answered. A batch that is not answered is sent again as it was; the fence sees to it
 * that it counts once. When the ledger shows another fence than expected, because it lost its newest writes or because
 * this process is new, a {@link Survey} tells where the lane goes on; it looks once a second in any case, so that a loss is
 * seen where no event comes, too.
 */
public final class Shipper {
    private static final Logger LOG = LoggerFactory.getLogger(Shipper.class);

    /** How much is looked at in the journal between two looks at the answers. */
    private static final int FRAMES_PER_TURN_MAX = 10_000;

    private static final long TURN_MILLIS_MAX = 50;

    /** A turn ends within this, also on a slow disk. */
    private static final Duration TURN_MAX = Duration.ofSeconds(1);

    private final Journal journal;
    private final Ledger ledger;
    private final Runnable onApplied;
    private final Tickets tickets;
    private final Thread thread;
    private final Queue<Runnable> answers = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isAwake = new AtomicBoolean();
    /** Partitions, a bit each, that have a batch under way, as far as the thread has told. */
    private volatile long underWay;

    private final Lanes lanes;
    private final Survey survey;
    private final Outage silence;
    private final Outage stumbling;
    private final StuckLanes stuck;
    private final Lookout lookout;
    private final Receipts receipts;

    private volatile boolean isStopping;
    /** Whether what is left is left to the next start. */
    private volatile boolean isAbandoned;

    private volatile Position shippedTo = Position.START;
    private volatile boolean isIdle;
    private volatile long backlog;
    /** When a batch was applied last. By the thread alone. */
    private long appliedMillis = Elapsed.millis();

    /**
     * @param onApplied runs on the shipper's thread whenever the ledger has changed
     * @param onLost runs there when the ledger turns out to have lost what it had taken
     * @param onBorn runs when the ledger was new, or had lost all, and was given its birth by this node
     */
    public Shipper(
            Journal journal,
            Ledger ledger,
            Memory memory,
            InstantSource clock,
            Runnable onApplied,
            Runnable onLost,
            Runnable onBorn) {
        this.journal = journal;
        this.ledger = ledger;
        this.survey = new Survey(ledger, memory, onBorn);
        this.onApplied = onApplied;
        this.tickets = new Tickets();
        this.receipts = new Receipts(tickets, journal, clock);
        this.lanes = new Lanes(journal.node(), memory::fence, journal::end);
        this.silence = new Outage(
                clock,
                Level.WARN,
                "nothing can be written to Redis; events wait in the journal",
                "Redis can be written to again");
        this.stumbling = new Outage(
                clock,
                Level.ERROR,
                "events can't be shipped; they wait in the journal, and it is tried again and again",
                "events are shipped again");
        this.stuck = new StuckLanes(clock);
        this.lookout = new Lookout(journal, lanes, survey, silence, this::handOver, onLost);
        this.thread = Thread.ofPlatform().name("pulley-shipper").daemon().unstarted(this::run);
    }

    /** Begins to ship, from where the ledger says that this node's journal has come, as soon as it says so. */
    public void start() {
        journal.onAppend(this::wake);
        thread.start();
    }

    /** Waits until the ledger has said how far it has come; whether it has. */
    public boolean awaitSynced(Duration patience) throws InterruptedException {
        return lookout.awaitSynced(patience);
    }

    /** Has {@code waiter} told, once, what became of the event that is being appended there; {@link #shipSoon} follows. */
    public void expect(Position position, Consumer<Settlement> waiter) {
        if (silence.isLongerThan(Tickets.WAIT_MILLIS) || stumbling.sinceMillis() != 0) {
            waiter.accept(new Settlement.Queued());
        } else {
            tickets.add(position, waiter);
        }
    }

    /** Since when the ledger has not answered, or the journal could not be read; 0 while both are as they should be. */
    public long silentSinceMillis() {
        long silent = silence.sinceMillis();
        return silent == 0 ? stumbling.sinceMillis() : silent;
    }

    /** To how many partitions nothing can be written, while others can be. */
    public int stuckPartitions() {
        return stuck.count();
    }

    /** Since when there is any of these; 0 while there is none. */
    public long stuckSinceMillis() {
        return stuck.sinceMillis();
    }

    /** Whether the ledger belongs to others, or another ships as this node, so that nothing is written to it. */
    public boolean isForeign() {
        return lookout.isForeign();
    }

    /** How many events wait to be applied: all that are known to, and at most those that were not looked at yet. */
    public long backlog() {
        return backlog;
    }

    /** Up to where all events are applied, in every partition. */
    public Position shippedTo() {
        return shippedTo;
    }

    /** Ships what is left, as far as that is possible in time, and ends. */
    public void stop(Duration patience) {
        isStopping = true;
        wake();
        try {
            if (!thread.join(patience)) {
                LOG.warn("stopped with events that are not shipped; the next start ships them");
                // An interrupt would close the journal's file under whoever reads it.
                isAbandoned = true;
                LockSupport.unpark(thread);
                if (!thread.join(TURN_MAX)) {
                    LOG.warn("the shipper does not end");
                }
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

    /**
     * Sees to it that events leave soon which were appended and are expected. Where their partitions have a batch under way they
     * leave behind that, whose answer wakes the thread; to wake it for each event would cost more than all else that is done
     * for one.
     *
     * @param partitions that they are of, a bit each
     */
    public void shipSoon(long partitions) {
        if ((partitions & ~underWay) != 0) {
            wake();
        }
    }

    private void run() {
        try (JournalReader reader = journal.readAfter(journal.last())) {
            // What was appended before the stop is seen by a turn that begins after it.
            boolean isLastTurn = false;
            while (!(isLastTurn && isIdle) && !isAbandoned) {
                isLastTurn = isStopping;
                try {
                    turn(reader);
                    stumbling.end();
                } catch (RuntimeException e) {
                    isIdle = false;
                    stumbling.begin(e, 0);
                    LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(TURN_MILLIS_MAX));
                }
            }
        }
    }

    private void turn(JournalReader reader) {
        isAwake.set(false);
        tickets.expire();
        @Nullable Runnable answer;
        while ((answer = answers.poll()) != null) {
            answer.run();
        }
        // Before the journal is read: who still finds a partition's batch under way here has appended before that.
        underWay = partitionsUnderWay();
        long now = Elapsed.millis();
        lookout.look(now);
        lookout.listen(now);
        Position last = journal.last();
        boolean isAtEnd = lanes.read(reader, FRAMES_PER_TURN_MAX, now, this::unreadable);
        long nextDue = now + TURN_MILLIS_MAX;
        boolean allIdle = isAtEnd;
        String birth = survey.birth().orElse("");
        for (Lane lane : lanes.all()) {
            stuck.look(lane);
            if (lane.dueAtMillis() <= now) {
                send(lane, lane.send(now), birth);
            }
            nextDue = Math.min(nextDue, lane.dueAtMillis());
            allIdle &= lane.isIdle();
        }
        underWay = partitionsUnderWay();
        isIdle = allIdle;
        backlog = countBacklog();
        shippedTo = lanes.shippedTo(reader, last);
        if (isAtEnd && nextDue > now && !isAwake.get() && !(isStopping && isIdle)) {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(nextDue - now));
        }
    }

    private long partitionsUnderWay() {
        long partitions = 0;
        for (Lane lane : lanes.all()) {
            if (lane.isUnderWay()) {
                partitions |= lane.bit();
            }
        }
        return partitions;
    }

    private void unreadable(UnreadableEventException e) {
        LOG.error(
                "partition {} is not shipped any further until a version is started that can read its event",
                e.partition(),
                e);
    }

    private long countBacklog() {
        long waiting = 0;
        Position oldestUnread = journal.last();
        for (Lane lane : lanes.all()) {
            waiting += lane.waiting();
            if (!lane.hasReadAll() && oldestUnread.isAfter(lane.readTo())) {
                oldestUnread = lane.readTo();
            }
        }
        return waiting + journal.last().counter() - oldestUnread.counter();
    }

    private void send(Lane lane, Batch batch, String birth) {
        long move = lane.moves();
        Attempt.at(() -> ledger.apply(batch, lane.mark(birth)))
                .whenComplete((answer, failure) -> handOver(() -> {
                    // Otherwise the lane was stopped meanwhile, and waits for no answer.
                    if (lane.moves() == move) {
                        answered(lane, batch, answer, failure);
                    }
                }));
    }

    /** Has the thread see to an answer, in its next turn. */
    private void handOver(Runnable answer) {
        answers.add(answer);
        wake();
    }

    private void answered(Lane lane, Batch batch, @Nullable BatchAnswer answer, @Nullable Throwable failure) {
        long now = Elapsed.millis();
        if (answer == null) {
            lane.failed(now);
            if (lane.failingSinceMillis() >= appliedMillis) {
                silence.begin(failure, 0);
            } else {
                stuck.add(lane, failure);
            }
            return;
        }
        switch (answer) {
            case BatchAnswer.Applied applied -> {
                applied(now);
                receipts.settle(lane.delivered(), applied.results());
                onApplied.run();
            }
            case BatchAnswer.FencedElsewhere(Position fence, String lastResults)
            when fence.equals(batch.to()) -> {
                applied(now);
                receipts.settle(lane.delivered(), lastResults);
                onApplied.run();
            }
            case BatchAnswer.FencedElsewhere elsewhere -> {
                lane.stop();
                lookout.lookSoon(now);
            }
            case BatchAnswer.OtherBirth other -> {
                lane.stop();
                lookout.lookSoon(now);
            }
        }
    }

    private void applied(long now) {
        appliedMillis = now;
        silence.end();
    }
}
