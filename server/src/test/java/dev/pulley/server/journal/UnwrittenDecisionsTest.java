package dev.pulley.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pulley.server.event.Event.DecisionMade;
import dev.pulley.server.event.Event.DecisionsCounted;
import dev.pulley.server.event.Position;
import dev.pulley.server.token.Decision;
import dev.pulley.server.token.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnwrittenDecisionsTest {
    private static final long NOW = Entries.AT_MILLIS + 5_000;
    /** Buckets of half a second. */
    private static final int WIDTH_CODE = 3;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private static DecisionMade made(int task, int variant, long atMillis, boolean counts) {
        Decision decision =
                new Decision(1, task, variant, 1, 1, 0.5, atMillis, WIDTH_CODE, new Place(Entries.NODE, 1, 0, 1, 0));
        return new DecisionMade(decision, counts, atMillis + Entries.OPEN_MILLIS, null, new byte[0]);
    }

    private static List<DecisionsCounted> counted(Journal journal) {
        List<DecisionsCounted> events = new ArrayList<>();
        try (JournalReader reader = journal.readAfter(Position.START)) {
            @Nullable Frame frame;
            while ((frame = reader.next()) != null) {
                events.add((DecisionsCounted) frame.event());
            }
        }
        return events;
    }

    @Test
    void decisions_areJournaledAsCounts_ofEachVariantAndBucket() {
        try (Journal journal = Journal.open(folder, Entries.NODE)) {
            UnwrittenDecisions unwritten = journal.unwritten();
            for (int i = 0; i < 10; i++) {
                unwritten.count(made(64, 1 + i % 2, Entries.AT_MILLIS + 60L * i, true));
            }
            unwritten.count(made(64, 1, Entries.AT_MILLIS, false));
            assertThat(unwritten.total()).isEqualTo(11);
            assertThat(unwritten.waiting()).as("those that are evidence").isEqualTo(10);
            journal.tend(NOW);
            assertThat(unwritten.waiting()).isZero();
            assertThat(unwritten.total()).isEqualTo(11);
            long bucket = Entries.AT_MILLIS / 500;
            long closes = Entries.AT_MILLIS + Entries.OPEN_MILLIS;
            assertThat(counted(journal))
                    .containsExactlyInAnyOrder(
                            new DecisionsCounted(1, 64, 1, 1, WIDTH_CODE, bucket, 5, NOW, closes + 480),
                            new DecisionsCounted(1, 64, 2, 1, WIDTH_CODE, bucket, 4, NOW, closes + 420),
                            new DecisionsCounted(1, 64, 2, 1, WIDTH_CODE, bucket + 1, 1, NOW, closes + 540));
            journal.tend(NOW);
            assertThat(counted(journal)).as("journaled once").hasSize(3);
        }
    }

    @Test
    void whatCantBeJournaled_waitsOn() {
        Journal journal = Journal.open(folder, Entries.NODE);
        journal.unwritten().count(made(64, 1, Entries.AT_MILLIS, true));
        journal.close();
        journal.tend(NOW);
        assertThat(journal.unwritten().waiting()).isEqualTo(1);
        assertThatThrownBy(() -> journal.unwritten().writeTo(journal, NOW)).isInstanceOf(JournalException.class);
        assertThat(journal.unwritten().waiting()).isEqualTo(1);
    }

    @Test
    void whatIsKeptInMemory_isBounded_andWhatGoesBeyondIsTold() {
        try (Journal journal = Journal.open(folder, Entries.NODE)) {
            UnwrittenDecisions unwritten = journal.unwritten();
            int over = 500;
            for (int task = 0; task < UnwrittenDecisions.CELLS_MAX + over; task++) {
                unwritten.count(made(task, 1, Entries.AT_MILLIS, true));
            }
            unwritten.count(made(0, 1, Entries.AT_MILLIS, true));
            assertThat(unwritten.lost()).isEqualTo(over);
            assertThat(unwritten.waiting()).isEqualTo(UnwrittenDecisions.CELLS_MAX + 1);
            assertThat(unwritten.total()).isEqualTo(UnwrittenDecisions.CELLS_MAX + over + 1);
        }
    }
}
