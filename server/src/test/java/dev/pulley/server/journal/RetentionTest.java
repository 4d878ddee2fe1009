package dev.pulley.server.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.event.Position;
import dev.pulley.server.testing.FastFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RetentionTest {
    private static final long SEGMENT_BYTES = 2_000;
    private static final long HOUR = 3_600_000;
    private static final long NOW = Entries.AT_MILLIS + 10 * HOUR;

    @TempDir(factory = FastFolder.class)
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final List<Position> positions = new ArrayList<>();

    private Journal open(Retention retention) {
        return Journal.open(folder, Entries.NODE, new JournalSettings(Fsync.NEVER, SEGMENT_BYTES, retention));
    }

    private static Retention age(long hours) {
        return new Retention(Optional.of(Duration.ofHours(hours)), Optional.empty());
    }

    private static Retention bytes(long most) {
        return new Retention(Optional.empty(), Optional.of(most));
    }

    /** Appends events that each close an hour after the one before. */
    private void append(Journal journal, int count) {
        for (int i = 0; i < count; i++) {
            long closes = Entries.AT_MILLIS + positions.size() * HOUR;
            positions.add(journal.append(position -> Entries.at(position, 1, 400, closes)));
        }
    }

    private void setAges(long... hours) throws IOException {
        List<Path> files = Entries.files(folder);
        for (int i = 0; i < hours.length; i++) {
            Files.setLastModifiedTime(files.get(i), FileTime.fromMillis(NOW - hours[i] * HOUR));
        }
    }

    @Test
    void withoutLimits_allIsKept() throws IOException {
        try (Journal journal = open(Retention.ALL)) {
            append(journal, 40);
            int files = Entries.files(folder).size();
            Retention.Outcome outcome = journal.retain(new Retention.Safe(journal.last(), Long.MAX_VALUE), NOW);
            assertThat(outcome).isEqualTo(new Retention.Outcome(0, 0, Optional.empty()));
            assertThat(Entries.files(folder)).hasSize(files);
        }
    }

    @Test
    void whatIsOlderThanTheAge_goes_andNothingYounger() throws IOException {
        try (Journal journal = open(age(3))) {
            append(journal, 40);
            setAges(9, 8, 7, 1, 1);
            Retention.Outcome outcome = journal.retain(new Retention.Safe(journal.last(), Long.MAX_VALUE), NOW);
            assertThat(outcome.segments()).isEqualTo(3);
            assertThat(outcome.heldBack()).isEmpty();
            List<Position> left = Entries.all(journal);
            assertThat(left).isEqualTo(positions.subList(positions.size() - left.size(), positions.size()));
            assertThat(SegmentName.of(Entries.files(folder).getFirst())
                            .orElseThrow()
                            .counterBefore())
                    .isEqualTo(left.getFirst().counter() - 1);
        }
    }

    @Test
    void beyondTheSize_theOldestGo_butNeverTheActiveOne() throws IOException {
        try (Journal journal = open(bytes(3 * SEGMENT_BYTES))) {
            append(journal, 40);
            Retention.Outcome outcome = journal.retain(new Retention.Safe(journal.last(), Long.MAX_VALUE), NOW);
            assertThat(outcome.bytes()).isPositive();
            assertThat(journal.bytes()).isLessThanOrEqualTo(3 * SEGMENT_BYTES);
            assertThat(Entries.files(folder)).hasSizeBetween(2, 3);
        }
        try (Journal journal = open(bytes(1))) {
            journal.retain(new Retention.Safe(journal.last(), Long.MAX_VALUE), NOW);
            assertThat(Entries.files(folder)).as("the active one").hasSize(1);
            append(journal, 1);
            assertThat(Entries.all(journal)).containsExactly(positions.getLast());
        }
    }

    @Test
    void whatIsNotShipped_stays_andIsNamed() {
        try (Journal journal = open(bytes(1))) {
            append(journal, 40);
            Position shipped = positions.get(17);
            Retention.Outcome outcome = journal.retain(new Retention.Safe(shipped, Long.MAX_VALUE), NOW);
            assertThat(outcome.segments()).isPositive();
            assertThat(outcome.heldBack().orElse("")).contains("not shipped to Redis");
            assertThat(Entries.all(journal)).containsAll(positions.subList(18, 40));
            assertThat(journal.retain(new Retention.Safe(shipped, Long.MAX_VALUE), NOW)
                            .segments())
                    .isZero();
        }
    }

    @Test
    void whatIsNotClosed_stays_alsoAfterANewStart() {
        long closed = Entries.AT_MILLIS + 20 * HOUR;
        try (Journal journal = open(bytes(1))) {
            append(journal, 40);
        }
        try (Journal journal = open(bytes(1))) {
            append(journal, 10);
            Retention.Outcome outcome = journal.retain(new Retention.Safe(journal.last(), closed), NOW);
            assertThat(outcome.segments()).isPositive();
            assertThat(outcome.heldBack().orElse("")).contains("may still get rewards");
            assertThat(Entries.all(journal)).containsAll(positions.subList(20, 50));
            assertThat(Entries.all(journal).size())
                    .as("less than a segment more")
                    .isLessThanOrEqualTo(30 + 5);
        }
    }

    /** One decision with a long window holds all that came after it, for the journal is kept without holes. */
    @Test
    void anEventThatIsOpenLong_holdsWhatIsBehindIt() throws IOException {
        try (Journal journal = open(bytes(1))) {
            journal.append(position -> Entries.at(position, 1, 10, NOW + 90 * 24 * HOUR));
            append(journal, 20);
        }
        try (Journal journal = open(bytes(1))) {
            int files = Entries.files(folder).size();
            assertThat(journal.retain(new Retention.Safe(journal.last(), NOW), NOW)
                            .segments())
                    .isZero();
            assertThat(Entries.files(folder)).hasSize(files);
        }
    }

    @Test
    void aReaderInADeletedSegment_goesOnAtTheNext() {
        try (Journal journal = open(bytes(1))) {
            append(journal, 40);
            try (JournalReader standing = journal.readAfter(Position.START);
                    JournalReader late = journal.readAfter(Position.START)) {
                assertThat(standing.next()).isNotNull();
                journal.retain(new Retention.Safe(journal.last(), Long.MAX_VALUE), NOW);
                List<Position> left = Entries.drain(late);
                assertThat(left).isNotEmpty().hasSizeLessThan(10);
                assertThat(Entries.drain(standing)).endsWith(left.toArray(Position[]::new));
                append(journal, 12);
                assertThat(Entries.drain(standing)).isEqualTo(positions.subList(40, 52));
                late.seek(positions.get(3));
                assertThat(Entries.drain(late)).containsAll(positions.subList(40, 52));
            }
        }
    }
}
