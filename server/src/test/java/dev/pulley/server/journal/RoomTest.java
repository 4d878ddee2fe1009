package dev.pulley.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pulley.server.event.Position;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal with room behind its frames, as a keeper makes it. */
final class RoomTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private Path live = Path.of("");

    @BeforeEach
    void requireRoom() throws IOException {
        live = folder.resolve("live");
        assumeTrue(Room.isFor(folder), "room is made on some file systems only");
    }

    private Path file() throws IOException {
        return Entries.files(live).getLast();
    }

    /** As a kill leaves it: what was copied into a map is in the file, and so is what room there is. */
    private Path copy() throws IOException {
        Path copy = Files.createDirectory(folder.resolve("copy"));
        for (Path file : Entries.files(live)) {
            Files.copy(file, copy.resolve(file.getFileName()));
        }
        return copy;
    }

    @Test
    void room_isMadeWhenAsked_isNoPartOfTheJournal_andGoesWhenItIsClosed() throws IOException {
        List<Position> positions = new ArrayList<>();
        try (Journal journal = Journal.open(live, Entries.NODE)) {
            journal.makeRoom();
            assertThat(Files.size(file())).as("nobody asked").isEqualTo(FrameFormat.HEADER_BYTES);
            positions.add(Entries.append(journal, 10));
            long bytes = journal.bytes();
            journal.makeRoom();
            assertThat(Files.size(file())).isEqualTo(bytes + SegmentWriter.ROOM_BYTES);
            assertThat(journal.bytes()).isEqualTo(bytes);
            for (int i = 0; i < 1_000; i++) {
                positions.add(Entries.append(journal, i % 300));
            }
            assertThat(Files.size(file())).as("nothing was written").isEqualTo(bytes + SegmentWriter.ROOM_BYTES);
            assertThat(Entries.all(journal)).isEqualTo(positions);
        }
        try (Journal journal = Journal.open(live, Entries.NODE)) {
            assertThat(journal.recovery().toText()).isEmpty();
            assertThat(journal.bytes())
                    .isEqualTo(Entries.files(live).stream()
                            .mapToLong(path -> path.toFile().length())
                            .sum());
            assertThat(Entries.all(journal)).isEqualTo(positions);
        }
    }

    @Test
    void moreRoom_isAskedForBeforeItIsUsedUp_andWhatDoesNotFitIsWritten() {
        AtomicInteger asked = new AtomicInteger();
        List<Position> positions = new ArrayList<>();
        try (Journal journal = Journal.open(live, Entries.NODE)) {
            journal.onRoomWanted(asked::incrementAndGet);
            for (int i = 0; i < 40; i++) {
                positions.add(Entries.append(journal, 300_000 + i));
                if (i % 10 < 5) {
                    journal.makeRoom();
                }
            }
            assertThat(asked.get()).as("once for each time that it was made").isBetween(4, 20);
            assertThat(Entries.all(journal)).isEqualTo(positions);
        }
    }

    @Test
    void aKilledServersJournal_hasAllThatWasAppended_andNothingIsToldOfTheRoom() throws IOException {
        List<Position> positions = new ArrayList<>();
        try (Journal journal = Journal.open(live, Entries.NODE)) {
            for (int i = 0; i < 500; i++) {
                positions.add(Entries.append(journal, i));
                journal.makeRoom();
            }
            Path copy = copy();
            List<Damage> told = new ArrayList<>();
            try (JournalReader reader = JournalArchive.open(copy).read(told::add)) {
                assertThat(Entries.drain(reader)).isEqualTo(positions);
            }
            assertThat(told).isEmpty();
            try (Journal again = Journal.open(copy, 1)) {
                assertThat(again.recovery().toText()).isEmpty();
                assertThat(again.recovery().lastCounter()).isEqualTo(500);
                positions.add(Entries.append(again, 7));
                assertThat(Entries.all(again)).isEqualTo(positions);
            }
        }
    }

    /** Killed between the new segment's beginning and the old one's end. */
    @Test
    void roomInASegmentThatIsNotTheNewest_isNoDamage() throws IOException {
        List<Position> positions = new ArrayList<>();
        try (Journal journal = Journal.open(live, Entries.NODE)) {
            positions.add(Entries.append(journal, 10));
            journal.makeRoom();
            positions.add(Entries.append(journal, 20));
            Path copy = copy();
            SegmentWriter.create(
                    copy,
                    new FrameFormat.Header(new SegmentName(1, 2, Entries.NODE), Long.MAX_VALUE, new PartitionEnds()));
            try (Journal again = Journal.open(copy, 1)) {
                assertThat(again.recovery().toText()).isEmpty();
                assertThat(Entries.all(again)).isEqualTo(positions);
            }
        }
    }

    /** To reach behind the end of a mapped file is a signal, which Java tells in its own way. */
    @Test
    void aFileThatSomebodyCutShort_refusesOneEvent_andTheNextGoesIntoAnother() throws IOException {
        try (Journal journal = Journal.open(live, Entries.NODE)) {
            Position first = Entries.append(journal, 10);
            journal.makeRoom();
            try (FileChannel cutting = FileChannel.open(file(), StandardOpenOption.WRITE)) {
                cutting.truncate(0);
            }
            assertThatThrownBy(() -> Entries.append(journal, 20)).isInstanceOf(JournalException.class);
            Position next = Entries.append(journal, 30);
            assertThat(next.counter()).isEqualTo(first.counter() + 1);
            assertThat(Entries.files(live)).hasSize(2);
        }
        try (Journal journal = Journal.open(live, Entries.NODE)) {
            assertThat(Entries.all(journal).getLast().counter()).isEqualTo(2);
        }
    }
}
