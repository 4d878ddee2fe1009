package dev.pulley.server.journal;

import dev.pulley.server.event.Event;
import dev.pulley.server.event.Position;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Where each partition's events end: the position of its last one, or a later one. So whoever reads on for a partition
 * knows without reading whether there is anything. Thread-safe.
 */
final class PartitionEnds {
    static final int BYTES = Event.PARTITIONS * (Integer.BYTES + Long.BYTES);

    private final AtomicReferenceArray<Position> ends = new AtomicReferenceArray<>(Event.PARTITIONS);

    /** Of a journal without events. */
    PartitionEnds() {
        for (int partition = 0; partition < Event.PARTITIONS; partition++) {
            ends.set(partition, Position.START);
        }
    }

    static PartitionEnds read(ByteBuffer in) {
        PartitionEnds read = new PartitionEnds();
        for (int partition = 0; partition < Event.PARTITIONS; partition++) {
            read.ends.set(partition, new Position(in.getInt(), in.getLong()));
        }
        return read;
    }

    void writeTo(ByteBuffer out) {
        for (int partition = 0; partition < Event.PARTITIONS; partition++) {
            Position end = ends.get(partition);
            out.putInt(end.epoch()).putLong(end.counter());
        }
    }

    Position of(int partition) {
        return ends.get(partition);
    }

    /** There is an event of a partition there. By one thread at a time. */
    void reach(int partition, Position position) {
        if (position.isAfter(ends.get(partition))) {
            ends.set(partition, position);
        }
    }

    void reachAll(PartitionEnds others) {
        for (int partition = 0; partition < Event.PARTITIONS; partition++) {
            reach(partition, others.of(partition));
        }
    }
}
