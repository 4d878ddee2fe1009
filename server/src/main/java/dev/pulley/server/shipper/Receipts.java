package dev.pulley.server.shipper;

import dev.pulley.server.event.Event.RewardByReference;
import dev.pulley.server.event.Event.RewardGiven;
import dev.pulley.server.event.Event.TaskNumbered;
import dev.pulley.server.event.Position;
import dev.pulley.server.journal.Frame;
import dev.pulley.server.journal.Journal;
import dev.pulley.server.journal.JournalException;
import dev.pulley.server.ledger.Batch;
import dev.pulley.server.ledger.BatchResults;
import dev.pulley.server.ledger.ChangeResult;
import dev.pulley.server.ledger.RewardResult;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What those who wait, and the journal, are told of a shipment that was applied. */
final class Receipts {
    private static final Logger LOG = LoggerFactory.getLogger(Receipts.class);

    private final Tickets tickets;
    private final Journal journal;
    private final InstantSource clock;

    Receipts(Tickets tickets, Journal journal, InstantSource clock) {
        this.tickets = tickets;
        this.journal = journal;
        this.clock = clock;
    }

    /** @param results what the ledger answered to the shipment's batch */
    void settle(Shipment shipment, String results) {
        switch (shipment.batch()) {
            case Batch.Evidence evidence -> settle(evidence, shipment.frames(), results);
            case Batch.Change change ->
                settle(change, shipment.frames().getFirst().position(), BatchResults.ofChange(results));
        }
    }

    private void settle(Batch.Evidence evidence, List<Frame> frames, String results) {
        List<RewardResult> rewards = BatchResults.ofRewards(evidence, results);
        List<List<RewardResult>> byReference = BatchResults.ofReferences(evidence, results);
        int next = 0;
        int nextByReference = 0;
        for (Frame frame : frames) {
            if (frame.event() instanceof RewardGiven) {
                tickets.settle(frame.position(), Settlement.OfReward.of(rewards.get(next++)));
            } else if (frame.event() instanceof RewardByReference) {
                tickets.settle(frame.position(), new Settlement.OfReward(byReference.get(nextByReference++)));
            }
        }
    }

    private void settle(Batch.Change change, Position position, ChangeResult result) {
        tickets.settle(position, new Settlement.OfChange(result));
        if (result instanceof ChangeResult.Stored(int id) && change.change().expectedRevision() == 0) {
            note(new TaskNumbered(
                    change.change().task().tenant(), id, change.change().task().name(), clock.millis()));
        }
    }

    /** Journals what is good to know for whoever reads the journal, and what nobody waits for. */
    private void note(TaskNumbered numbered) {
        try {
            journal.append(position -> numbered);
        } catch (JournalException e) {
            LOG.warn("the journal will not say that '{}' is the task {}", numbered.name(), numbered.task());
        }
    }
}
