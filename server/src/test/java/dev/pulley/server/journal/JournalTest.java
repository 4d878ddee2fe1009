package dev.pulley.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pulley.server.event.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private Journal open() {
        return Journal.open(folder, Entries.NODE);
    }

    /** Some epochs with so many events each. */
    private List<Position> written(int... events) {
        List<Position> positions = new ArrayList<>();
        for (int count : events) {
            try (Journal journal = open()) {
                for (int i = 0; i < count; i++) {
                    positions.add(Entries.append(journal, i % 300));
                }
            }
        }
        return positions;
    }

    @Test
    void events_areReadInTheOrderOfTheirAppending_overAllEpochs() {
        List<Position> positions = written(3, 0, 2_500, 1, 40);
        try (Journal journal = open()) {
            positions.add(Entries.append(journal, 5));
            assertThat(Entries.all(journal)).isEqualTo(positions);
            assertThat(journal.last()).isEqualTo(positions.getLast());
        }
        assertThat(positions).isSorted().doesNotHaveDuplicates();
        assertThat(positions.stream().map(Position::counter)).isEqualTo(counters(positions.size()));
    }

    private static List<Long> counters(int count) {
        List<Long> counters = new ArrayList<>();
        for (long i = 1; i <= count; i++) {
            counters.add(i);
        }
        return counters;
    }

    @Test
    void open_again_raisesTheEpoch_andKeepsTheNode() {
        try (Journal journal = Journal.open(folder, 5)) {
            assertThat(journal.epoch()).isEqualTo(1);
            assertThat(journal.node()).isEqualTo(5);
            assertThat(journal.last()).isEqualTo(new Position(1, 0));
        }
        try (Journal journal = Journal.open(folder, 6)) {
            assertThat(journal.epoch()).isEqualTo(2);
            assertThat(journal.node()).isEqualTo(5);
            assertThat(journal.recovery().cutBytes()).isZero();
        }
    }

    @Test
    void readAfter_anyPosition_goesOnRightBehindIt() {
        List<Position> positions = written(1_500, 10, 3_000);
        SplittableRandom random = new SplittableRandom(4);
        try (Journal journal = open()) {
            JournalReader sought = journal.readAfter(positions.getLast());
            assertThat(sought.next()).isNull();
            for (int round = 0; round < 300; round++) {
                int at = random.nextInt(positions.size() - 1);
                sought.seek(positions.get(at));
                assertPosition(sought.next(), positions.get(at + 1));
                assertPosition(journal.readAfter(positions.get(at)).next(), positions.get(at + 1));
            }
        }
    }

    private static void assertPosition(@Nullable Frame frame, Position expected) {
        assertThat(frame).isNotNull();
        assertThat(frame == null ? null : frame.position()).isEqualTo(expected);
    }

    /** A journal may have lost its end in a power failure after Redis had taken it: the fence is then ahead. */
    @Test
    void readAfter_aPositionBehindTheEndOfItsEpoch_goesOnWithTheNextEpoch() {
        List<Position> positions = written(5, 0, 4);
        try (Journal journal = open()) {
            Position ahead = new Position(1, 900);
            assertThat(Entries.drain(journal.readAfter(ahead))).isEqualTo(positions.subList(5, 9));
            assertThat(Entries.drain(journal.readAfter(new Position(2, 7)))).isEqualTo(positions.subList(5, 9));
            assertThat(Entries.drain(journal.readAfter(new Position(9, 1)))).isEmpty();
        }
    }

    @Test
    void next_withAChoice_passesOverTheOthers() {
        List<Position> positions = written(1_000);
        try (Journal journal = open()) {
            JournalReader reader = journal.readAfter(Position.START);
            List<Position> chosen = new ArrayList<>();
            @Nullable Frame frame;
            while ((frame = reader.next((position, partition) -> partition == 3)) != null) {
                assertThat(frame.event().partition()).isEqualTo(3);
                chosen.add(frame.position());
            }
            assertThat(chosen)
                    .isEqualTo(positions.stream()
                            .filter(position -> position.counter() % 64 == 3)
                            .toList());
            assertThat(reader.position()).isEqualTo(positions.getLast());
        }
    }

    @Test
    void events_largerThanABlockOfReading_areReadWhole() {
        List<Position> positions = new ArrayList<>();
        try (Journal journal = open()) {
            for (int length : new int[] {10, 300_000, 7, 1_048_576, 262_144, 0, 3_000_000}) {
                positions.add(Entries.append(journal, length));
            }
            assertThat(Entries.all(journal)).isEqualTo(positions);
        }
        try (Journal journal = open()) {
            assertThat(Entries.all(journal)).isEqualTo(positions);
            assertThat(journal.recovery().cutBytes()).isZero();
        }
    }

    /** It would be taken for damage when it is read, and all behind it would be lost. */
    @Test
    void anEventBeyondTheLimit_isRefused_andTheNextOneIsNot() {
        try (Journal journal = open()) {
            Position first = Entries.append(journal, 3);
            assertThatThrownBy(() -> Entries.append(journal, FrameFormat.FRAME_BYTES_MAX))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("bytes");
            Position second = Entries.append(journal, 4);
            assertThat(second.counter()).isEqualTo(first.counter() + 1);
            assertThat(Entries.all(journal)).containsExactly(first, second);
        }
    }

    @Test
    void anEventThatCantBeMade_takesNoPosition() {
        try (Journal journal = open()) {
            Position first = Entries.append(journal, 3);
            assertThatThrownBy(() -> journal.append(position -> {
                        throw new IllegalStateException("no event");
                    }))
                    .hasMessage("no event");
            Position second = Entries.append(journal, 4);
            assertThat(Entries.all(journal)).containsExactly(first, second);
        }
    }

    @Test
    void whoWaitsForAnEvent_isThereBeforeAnyReaderSeesIt() {
        try (Journal journal = open()) {
            AtomicInteger told = new AtomicInteger();
            Position position = journal.append(at -> Entries.at(at, 3, 10), at -> {
                assertThat(Entries.all(journal)).doesNotContain(at);
                told.incrementAndGet();
            });
            assertThat(told.get()).isEqualTo(1);
            assertThat(Entries.all(journal)).containsExactly(position);
        }
    }

    @Test
    void listeners_areToldOfEveryAppend_butByThoseWhoWaitForOne() {
        try (Journal journal = open()) {
            AtomicInteger told = new AtomicInteger();
            journal.onAppend(told::incrementAndGet);
            Entries.append(journal, 1);
            Entries.append(journal, 1);
            assertThat(told.get()).isEqualTo(2);
            journal.append(at -> Entries.at(at, 3, 10), at -> {});
            assertThat(told.get()).isEqualTo(2);
        }
    }

    @Test
    void append_toAClosedJournal_saysSo() {
        Journal journal = open();
        Position position = Entries.append(journal, 1);
        journal.close();
        assertThatThrownBy(() -> Entries.append(journal, 1)).isInstanceOf(JournalException.class);
        try (Journal again = open()) {
            assertThat(Entries.all(again)).containsExactly(position);
        }
    }

    @Test
    void open_whereNoFolderCanBe_saysSo() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> Journal.open(file, 1))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void readers_besideAppenders_seeEveryFrameWholeAndInOrder() throws InterruptedException {
        int appenders = 2;
        int each = 20_000;
        int readers = 2;
        try (Journal journal = open()) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < appenders; i++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int n = 0; n < each; n++) {
                        Entries.append(journal, n % 700);
                    }
                }));
            }
            List<List<Position>> seen = new ArrayList<>();
            for (int i = 0; i < readers; i++) {
                List<Position> mine = new ArrayList<>();
                seen.add(mine);
                threads.add(Thread.ofPlatform().start(() -> {
                    JournalReader reader = journal.readAfter(Position.START);
                    while (mine.size() < appenders * each) {
                        mine.addAll(Entries.drain(reader));
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            for (List<Position> mine : seen) {
                assertThat(mine.stream().map(Position::counter).toList()).isEqualTo(counters(appenders * each));
            }
        }
    }
}
