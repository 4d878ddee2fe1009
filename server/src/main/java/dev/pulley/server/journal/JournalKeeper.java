package dev.pulley.server.journal;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the journal on a thread of its own: makes room for what will be appended when it is asked to; and at regular times
 * brings it to the disk, journals what waited for room, and deletes what is old, and not needed any more.
 */
public final class JournalKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(JournalKeeper.class);

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int RETAIN_EVERY = 10;
    private static final Duration STOP_MAX = Duration.ofSeconds(2);

    private final Journal journal;
    private final InstantSource clock;
    /** A reason to look before it is time. */
    private final Semaphore reasons = new Semaphore(0);

    private final Thread thread;
    private volatile Supplier<Retention.Safe> safe = () -> Retention.Safe.NOTHING;
    private volatile boolean isStopping;

    // By its thread alone.
    private boolean isForceFailing;
    private Optional<String> toldHeldBack = Optional.empty();

    private JournalKeeper(Journal journal, InstantSource clock) {
        this.journal = journal;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("pulley-journal").daemon().unstarted(this::run);
    }

    public static JournalKeeper start(Journal journal, InstantSource clock) {
        JournalKeeper keeper = new JournalKeeper(journal, clock);
        journal.onRoomWanted(keeper.reasons::release);
        keeper.thread.start();
        return keeper;
    }

    /**
     * Lets old segments go; until then all stay.
     *
     * @param elsewhere which events are not needed here, since what they gave is applied, closed and copied
     */
    public void prune(Supplier<Retention.Safe> elsewhere) {
        safe = elsewhere;
    }

    private void run() {
        try {
            for (int round = 1; isTimeToLook(); round++) {
                look(round % RETAIN_EVERY == 0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes room until it is time; false where it is time to end. */
    private boolean isTimeToLook() throws InterruptedException {
        long nextNanos = System.nanoTime() + INTERVAL.toNanos();
        while (!isStopping && reasons.tryAcquire(nextNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            journal.makeRoom();
        }
        return !isStopping;
    }

    private void look(boolean isTimeToRetain) {
        try {
            journal.tend(clock.millis());
            force();
            if (isTimeToRetain) {
                retain();
            }
        } catch (RuntimeException e) {
            LOG.error("the journal's keeper stumbled and goes on", e);
        }
    }

    private void force() {
        try {
            journal.force();
            isForceFailing = false;
        } catch (JournalException e) {
            if (!isForceFailing) {
                LOG.error("the journal could not be brought to the disk; trying again", e);
            }
            isForceFailing = true;
        }
    }

    private void retain() {
        try {
            Retention.Outcome outcome = journal.retain(safe.get(), clock.millis());
            if (outcome.segments() > 0) {
                LOG.info("deleted {} old segments of the journal, {} bytes", outcome.segments(), outcome.bytes());
            }
            if (outcome.heldBack().isPresent() && !outcome.heldBack().equals(toldHeldBack)) {
                LOG.warn(
                        "the journal is beyond its limits and can't be made smaller: {}",
                        outcome.heldBack().get());
            }
            toldHeldBack = outcome.heldBack();
        } catch (JournalException e) {
            LOG.warn("the journal was not made smaller", e);
        }
    }

    /** Ends, after a last look at what waits. */
    public void stop() {
        isStopping = true;
        reasons.release();
        try {
            if (!thread.join(STOP_MAX)) {
                LOG.warn("the disk does not answer; what the journal has is left to the system");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        journal.tend(clock.millis());
        if (journal.unwritten().waiting() > 0) {
            LOG.warn(
                    "{} decisions could not be journaled and will be missing in the evidence",
                    journal.unwritten().waiting());
        }
    }
}
