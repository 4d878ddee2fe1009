package dev.pulley.server.trail;

import dev.pulley.server.event.Event;
import dev.pulley.server.event.Event.DecisionMade;
import dev.pulley.server.event.Event.DecisionsCounted;
import dev.pulley.server.event.Event.RewardByReference;
import dev.pulley.server.event.Event.RewardGiven;
import dev.pulley.server.event.Event.TaskChanged;
import dev.pulley.server.event.Event.TaskNumbered;
import dev.pulley.server.event.StampClock;
import dev.pulley.server.journal.Frame;
import dev.pulley.server.journal.JournalReader;
import dev.pulley.server.journal.UnreadableEventException;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The events of several journals in the order of their times. One event of each is held at a time. Each journal's own order
 * is kept, also where a clock went back. Not thread-safe.
 */
final class MergedJournals implements AutoCloseable {
    /** An event of a node. */
    record Entry(long node, Frame frame, long atMillis) {}

    /** A journal, and what comes next of it. */
    private static final class Source {
        final long node;
        final JournalReader reader;

        @Nullable
        Frame next;
        /** By which it is merged: the time of the event or, if that is later, of any before it. */
        long orderMillis = Long.MIN_VALUE;

        Source(long node, JournalReader reader) {
            this.node = node;
            this.reader = reader;
        }
    }

    /** A journal to be merged. */
    record Input(long node, JournalReader reader) {}

    private final PriorityQueue<Source> heads = new PriorityQueue<>(
            Comparator.<Source>comparingLong(source -> source.orderMillis).thenComparingLong(source -> source.node));
    private final List<Input> inputs;
    private final Consumer<UnreadableEventException> unreadable;

    /** @param unreadable is told of each event that is passed over because this version can't read it */
    MergedJournals(List<Input> inputs, Consumer<UnreadableEventException> unreadable) {
        this.inputs = List.copyOf(inputs);
        this.unreadable = unreadable;
        for (Input input : inputs) {
            advance(new Source(input.node(), input.reader()));
        }
    }

    private void advance(Source source) {
        source.next = nextReadable(source.reader);
        if (source.next != null) {
            source.orderMillis = Math.max(source.orderMillis, atMillis(source.next.event()));
            heads.add(source);
        }
    }

    private @Nullable Frame nextReadable(JournalReader reader) {
        while (true) {
            try {
                return reader.next();
            } catch (UnreadableEventException e) {
                unreadable.accept(e);
            }
        }
    }

    /** The next event; null behind the last. */
    @Nullable
    Entry next() {
        Source first = heads.poll();
        if (first == null || first.next == null) {
            return null;
        }
        Frame frame = first.next;
        advance(first);
        return new Entry(first.node, frame, atMillis(frame.event()));
    }

    /** When it happened, as its node had it. */
    static long atMillis(Event event) {
        return switch (event) {
            case DecisionMade made -> made.decision().atMillis();
            case DecisionsCounted counted -> counted.atMillis();
            case RewardGiven given -> StampClock.millis(given.stamp());
            case RewardByReference given -> StampClock.millis(given.stamp());
            case TaskNumbered numbered -> numbered.atMillis();
            case TaskChanged changed -> changed.task().updatedMillis();
        };
    }

    @Override
    public void close() {
        inputs.forEach(input -> input.reader().close());
    }
}
