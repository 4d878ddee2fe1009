package dev.pulley.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pulley.server.event.Position;
import dev.pulley.server.testing.FastFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happened to a journal's files: every event that is whole is kept, what is not is told, and it goes on. */
final class DamagedJournalTest {
    private static final int ROUNDS = 1_000;
    private static final long SEGMENT_BYTES = 4_000;

    /** Where an event lies. */
    private record Where(Path file, int start, int end) {}

    @TempDir(factory = FastFolder.class)
    @SuppressWarnings("NullAway.Init")
    Path folder;

    /** Three epochs, of two segments and more each. */
    private final Map<Position, Where> events = new LinkedHashMap<>();

    private final Map<Path, byte[]> originals = new LinkedHashMap<>();

    private Path source = Path.of("");

    @BeforeEach
    void write() throws IOException {
        source = Files.createDirectory(folder.resolve("source"));
        Path live = folder.resolve("live");
        SplittableRandom random = new SplittableRandom(1);
        for (int epoch = 1; epoch <= 3; epoch++) {
            try (Journal journal = open(live)) {
                for (int i = 0; i < 60; i++) {
                    append(journal, live, random.nextInt(200));
                    if (random.nextBoolean()) {
                        journal.makeRoom();
                    }
                }
                if (epoch == 3) {
                    // As a kill leaves it, with room at its end.
                    for (Path file : Entries.files(live)) {
                        originals.put(Files.copy(file, source.resolve(file.getFileName())), Files.readAllBytes(file));
                    }
                }
            }
        }
    }

    private void append(Journal journal, Path live, int length) throws IOException {
        int filesBefore = Entries.files(live).size();
        long bytesBefore = journal.bytes();
        Position position = Entries.append(journal, length);
        List<Path> files = Entries.files(live);
        int frameBytes =
                (int) (journal.bytes() - bytesBefore) - (files.size() > filesBefore ? FrameFormat.HEADER_BYTES : 0);
        Path file = source.resolve(files.getLast().getFileName());
        Where before = events.isEmpty()
                ? null
                : events.values().stream().reduce((a, b) -> b).get();
        int start = before != null && before.file().equals(file) ? before.end() : FrameFormat.HEADER_BYTES;
        events.put(position, new Where(file, start, start + frameBytes));
    }

    private static Journal open(Path folder) {
        return Journal.open(folder, Entries.NODE, Entries.segmentsOf(SEGMENT_BYTES));
    }

    private Path copy(String name) throws IOException {
        Path copy = Files.createDirectory(folder.resolve(name));
        for (Path file : Entries.files(source)) {
            Files.copy(file, copy.resolve(file.getFileName()));
        }
        return copy;
    }

    /** The events whose bytes are all as they were, though they may have moved. */
    private List<Position> intact(Map<Path, byte[]> damaged) {
        List<Position> intact = new ArrayList<>();
        for (Map.Entry<Position, Where> event : events.entrySet()) {
            Where where = event.getValue();
            byte[] file = damaged.get(where.file().getFileName());
            byte[] original = Objects.requireNonNull(originals.get(where.file()));
            if (file == null || contains(file, original, where)) {
                intact.add(event.getKey());
            }
        }
        return intact;
    }

