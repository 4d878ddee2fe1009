package dev.pulley.policies.shaping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class DriftAlarmTest {
    private static List<DriftAlarm.Stretch> stretches(double... rates) {
        SplittableRandom random = new SplittableRandom(3);
        List<DriftAlarm.Stretch> stretches = new ArrayList<>();
        for (double rate : rates) {
            double score = 0;
            for (int i = 0; i < 100; i++) {
                score += random.nextDouble() < rate ? 1 : 0;
            }
            stretches.add(new DriftAlarm.Stretch(100, 100, score));
        }
        return stretches;
    }

    @Test
    void statistic_ofTwoStretches_isTheEvidenceThatTheyDifferTimesTheSecondsOutcomes() {
        List<DriftAlarm.Stretch> two = List.of(new DriftAlarm.Stretch(50, 50, 30), new DriftAlarm.Stretch(20, 20, 4));
        double v = 0.24 * (1 / 50.0 + 1 / 20.0);
        double change = 0.25 * 0.24;
        double expected = 20 * Math.sqrt(v / (v + change)) * Math.exp(0.4 * 0.4 * (1 / v - 1 / (v + change)) / 2);

        assertThat(DriftAlarm.statistic(two, 0.24, 1)).isCloseTo(expected, withinPercentage(1e-9));
    }

    @Test
    void statistic_whereNothingChanges_raisesNoAlarm() {
        double statistic = DriftAlarm.statistic(stretches(0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7), 0.21, 1);

        assertThat(DriftAlarm.isRaised(statistic)).isFalse();
    }

    @Test
    void statistic_afterAChange_raisesTheAlarm() {
        double statistic = DriftAlarm.statistic(stretches(0.7, 0.7, 0.7, 0.7, 0.7, 0.5, 0.5, 0.5, 0.5), 0.21, 1);

        assertThat(DriftAlarm.isRaised(statistic)).isTrue();
    }

    @Test
    void statistic_ofNothing_isNothing() {
        assertThat(DriftAlarm.statistic(List.of(), 0.25, 1)).isZero();
        assertThatThrownBy(() -> DriftAlarm.statistic(List.of(), Double.NaN, 1)).hasMessageContaining("variance must");
        assertThatThrownBy(() -> new DriftAlarm.Stretch(1, -1, 0)).hasMessageContaining("information must");
    }
}
