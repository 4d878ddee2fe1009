package dev.pulley.server.shipper;

import dev.pulley.server.event.Position;
import dev.pulley.server.journal.Frame;
import dev.pulley.server.journal.JournalReader;
import dev.pulley.server.journal.UnreadableEventException;
import dev.pulley.server.ledger.Batch;
import dev.pulley.server.ledger.BatchAnswer;
import dev.pulley.server.ledger.Ledger;
import dev.pulley.server.task.Partition;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The lanes of all partitions, and how one journal is read into them. Used by one thread. */
final class Lanes {
    private final List<Lane> all;

    /** @param known how far each partition had come with the node's journal when that was last known */
    Lanes(long node, IntFunction<Position> known) {
        this.all = IntStream.range(0, Partition.COUNT)
                .mapToObj(partition -> new Lane(partition, node, known.apply(partition)))
                .toList();
    }

    List<Lane> all() {
        return all;
    }

    Lane of(int partition) {
        return all.get(partition);
    }

    /**
     * Hands what comes next in the journal to the lanes, or what one of them missed before.
     *
     * @param framesMax how much is read at most
     * @param onUnreadable is told of an event that this version can't read, at which its lane is held
     * @return whether the end was reached
     */
    boolean read(JournalReader reader, int framesMax, long nowMillis, Consumer<UnreadableEventException> onUnreadable) {
        Position from = reader.position();
        for (Lane lane : all) {
            if (lane.mustRead() && from.isAfter(lane.readTo())) {
                from = lane.readTo();
            }
        }
        if (!from.equals(reader.position())) {
            reader.seek(from);
        }
        for (int i = 0; i < framesMax; i++) {
            try {
                Frame frame = reader.next((position, partition) -> of(partition).wants(position));
                if (frame == null) {
                    return true;
                }
                of(frame.event().partition()).add(frame, nowMillis);
            } catch (UnreadableEventException e) {
                of(e.partition()).holdAt(e.position());
                onUnreadable.accept(e);
            }
        }
        return false;
    }

    /** Whatever goes wrong is a failed stage: a lane must not wait for an answer for ever. */
    static CompletionStage<BatchAnswer> apply(Ledger ledger, Batch batch, String birth) {
        try {
            return ledger.apply(batch, birth);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