    private static boolean contains(byte[] bytes, byte[] original, Where where) {
        int length = where.end() - where.start();
        for (int i = 0; i + length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + length, original, where.start(), where.end())) {
                return true;
            }
        }
        return false;
    }

    @Test
    void anyCutsAndBitFlips_inAnyFile_loseNoIntactEvent_andAreTold() throws IOException {
        List<Path> files = Entries.files(source);
        assertThat(files).as("segments").hasSizeGreaterThan(6);
        SplittableRandom random = new SplittableRandom(2);
        for (int round = 0; round < ROUNDS; round++) {
            Path copy = copy("round-" + round);
            Map<Path, byte[]> damaged = new LinkedHashMap<>();
            int times = 1 + random.nextInt(3);
            for (int i = 0; i < times; i++) {
                // The newest one more often than the others, as it is.
                Path file = random.nextBoolean() ? files.getLast() : files.get(random.nextInt(files.size()));
                Path name = file.getFileName();
                byte[] now = Objects.requireNonNull(damaged.getOrDefault(name, originals.get(file)));
                damaged.put(name, Damages.any(now, random));
            }
            for (Map.Entry<Path, byte[]> file : damaged.entrySet()) {
                Files.write(copy.resolve(file.getKey()), file.getValue());
            }
            assertRecovers(copy, intact(damaged), !damaged.isEmpty());
        }
    }

    private void assertRecovers(Path damaged, List<Position> intact, boolean isDamaged) {
        List<Position> kept;
        try (Journal journal = open(damaged)) {
            kept = Entries.all(journal);
            assertThat(kept).isEqualTo(intact);
            assertThat(journal.node()).isEqualTo(Entries.NODE);
            assertThat(journal.epoch()).isEqualTo(4);
            RecoveryReport report = journal.recovery();
            boolean isTold = report.toText().isPresent();
            // A cut between two events of the newest file leaves no trace.
            assertThat(isTold || kept.size() == events.size() || isEndOfNewest(kept))
                    .as("told: %s", report)
                    .isTrue();
            assertThat(isTold && !isDamaged).isFalse();
            Position next = Entries.append(journal, 9);
            assertThat(next.counter()).isGreaterThanOrEqualTo(kept.getLast().counter() + 1);
            kept = new ArrayList<>(kept);
            kept.add(next);
        }
        try (Journal journal = open(damaged)) {
            assertThat(journal.recovery().cutBytes()).isZero();
            assertThat(Entries.all(journal)).isEqualTo(kept);
        }
    }

    /** Whether all that is missing are the last events. */
    private boolean isEndOfNewest(List<Position> kept) {
        return List.copyOf(events.keySet()).subList(0, kept.size()).equals(kept);
    }

    @Test
    void anEventThatIsUnfinished_isCutOff_andTold() throws IOException {
        Path copy = copy("unfinished");
        Path newest = Entries.files(copy).getLast();
        byte[] whole = Files.readAllBytes(newest);
        Where last =
                Objects.requireNonNull(events.get(List.copyOf(events.keySet()).getLast()));
        Files.write(newest, Arrays.copyOf(whole, last.end() - 5));
        assertCutAndTold(copy, newest);
        Path withRoom = copy("unfinished-with-room");
        Path newestWithRoom = Entries.files(withRoom).getLast();
        Arrays.fill(whole, last.end() - 5, whole.length, (byte) 0);
        Files.write(newestWithRoom, whole);
        assertCutAndTold(withRoom, newestWithRoom);
    }

    private void assertCutAndTold(Path copy, Path newest) {
        try (Journal journal = open(copy)) {
            assertThat(journal.recovery().cut()).isPresent();
            assertThat(journal.recovery().passedOver()).isEmpty();
            assertThat(journal.recovery().toText().orElse("")).contains("cut", newest.toString());
            assertThat(journal.recovery().lastCounter()).isEqualTo(events.size() - 1);
        }
    }

    @Test
    void aHeaderThatIsDamaged_losesNoEvent_andIsTold() throws IOException {
        for (int i = 0; i < Entries.files(source).size(); i++) {
            Path copy = copy("header-" + i);
            Path file = Entries.files(copy).get(i);
            byte[] bytes = Files.readAllBytes(file);
            bytes[i % FrameFormat.HEADER_BYTES] ^= 4;
            Files.write(file, bytes);
            try (Journal journal = open(copy)) {
                assertThat(Entries.all(journal)).isEqualTo(List.copyOf(events.keySet()));
                assertThat(journal.recovery().passedOver())
                        .singleElement()
                        .satisfies(damage -> assertThat(damage.file()).isEqualTo(file));
            }
        }
    }

    /** A run that died before its first event, with its file just made. */
    @Test
    void aNewestFileWithoutAWholeHeader_leavesItsEpochUsed() throws IOException {
        for (int length = 0; length < FrameFormat.HEADER_BYTES; length += 31) {
            Path copy = copy("length-" + length);
            Path file = new SegmentName(4, events.size(), Entries.NODE).in(copy);
            Files.write(file, new byte[length]);
            try (Journal journal = open(copy)) {
                assertThat(journal.epoch()).as("never one that was used").isEqualTo(5);
                assertThat(Entries.append(journal, 1)).isEqualTo(new Position(5, events.size() + 1));
                assertThat(Entries.all(journal)).hasSize(events.size() + 1);
            }
            try (Journal journal = open(copy)) {
                assertThat(journal.recovery().toText()).as("told once").isEmpty();
            }
        }
    }

    @Test
    void segmentsOfTwoNodes_areRefused() throws IOException {
        Path copy = copy("two");
        Files.write(new SegmentName(9, 5, 5).in(copy), new byte[0]);
        assertThatThrownBy(() -> open(copy))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("nodes");
    }

    /** Whole and with the right checksum, but of a kind that only a later version knows. */
    @Test
    void anEventOfALaterVersion_isNamed_andNotTakenForDamage() throws IOException {
        Path copy = copy("later");
        Position position = List.copyOf(events.keySet()).get(3);
        Where where = Objects.requireNonNull(events.get(position));
        Path file = copy.resolve(where.file().getFileName());
        byte[] bytes = Files.readAllBytes(file);
        bytes[where.start() + FrameFormat.FRAME_FIXED_BYTES] = 99;
        int body = where.start() + FrameFormat.FRAME_PREFIX_BYTES;
        ByteBuffer.wrap(bytes)
                .putInt(
                        where.start() + 4,
                        FrameFormat.checksum(ByteBuffer.wrap(bytes).slice(body, where.end() - body)));
        Files.write(file, bytes);
        try (Journal journal = open(copy)) {
            assertThat(journal.recovery().toText()).isEmpty();
            JournalReader reader = journal.readAfter(Position.START);
            for (int i = 0; i < 3; i++) {
                assertThat(reader.next()).isNotNull();
            }
            assertThatThrownBy(reader::next).isInstanceOfSatisfying(UnreadableEventException.class, e -> {
                assertThat(e.position()).isEqualTo(position);
                assertThat(e.partition()).isEqualTo((int) (position.counter() % 64));
            });
            assertThat(Entries.drain(reader)).hasSize(events.size() - 4);
            reader.close();
        }
    }
}
