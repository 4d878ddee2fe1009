package dev.pulley.server.shipper;

import dev.pulley.server.event.Position;
import dev.pulley.server.journal.Damage;
import dev.pulley.server.journal.JournalArchive;
import dev.pulley.server.journal.JournalReader;
import dev.pulley.server.journal.UnreadableEventException;
import dev.pulley.server.ledger.Batch;
import dev.pulley.server.ledger.BatchAnswer;
import dev.pulley.server.ledger.Ledger;
import dev.pulley.server.ledger.PartitionState;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Brings a journal that no server writes into the ledger, from where the ledger's fences stand to its end. Batches are those
 * that the {@link Shipper} would send, one under way in each partition. Reading waits while any partition is as far behind as may
 * be, so nothing is read twice. One that was broken off is begun anew: what is applied stays so, and counts once. Used
 * once, by one thread.
 */
public final class Replay {
    private static final int FRAMES_PER_TURN_MAX = 1_000;
    private static final long WAIT_MILLIS_MAX = 50;
    /** What is to be looked at has to be read to its end to know what it has. */
    private static final Position END_UNKNOWN = new Position(Integer.MAX_VALUE, Long.MAX_VALUE);

    private static final long STATE_MILLIS_MAX = 10_000;
    /** A ledger that takes nothing for so long is not tried any more. */
    private static final long SILENCE_MILLIS_MAX = 30_000;

    /** Is told how it goes, on the thread of the replay. */
    public interface Witness {
        /**
         * So much is done.
         *
         * @param bytes of the journal that were read
         * @param events that were applied
         */
        void progressed(long bytes, long events);

        /** Something could not be read, in words for a person. */
        void warned(String line);
    }

    /** What became of a batch; either an answer or a failure. */
    private record Answered(
            Lane lane,
            Batch batch,
            @Nullable BatchAnswer answer,
            @Nullable Throwable failure) {}

    private record Place(String file, long offset) {}

    private final JournalArchive journal;
    private final Ledger ledger;
    private final String birth;
    private final InstantSource clock;
    private final Witness witness;
    private final Lanes lanes;
    private final BlockingQueue<Answered> answers = new LinkedBlockingQueue<>();
    private final Set<Place> told = new HashSet<>();
    /** Since when the ledger has not taken anything; 0 while it does. */
    private long silentSinceMillis;

    private long events;
    private int unreadable;

    /** @param birth of the store that the journal's node belongs to, which each of the ledger's partitions must have */
    public Replay(JournalArchive journal, Ledger ledger, String birth, InstantSource clock, Witness witness) {
        this.journal = journal;
        this.ledger = ledger;
        this.birth = birth;
        this.clock = clock;
        this.witness = witness;
        this.lanes = new Lanes(journal.node(), partition -> Position.START, partition -> END_UNKNOWN);
    }

    /**
     * Replays it.
     *
     * @return how many partitions stopped at an event that this version can't read
     * @throws ReplayException where the ledger does not take it; what it took it keeps
     */
    public int run() throws ReplayException, InterruptedException {
        for (PartitionState state : states()) {
            goOnFrom(state.partition(), state.fence());
        }
        try (JournalReader reader = journal.read(this::damaged)) {
            boolean isAtEnd = false;
            while (!isAtEnd || !lanes.all().stream().allMatch(Lane::isIdle)) {
                boolean hasRoom =
                        lanes.all().stream().allMatch(lane -> lane.waiting() + FRAMES_PER_TURN_MAX < Lane.PENDING_MAX);
                isAtEnd = hasRoom && lanes.read(reader, FRAMES_PER_TURN_MAX, clock.millis(), this::unreadable);
                long dueMillis = send();
                takeAnswers(isAtEnd || !hasRoom ? dueMillis - clock.millis() : 0);
                witness.progressed(isAtEnd ? journal.bytes() : reader.bytesBefore(), events);
            }
        }
        return unreadable;
    }

    private List<PartitionState> states() throws ReplayException, InterruptedException {
        return told(ledger.state(journal.node())).partitions();
    }

    private void goOnFrom(int partition, Position fence) throws ReplayException, InterruptedException {
        lanes.goOnFrom(partition, fence, told(ledger.givenBack(partition, journal.node())));
    }

    private static <T> T told(CompletionStage<T> stage) throws ReplayException, InterruptedException {
        try {
            return stage.toCompletableFuture().get(STATE_MILLIS_MAX, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new ReplayException("Redis does not say how far it has come: " + reason(e), e);
        }
    }

    private void unreadable(UnreadableEventException e) {
        if (told.add(new Place(e.position().toText(), 0))) {
            unreadable++;
            witness.warned(e.getMessage() + "; nothing behind it of its partition is replayed");
        }
    }

    /** Sends what is due; when something will be next. */
    private long send() {
        long now = clock.millis();
        long next = now + WAIT_MILLIS_MAX;
        for (Lane lane : lanes.all()) {
            if (lane.dueAtMillis() <= now) {
                send(lane, lane.send(now));
            }
            next = Math.min(next, lane.dueAtMillis());
        }
        return next;
    }

    private void send(Lane lane, Batch batch) {
        Attempt.at(() -> ledger.apply(batch, lane.mark(birth)))
                .whenComplete((answer, failure) -> answers.add(new Answered(lane, batch, answer, failure)));
    }

    private void takeAnswers(long waitMillis) throws ReplayException, InterruptedException {
        Answered next = answers.poll(waitMillis, TimeUnit.MILLISECONDS);
        while (next != null) {
            take(next);
            next = answers.poll();
        }
    }

    private void take(Answered answered) throws ReplayException, InterruptedException {
        Lane lane = answered.lane();
        BatchAnswer answer = answered.answer();
        if (answer == null) {
            failed(lane, answered.failure());
            return;
        }
        silentSinceMillis = 0;
        switch (answer) {
            case BatchAnswer.Applied applied -> delivered(lane);
            case BatchAnswer.FencedElsewhere(Position fence, String lastResults)
            when fence.equals(answered.batch().to()) -> delivered(lane);
            case BatchAnswer.FencedElsewhere elsewhere -> goOnFrom(lane.partition(), elsewhere.fence());
            case BatchAnswer.OtherBirth other ->
                throw new ReplayException("Redis became that of another store meanwhile (born "
                        + (other.birth().isEmpty() ? "of none" : other.birth()) + " instead of " + birth + ")");
        }
    }

    private void delivered(Lane lane) {
        events += lane.delivered().frames().size();
    }

    private void failed(Lane lane, @Nullable Throwable failure) throws ReplayException {
        long now = clock.millis();
        lane.failed(now);
        if (silentSinceMillis == 0) {
            silentSinceMillis = now;
        }
        if (failure != null && now - silentSinceMillis > SILENCE_MILLIS_MAX) {
            throw new ReplayException(
                    "Redis takes nothing (" + reason(failure)
                            + "); what it has it keeps, and the same again goes on from" + " there",
                    failure);
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return String.valueOf(cause.getMessage());
    }

    private void damaged(Damage damage) {
        if (told.add(new Place(damage.file().toString(), damage.offset()))) {
            witness.warned(
                    (journal.isUnfinished(damage) ? "the last event is not finished: " : "damaged, and passed over: ")
                            + damage.toText());
        }
    }
}
