package dev.pulley.server.journal;

import dev.pulley.server.event.Event;
import dev.pulley.server.event.Event.DecisionMade;
import dev.pulley.server.event.Position;
import dev.pulley.server.token.Decision;
import dev.pulley.server.token.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events that say by themselves where they belong, to be found again. */
final class Entries {
    static final long NODE = 77;

    private Entries() {}

    /** An event of a partition, with a text of so many bytes that depend on its position. */
    static Event at(Position position, int partition, int length) {
        byte[] about = new byte[length];
        Arrays.fill(about, (byte) position.counter());
        Place place = new Place(NODE, position.epoch(), position.counter(), 1, 0);
        return new DecisionMade(
                new Decision(1, 64 + partition, 1, 1, 1, 0.5, 1_790_000_000_000L, 3, place), true, about);
    }

    static Position append(Journal journal, int length) {
        return journal.append(position -> at(position, (int) (position.counter() % 64), length));
    }

    /** All frames from here to the end, each of which must be what was appended there. */
    static List<Position> drain(JournalReader reader) {
        List<Position> positions = new ArrayList<>();
        @Nullable Frame frame;
        while ((frame = reader.next()) != null) {
            if (!(frame.event() instanceof DecisionMade made)) {
                throw new AssertionError("another event: " + frame);
            }
            Event expected = at(frame.position(), frame.event().partition(), made.about().length);
            if (!frame.event().equals(expected)) {
                throw new AssertionError("changed at " + frame.position());
            }
            positions.add(frame.position());
        }
        return positions;
    }

    static List<Position> all(Journal journal) {
        return drain(journal.readAfter(Position.START));
    }
}
