package dev.pulley.server.shipper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.event.Event.DecisionMade;
import dev.pulley.server.event.Event.DecisionsCounted;
import dev.pulley.server.event.Event.Rival;
import dev.pulley.server.event.Position;
import dev.pulley.server.journal.Frame;
import dev.pulley.server.ledger.Batch;
import dev.pulley.server.ledger.Batch.Contests;
import dev.pulley.server.ledger.Batch.DecisionCell;
import dev.pulley.server.ledger.BucketKey;
import dev.pulley.server.ledger.GivenBack;
import dev.pulley.server.token.Decision;
import dev.pulley.server.token.Place;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LaneTest {
    private static final long NODE = 7;

    private static Position at(long counter) {
        return new Position(1, counter);
    }

    private static Frame counted(long counter, int count) {
        return new Frame(at(counter), new DecisionsCounted(1, 64, 2, 3, 3, 1_000, count, 5, 9));
    }

    private static Lane synced() {
        Lane lane = new Lane(0, NODE, Position.START);
        lane.goOnFrom(Position.START, at(100), GivenBack.NOTHING);
        assertThat(lane.mustRead()).isTrue();
        return lane;
    }

    @Test
    void countedDecisions_areShippedAsTheirCounts() {
        Lane lane = synced();
        lane.add(counted(1, 40), 0);
        lane.add(counted(2, 2), 0);
        assertThat(lane.send(0))
                .isInstanceOfSatisfying(
                        Batch.Evidence.class,
                        batch -> assertThat(batch.decisions()).hasSize(1).containsValue(42));
    }

    @Test
    void contestedDecisions_areShippedAsWonByTheOne_andLostByTheOther() {
        Lane lane = synced();
        lane.add(made(1, 2, null), 0);
        lane.add(made(2, 2, new Rival(3, 1)), 0);
        lane.add(made(3, 2, new Rival(3, 1)), 0);
        lane.add(made(4, 3, new Rival(2, 1)), 0);
        DecisionCell second = new DecisionCell(new BucketKey(1, 64, 3, 20), 2, 1);
        DecisionCell third = new DecisionCell(new BucketKey(1, 64, 3, 20), 3, 1);
        assertThat(lane.send(0)).isInstanceOfSatisfying(Batch.Evidence.class, batch -> {
            assertThat(batch.decisions()).isEqualTo(Map.of(second, 3, third, 1));
            assertThat(batch.contests()).isEqualTo(Map.of(second, new Contests(2, 1), third, new Contests(1, 2)));
        });
    }

    private static Frame made(long counter, int variant, @Nullable Rival rival) {
        Place place = new Place(NODE, 1, counter, 0, 0);
        Decision decision = new Decision(1, 64, variant, 1, 1, 0.5, 10_000, 3, place);
        return new Frame(at(counter), new DecisionMade(decision, true, 20_000, null, new byte[0], rival));
    }

    @Test
    void shippedTo_isWhatWasRead_onlyWhileNothingWaits() {
        Lane lane = synced();
        assertThat(lane.shippedTo(at(9))).isEqualTo(at(9));
        assertThat(lane.wants(at(10))).isTrue();
        lane.add(counted(10, 1), 0);
        assertThat(lane.shippedTo(at(20))).isEqualTo(Position.START);
        lane.send(0);
        assertThat(lane.shippedTo(at(20))).isEqualTo(Position.START);
        lane.delivered();
        assertThat(lane.shippedTo(at(20))).isEqualTo(at(20));
    }

    /** To ship what comes behind it would move the fence past it, and an acknowledged event would be lost. */
    @Test
    void anEventThatCantBeRead_holdsWhatIsBehindIt() {
        Lane lane = synced();
        lane.holdAt(at(5));
        assertThat(lane.wants(at(4))).isTrue();
        lane.add(counted(4, 1), 0);
        assertThat(lane.wants(at(5))).isFalse();
        assertThat(lane.wants(at(6))).isFalse();
        lane.send(0);
        lane.delivered();
        assertThat(lane.isIdle()).as("nothing to wait for at the end").isTrue();
        assertThat(lane.shippedTo(at(9))).isEqualTo(at(4));
        lane.goOnFrom(Position.START, at(100), GivenBack.NOTHING);
        assertThat(lane.wants(at(5))).as("also when all is sent again").isFalse();
    }
}
