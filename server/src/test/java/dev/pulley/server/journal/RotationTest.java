package dev.pulley.server.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.event.Event;
import dev.pulley.server.event.Position;
import dev.pulley.server.testing.FastFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RotationTest {
    private static final long SEGMENT_BYTES = 10_000;

    @TempDir(factory = FastFolder.class)
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private Journal open() {
        return Journal.open(folder, Entries.NODE, Entries.segmentsOf(SEGMENT_BYTES));
    }

    private static List<Position> appended(Journal journal, int count) {
        List<Position> positions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            positions.add(Entries.append(journal, i % 300));
        }
        return positions;
    }

    @Test
    void segments_haveABoundedSize_andNamesInTheOrderOfTheirEvents() throws IOException {
        List<Position> positions = new ArrayList<>();
        try (Journal journal = open()) {
            positions.addAll(appended(journal, 500));
        }
        try (Journal journal = open()) {
            positions.addAll(appended(journal, 500));
            assertThat(Entries.all(journal)).isEqualTo(positions);
            assertThat(journal.bytes())
                    .isEqualTo(Entries.files(folder).stream()
                            .mapToLong(file -> file.toFile().length())
                            .sum());
        }
        List<Path> files = Entries.files(folder);
        assertThat(files)
                .hasSizeGreaterThan(15)
                .allSatisfy(file -> assertThat(Files.size(file)).isLessThanOrEqualTo(SEGMENT_BYTES));
        assertThat(files).extracting(file -> SegmentName.of(file).orElseThrow()).isSorted();
    }

    /** By this a start knows for whom there is nothing to read; too late is harmless, too early would lose events. */
    @Test
    void theEndOfEachPartition_isKnownAfterANewStart_alsoWithDamagedHeadersAndDeletedSegments() throws IOException {
        Position[] ends = new Position[Event.PARTITIONS];
        Arrays.fill(ends, Position.START);
        for (int run = 0; run < 3; run++) {
            try (Journal journal = open()) {
                for (int partition = run; partition < 10 + run; partition++) {
                    int at = partition;
                    for (int i = 0; i < 20; i++) {
                        ends[at] = journal.append(position -> Entries.at(position, at, 200));
                    }
                }
                assertEnds(journal, ends);
            }
        }
        List<Path> files = Entries.files(folder);
        Files.delete(files.getFirst());
        for (Path file : List.of(files.get(2), files.get(3), files.getLast())) {
            byte[] bytes = Files.readAllBytes(file);
            bytes[50] ^= 1;
            Files.write(file, bytes);
        }
        try (Journal journal = open()) {
            assertEnds(journal, ends);
        }
        try (Journal journal = open()) {
            assertEnds(journal, ends);
        }
    }

    private static void assertEnds(Journal journal, Position[] ends) {
        for (int partition = 0; partition < ends.length; partition++) {
            assertThat(journal.end(partition)).as("partition %d", partition).isEqualTo(ends[partition]);
        }
    }

    @Test
    void anEventLargerThanASegment_hasOneOfItsOwn() throws IOException {
        try (Journal journal = open()) {
            Position first = Entries.append(journal, 10);
            Position large = Entries.append(journal, 50_000);
            Position last = Entries.append(journal, 10);
            assertThat(Entries.all(journal)).containsExactly(first, large, last);
            assertThat(Entries.files(folder)).hasSize(3);
        }
    }

    @Test
    void readers_crossSegments_fromAnyPosition() {
        try (Journal journal = open()) {
            List<Position> positions = appended(journal, 2_500);
            SplittableRandom random = new SplittableRandom(1);
            try (JournalReader reader = journal.readAfter(Position.START)) {
                for (int round = 0; round < 200; round++) {
                    int at = random.nextInt(positions.size() - 1);
                    reader.seek(positions.get(at));
                    int many = Math.min(100, positions.size() - 1 - at);
                    for (int i = 1; i <= many; i++) {
                        Frame frame = reader.next();
                        assertThat(frame).isNotNull();
                        assertThat(frame == null ? null : frame.position()).isEqualTo(positions.get(at + i));
                    }
                }
            }
        }
    }

    @Test
    void readersBesideAppenders_seeEveryEventOnceAndInOrder_acrossHundredsOfSegments() throws InterruptedException {
        int appenders = 2;
        int each = 10_000;
        try (Journal journal = open()) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < appenders; i++) {
                threads.add(Thread.ofPlatform().start(() -> appended(journal, each)));
            }
            List<List<Position>> seen = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                List<Position> mine = new ArrayList<>();
                seen.add(mine);
                threads.add(Thread.ofPlatform().start(() -> {
                    try (JournalReader reader = journal.readAfter(Position.START)) {
                        while (mine.size() < appenders * each) {
                            mine.addAll(Entries.drain(reader));
                        }
                    }
                }));
            }
            // As the keeper does meanwhile.
            while (threads.getFirst().isAlive() || threads.get(1).isAlive()) {
                journal.force();
                journal.tend(0);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            for (List<Position> mine : seen) {
                assertThat(mine).hasSize(appenders * each).isSorted().doesNotHaveDuplicates();
                assertThat(mine.getLast()).isEqualTo(journal.last());
            }
        }
    }

    /** An interrupt closes the file that is just written or read. */
    @Test
    void anInterruptedThread_stopsNoOther() throws InterruptedException {
        try (Journal journal = open()) {
            List<Position> before = appended(journal, 20);
            CountDownLatch done = new CountDownLatch(1);
            Thread interrupted = Thread.ofPlatform().start(() -> {
                Thread.currentThread().interrupt();
                try {
                    Entries.append(journal, 5);
                } catch (JournalException e) {
                    done.countDown();
                }
            });
            interrupted.join();
            assertThat(done.getCount()).as("it was refused").isZero();
            Position next = Entries.append(journal, 5);
            assertThat(next.counter()).isEqualTo(21);
            assertThat(Entries.all(journal))
                    .startsWith(before.getFirst())
                    .endsWith(next)
                    .hasSize(21);
        }
        try (Journal journal = open()) {
            assertThat(Entries.all(journal)).hasSize(21);
        }
    }

    @Test
    void aFolderThatVanished_isMadeAgain_andTheReaderGoesOn() throws IOException {
        try (Journal journal = open()) {
            JournalReader reader = journal.readAfter(Position.START);
            Position first = Entries.append(journal, 5);
            assertThat(Entries.drain(reader)).containsExactly(first);
            for (Path file : Entries.files(folder)) {
                Files.delete(file);
            }
            Files.delete(folder);
            journal.tend(0);
            Position second = Entries.append(journal, 6);
            assertThat(Entries.drain(reader)).containsExactly(second);
            assertThat(Entries.files(folder)).hasSize(1);
            reader.close();
        }
        try (Journal journal = open()) {
            assertThat(journal.last().counter()).isEqualTo(2);
        }
    }

    @Test
    void everyPolicy_keepsWhatWasAppended() {
        for (Fsync fsync : Fsync.values()) {
            Path mine = folder.resolve(fsync.name());
            JournalSettings settings = new JournalSettings(fsync, SEGMENT_BYTES, Retention.ALL);
            List<Position> positions;
            try (Journal journal = Journal.open(mine, Entries.NODE, settings)) {
                positions = appended(journal, 200);
                journal.force();
            }
            try (Journal journal = Journal.open(mine, Entries.NODE, settings)) {
                assertThat(Entries.all(journal)).isEqualTo(positions);
            }
        }
    }
}
