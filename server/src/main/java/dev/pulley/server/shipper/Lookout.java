package dev.pulley.server.shipper;

import dev.pulley.server.journal.Journal;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has the ledger surveyed again and again, and the lanes go on from where it turns out to stand; one that does not answer in
 * time is silent. Used by the shipper's thread, but for what is said to be safe.
 */
final class Lookout {
    /** Between two looks at what the ledger is; and while it has not told how far it is. */
    private static final long LOOK_MILLIS = 1_000;

    private static final long LOOK_AGAIN_MILLIS = 100;

    private final Journal journal;
    private final Lanes lanes;
    private final Survey survey;
    private final Outage silence;
    private final Executor shipper;
    private final Runnable onLost;

    private long nextLookMillis;
    private long lookBeganMillis;
    private boolean isLooking;

    private volatile boolean isForeign;
    private final CountDownLatch synced = new CountDownLatch(1);

    /**
     * @param shipper runs what is found on the shipper's thread
     * @param onLost runs there when the ledger turns out to have lost what it had taken
     */
    Lookout(Journal journal, Lanes lanes, Survey survey, Outage silence, Executor shipper, Runnable onLost) {
        this.journal = journal;
        this.lanes = lanes;
        this.survey = survey;
        this.silence = silence;
        this.shipper = shipper;
        this.onLost = onLost;
    }

    /** Waits until the ledger has said how far it has come; whether it has. Safe on any thread. */
    boolean awaitSynced(Duration patience) throws InterruptedException {
        return synced.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether nothing may be written to the ledger, since it is not this node's alone. Safe on any thread. */
    boolean isForeign() {
        return isForeign;
    }

    /** The ledger is not as it was thought to be: the next look is due now. */
    void lookSoon(long now) {
        nextLookMillis = now;
    }

    /** Looks, if that is due. */
    void look(long now) {
        if (isLooking || now < nextLookMillis) {
            return;
        }
        isLooking = true;
        lookBeganMillis = now;
        long[] moves = lanes.all().stream().mapToLong(Lane::moves).toArray();
        Attempt.at(() -> survey.look(journal.node(), lanes.all(), journal.begin(), journal::last))
                .whenComplete((findings, failure) -> shipper.execute(() -> looked(moves, findings, failure)));
    }

    private void looked(long[] moves, Survey.@Nullable Findings findings, @Nullable Throwable failure) {
        long now = Elapsed.millis();
        isLooking = false;
        if (findings == null) {
            silence.begin(failure, 0);
            nextLookMillis = now + LOOK_AGAIN_MILLIS;
            return;
        }
        isForeign = findings.isForeign();
        if (isForeign) {
            lanes.all().forEach(Lane::stop);
            silence.begin(null, 0);
        }
        boolean hasLost = false;
        for (Survey.Finding finding : findings.partitions()) {
            Lane lane = lanes.of(finding.partition());
            // What moved since the look began was not judged by it, and a batch that is sent finds out by itself.
            if (lane.moves() == moves[finding.partition()] && !lane.isSending()) {
                hasLost |= lane.fence().isAfter(finding.fence());
                lanes.goOnFrom(finding.partition(), finding.fence(), finding.givenBack());
            }
        }
        if (hasLost) {
            onLost.run();
        }
        boolean allSynced = lanes.all().stream().allMatch(Lane::isSynced);
        if (allSynced) {
            synced.countDown();
            if (lanes.all().stream().noneMatch(Lane::isRetrying)) {
                silence.end();
            }
        }
        nextLookMillis = now + (allSynced ? LOOK_MILLIS : LOOK_AGAIN_MILLIS);
    }

    /** A ledger that has not answered for as long as anybody waits for it is silent, though nothing has failed yet. */
    void listen(long now) {
        long unanswered = isLooking ? now - lookBeganMillis : 0;
        for (Lane lane : lanes.all()) {
            unanswered = Math.max(unanswered, lane.unansweredMillis(now));
        }
        if (unanswered >= Tickets.WAIT_MILLIS) {
            silence.begin(null, unanswered);
        }
    }
}
