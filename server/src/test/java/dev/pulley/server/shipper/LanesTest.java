package dev.pulley.server.shipper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.event.Event.DecisionsCounted;
import dev.pulley.server.event.Position;
import dev.pulley.server.journal.Journal;
import dev.pulley.server.journal.JournalReader;
import dev.pulley.server.journal.UnreadableEventException;
import dev.pulley.server.ledger.GivenBack;
import dev.pulley.server.task.Partition;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LanesTest {
    private static final long NODE = 7;
    private static final int BUSY = 3;
    private static final int ALSO_BUSY = 9;
    private static final int TURN = 1_000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private static Position append(Journal journal, int partition) {
        return journal.append(
                position -> new DecisionsCounted(1, Partition.COUNT + partition, 2, 3, 3, 1_000, 1, 5, 9));
    }

    private static Lanes lanes(Journal journal) {
        return new Lanes(NODE, partition -> Position.START, journal::end);
    }

    private static boolean read(Lanes lanes, JournalReader reader) {
        return lanes.read(reader, TURN, 0, LanesTest::fail);
    }

    private static void fail(UnreadableEventException e) {
        throw e;
    }

    @Test
    void partitionsWithoutEvents_haveNothingRead_whereverTheirFenceIs() {
        try (Journal journal = Journal.open(folder, NODE)) {
            for (int i = 0; i < 5 * TURN; i++) {
                append(journal, BUSY);
            }
        }
        try (Journal journal = Journal.open(folder, NODE);
                JournalReader reader = journal.readAfter(journal.last())) {
            Position last = journal.last();
            Lanes lanes = lanes(journal);
            for (int partition = 0; partition < Partition.COUNT; partition++) {
                lanes.goOnFrom(partition, partition == BUSY ? journal.end(BUSY) : Position.START, GivenBack.NOTHING);
            }
            assertThat(read(lanes, reader)).isTrue();
            assertThat(reader.position()).as("never went back").isEqualTo(last);
            assertThat(lanes.shippedTo(reader, last)).isEqualTo(last);
            Position next = append(journal, ALSO_BUSY);
            assertThat(read(lanes, reader)).isTrue();
            assertThat(lanes.of(ALSO_BUSY).waiting()).isEqualTo(1);
            assertThat(lanes.shippedTo(reader, next)).as("one waits").isEqualTo(Position.START);
        }
    }

    /** Otherwise a long backlog would be read over and over. */
    @Test
    void whereNoPartitionHasRoom_nothingIsRead_andAllOfItIsReadOnceThereIs() {
        int each = 3 * Lane.PENDING_MAX;
        try (Journal journal = Journal.open(folder, NODE);
                JournalReader reader = journal.readAfter(journal.last())) {
            for (int i = 0; i < each; i++) {
                append(journal, BUSY);
                append(journal, ALSO_BUSY);
            }
            Lanes lanes = lanes(journal);
            for (int partition = 0; partition < Partition.COUNT; partition++) {
                lanes.goOnFrom(partition, Position.START, GivenBack.NOTHING);
            }
            while (!read(lanes, reader)) {
                assertThat(lanes.of(BUSY).waiting()).isLessThanOrEqualTo(Lane.PENDING_MAX);
            }
            assertThat(reader.position().counter()).as("stood").isLessThan(2L * Lane.PENDING_MAX + TURN + 10);
            Set<Position> shipped = new HashSet<>();
            boolean isAtEnd = false;
            while (!isAtEnd || lanes.all().stream().anyMatch(lane -> !lane.isIdle())) {
                for (Lane lane : lanes.all()) {
                    if (lane.waiting() > 0) {
                        lane.send(0);
                        lane.delivered()
                                .frames()
                                .forEach(frame -> assertThat(shipped.add(frame.position()))
                                        .isTrue());
                    }
                }
                isAtEnd = read(lanes, reader);
            }
            assertThat(shipped).hasSize(2 * each);
            assertThat(lanes.shippedTo(reader, journal.last())).isEqualTo(journal.last());
        }
    }
}
