package dev.pulley.server.journal;

import dev.pulley.server.event.Event;
import dev.pulley.server.event.Event.DecisionMade;
import dev.pulley.server.event.Position;
import dev.pulley.server.token.Decision;
import dev.pulley.server.token.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Events that say by themselves where they belong, to be found again. */
final class Entries {
    static final long NODE = 77;
    static final long AT_MILLIS = 1_790_000_000_000L;

    /** What an event closes after its time, unless a test says otherwise. */
    static final long OPEN_MILLIS = 600_000;

    private Entries() {}

    /** An event of a partition, with a text of so many bytes that depend on its position. */
    static Event at(Position position, int partition, int length) {
        return at(position, partition, length, AT_MILLIS + OPEN_MILLIS);
    }

    static DecisionMade at(Position position, int partition, int length, long closesAtMillis) {
        byte[] about = new byte[length];
        Arrays.fill(about, (byte) (1 + position.counter() % 100));
        Place place = new Place(NODE, position.epoch(), position.counter(), 1, 0);
        return new DecisionMade(
                new Decision(1, 64 + partition, 1, 1, 1, 0.5, AT_MILLIS, 3, place), true, closesAtMillis, null, about);
    }

    static Position append(Journal journal, int length) {
        return journal.append(position -> at(position, (int) (position.counter() % 64), length));
    }

    /** With segments of about so many bytes, and all kept. */
    static JournalSettings segmentsOf(long bytes) {
        return new JournalSettings(Fsync.NEVER, bytes, Retention.ALL);
    }

    /** All frames from here to the end, each of which must be what was appended there. */
    static List<Position> drain(JournalReader reader) {
        List<Position> positions = new ArrayList<>();
        @Nullable Frame frame;
        while ((frame = reader.next()) != null) {
            if (!(frame.event() instanceof DecisionMade made)) {
                throw new AssertionError("another event: " + frame);
            }
            Event expected =
                    at(frame.position(), frame.event().partition(), made.about().length, made.closesAtMillis());
            if (!frame.event().equals(expected)) {
                throw new AssertionError("changed at " + frame.position());
            }
            positions.add(frame.position());
        }
        return positions;
    }

    static List<Position> all(Journal journal) {
        try (JournalReader reader = journal.readAfter(Position.START)) {
            return drain(reader);
        }
    }

    /** The journal's files, in order. */
    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
