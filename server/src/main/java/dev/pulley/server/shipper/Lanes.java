package dev.pulley.server.shipper;

import dev.pulley.server.event.Position;
import dev.pulley.server.journal.Frame;
import dev.pulley.server.journal.JournalReader;
import dev.pulley.server.journal.UnreadableEventException;
import dev.pulley.server.ledger.GivenBack;
import dev.pulley.server.task.Partition;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The lanes of all partitions, and how one journal is read into them. Used by one thread. */
final class Lanes {
    private final List<Lane> all;
    private final IntFunction<Position> ends;
    private int lookedAt;

    /**
     * Lanes that wait until they are told how far the ledger has come.
     *
     * @param known how far each partition had come with the node's journal when that was last known
     * @param ends where the events of each partition end in the journal, as it is at the time
     */
    Lanes(long node, IntFunction<Position> known, IntFunction<Position> ends) {
        this.ends = ends;
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

    /** The ledger stands there with a partition: what comes behind that is to be read, and sent. */
    void goOnFrom(int partition, Position position, GivenBack has) {
        of(partition).goOnFrom(position, ends.apply(partition), has);
    }

    /** Up to where all events are applied, in every partition, as far as is known. */
    Position shippedTo(JournalReader reader, Position last) {
        // What is not behind the last event that was known before is known to be read, where a lane has read to its
        // end.
        Position shipped = last;
        for (Lane lane : all) {
            boolean hasAll = !ends.apply(lane.partition()).isAfter(lane.readTo());
            Position ofLane = lane.shippedTo(hasAll ? last : reader.position());
            shipped = shipped.isAfter(ofLane) ? ofLane : shipped;
        }
        return shipped;
    }

    /**
     * Hands what comes next in the journal to the lanes, or what one of them missed before. Where none has room for what there
     * is, nothing is read: it would have to be read again.
     *
     * @param framesMax how much is looked at
     * @param onUnreadable is told of an event that this version can't read, at which its lane is held
     * @return whether there is nothing to go on with now
     */
    boolean read(JournalReader reader, int framesMax, long nowMillis, Consumer<UnreadableEventException> onUnreadable) {
        Position from = reader.position();
        boolean isAnyOpen = false;
        for (Lane lane : all) {
            if (lane.mustRead() && from.isAfter(lane.readTo())) {
                from = lane.readTo();
            }
            isAnyOpen |= lane.isOpen(ends.apply(lane.partition()));
        }
        if (!isAnyOpen) {
            return true;
        }
        if (!from.equals(reader.position())) {
            reader.seek(from);
        }
        lookedAt = 0;
        while (lookedAt < framesMax) {
            try {
                Frame frame = reader.next(this::isWanted, framesMax - lookedAt);
                if (frame == null) {
                    return reader.isAtEnd();
                }
                of(frame.event().partition()).add(frame, nowMillis);
            } catch (UnreadableEventException e) {
                of(e.partition()).holdAt(e.position());
                onUnreadable.accept(e);
            }
        }
        return false;
    }

    private boolean isWanted(Position position, int partition) {
        lookedAt++;
        return of(partition).wants(position);
    }
}
