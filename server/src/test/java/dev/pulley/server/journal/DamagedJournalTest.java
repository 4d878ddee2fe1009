package dev.pulley.server.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.event.Position;
import dev.pulley.server.testing.FastFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happened to the end of the journal: all that is whole before the damage is kept, and it goes on from there. */
final class DamagedJournalTest {
    private static final int EVENTS = 60;
    private static final int ROUNDS = 1_000;

    @TempDir(factory = FastFolder.class)
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final List<Position> earlier = new ArrayList<>();
    private final List<Position> positions = new ArrayList<>();
    /** Where each event of the newest epoch ends in its file. */
    private final List<Long> ends = new ArrayList<>();

    private Path source = Path.of("");

    @BeforeEach
    void write() throws IOException {
        source = folder.resolve("source");
        SplittableRandom random = new SplittableRandom(1);
        try (Journal journal = Journal.open(source, Entries.NODE)) {
            for (int i = 0; i < 5; i++) {
                earlier.add(Entries.append(journal, i));
            }
        }
        try (Journal journal = Journal.open(source, Entries.NODE)) {
            for (int i = 0; i < EVENTS; i++) {
                positions.add(Entries.append(journal, random.nextInt(200)));
                ends.add(Files.size(Segment.fileIn(source, 2)));
            }
        }
    }

    /** A copy of the journal whose newest file has these bytes. */
    private Path copy(String name, byte[] newest) throws IOException {
        Path copy = Files.createDirectory(folder.resolve(name));
        Files.copy(Segment.fileIn(source, 1), Segment.fileIn(copy, 1));
        Files.write(Segment.fileIn(copy, 2), newest);
        return copy;
    }

    /** Opens it, and asserts that the first {@code whole} events of the newest epoch are there and nothing else. */
    private void assertKept(Path damaged, int whole, long size) {
        long end = whole == 0 ? FrameFormat.HEADER_BYTES : ends.get(whole - 1);
        List<Position> expected = new ArrayList<>(earlier);
        expected.addAll(positions.subList(0, whole));
        Position next;
        try (Journal journal = Journal.open(damaged, 1)) {
            assertThat(journal.recovery().cutBytes()).isEqualTo(size - end);
            assertThat(journal.recovery().lastCounter())
                    .isEqualTo(expected.getLast().counter());
            assertThat(Entries.all(journal)).isEqualTo(expected);
            next = Entries.append(journal, 9);
            assertThat(next).isEqualTo(new Position(3, expected.getLast().counter() + 1));
        }
        expected.add(next);
        try (Journal journal = Journal.open(damaged, 1)) {
            assertThat(journal.recovery().cutBytes()).isZero();
            assertThat(journal.node()).isEqualTo(Entries.NODE);
            assertThat(Entries.all(journal)).isEqualTo(expected);
        }
    }

    /** How many events end at or before this place. */
    private int wholeBefore(long offset) {
        return (int) ends.stream().filter(end -> end <= offset).count();
    }

    @Test
    void anyCutOrBitFlip_leavesWhatIsWholeBeforeIt() throws IOException {
        byte[] intact = Files.readAllBytes(Segment.fileIn(source, 2));
        SplittableRandom random = new SplittableRandom(2);
        for (int round = 0; round < ROUNDS; round++) {
            int at = FrameFormat.HEADER_BYTES + random.nextInt(intact.length - FrameFormat.HEADER_BYTES);
            byte[] damaged = switch (round % 4) {
                case 0 -> Arrays.copyOf(intact, at);
                case 1 -> flipped(intact, at, random);
                case 2 -> flipped(Arrays.copyOf(intact, at + 1), at, random);
                // As a power failure leaves it: the length is there, the bytes are not.
                default -> zeroed(intact, at);
            };
            assertKept(copy("damaged-" + round, damaged), wholeBefore(firstChange(intact, damaged)), damaged.length);
        }
    }

    private static byte[] flipped(byte[] bytes, int at, SplittableRandom random) {
        byte[] damaged = bytes.clone();
        damaged[at] ^= (byte) (1 << random.nextInt(8));
        return damaged;
    }

    private static byte[] zeroed(byte[] bytes, int from) {
        byte[] damaged = bytes.clone();
        Arrays.fill(damaged, from, damaged.length, (byte) 0);
        return damaged;
    }

    private static int firstChange(byte[] intact, byte[] damaged) {
        int mismatch = Arrays.mismatch(intact, damaged);
        return mismatch < 0 ? intact.length : mismatch;
    }

    @Test
    void moreBehindTheEnd_isCutOff() throws IOException {
        byte[] intact = Files.readAllBytes(Segment.fileIn(source, 2));
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 50; round++) {
            byte[] longer = Arrays.copyOf(intact, intact.length + 1 + random.nextInt(400));
            if (round % 2 == 0) {
                byte[] garbage = new byte[longer.length - intact.length];
                random.nextBytes(garbage);
                System.arraycopy(garbage, 0, longer, intact.length, garbage.length);
            }
            assertKept(copy("longer-" + round, longer), EVENTS, longer.length);
        }
    }

    /** A run that died before its first event, with its file just made. */
    @Test
    void aNewestFileWithoutAWholeHeader_isPassedOver() throws IOException {
        byte[] intact = Files.readAllBytes(Segment.fileIn(source, 2));
        for (int length = 0; length < FrameFormat.HEADER_BYTES; length++) {
            Path cut = copy("header-" + length, Arrays.copyOf(intact, length));
            try (Journal journal = Journal.open(cut, 1)) {
                assertThat(journal.node()).isEqualTo(Entries.NODE);
                assertThat(journal.epoch()).as("never one that was used").isEqualTo(3);
                Position next = Entries.append(journal, 1);
                assertThat(Entries.all(journal)).startsWith(earlier.getFirst()).endsWith(next);
            }
        }
    }
}
