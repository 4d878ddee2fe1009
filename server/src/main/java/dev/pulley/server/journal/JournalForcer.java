package dev.pulley.server.journal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the journal to the disk at regular times, on a thread of its own: what a kill of the process spares in any
 * case, a failure of the power spares up to the last time.
 */
public final class JournalForcer {
    private static final Logger LOG = LoggerFactory.getLogger(JournalForcer.class);

    private final Journal journal;
    private final Duration interval;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;

    private JournalForcer(Journal journal, Duration interval) {
        this.journal = journal;
        this.interval = interval;
        this.thread = Thread.ofPlatform().name("pulley-journal").daemon().unstarted(this::run);
    }

    public static JournalForcer start(Journal journal, Duration interval) {
        JournalForcer forcer = new JournalForcer(journal, interval);
        forcer.thread.start();
        return forcer;
    }

    private void run() {
        try {
            while (!stopped.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                force();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void force() {
        try {
            journal.force();
        } catch (JournalException e) {
            LOG.error("the journal could not be brought to the disk; trying again", e);
        }
    }

    public void stop() {
        stopped.countDown();
    }
}
