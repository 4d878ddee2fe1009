package dev.pulley.loadtests.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.loadtests.traffic.Visit.At;
import dev.pulley.loadtests.traffic.Visit.Standing;
import dev.pulley.loadtests.traffic.Visit.Step;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class VisitTest {
    private static final long DECIDED = 1_000_000;

    private static Visit visit() {
        return Visit.plan(
                0,
                LoadTask.mixed().getFirst(),
                0,
                new Visit.Call("token", 1, null, false),
                DECIDED,
                new SplittableRandom(1));
    }

    @Test
    void standing_isTheValueThatWasTrueLast_whateverTheOrder() {
        Visit visit = visit();
        visit.acknowledged(new Step(0, 3.0, At.EARLY, 2), DECIDED + 50);
        visit.acknowledged(new Step(0, 7.0, At.EARLY, 5), DECIDED + 50);
        visit.acknowledged(new Step(0, 9.0, At.EARLY, 1), DECIDED + 60);
        assertThat(visit.standing(0)).isEqualTo(new Standing(7.0, DECIDED + 5));
    }

    @Test
    void standing_withoutATime_isWhatWasSentLast() {
        Visit visit = visit();
        visit.acknowledged(new Step(0, 1.0, At.UNSAID, 0), DECIDED + 50);
        visit.acknowledged(new Step(0, 0.0, At.EARLY, 0), DECIDED + 80);
        assertThat(visit.standing(0)).isEqualTo(new Standing(1.0, DECIDED + 50));
        visit.acknowledged(new Step(0, null, At.UNSAID, 0), DECIDED + 110);
        assertThat(visit.standing(0)).isEqualTo(new Standing(null, DECIDED + 110));
    }

    @Test
    void aDecisionToConfirm_countsFromTheFirstThatIsAcknowledged() {
        Visit visit = Visit.plan(
                0,
                LoadTask.mixed().getFirst(),
                0,
                new Visit.Call("token", 1, null, true),
                DECIDED,
                new SplittableRandom(1));
        assertThat(visit.isCounted()).isFalse();
        assertThat(visit.acknowledged(Visit.EXPOSURE, DECIDED + 10)).isTrue();
        assertThat(visit.acknowledged(new Step(0, 1.0, At.UNSAID, 0), DECIDED + 50))
                .isFalse();
        assertThat(visit.isCounted()).isTrue();
        assertThat(visit.standing(0)).isEqualTo(new Standing(1.0, DECIDED + 50));
    }

    @Test
    void isLastUnderWay_ofReportsThatGoSideBySide_onlyForTheLast() {
        Visit visit = visit();
        int reports = visit.next().size();
        for (int i = 1; i < reports; i++) {
            assertThat(visit.isLastUnderWay()).isFalse();
        }
        assertThat(visit.isLastUnderWay()).isTrue();
    }
}
