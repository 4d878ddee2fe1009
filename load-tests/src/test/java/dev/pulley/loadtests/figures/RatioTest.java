package dev.pulley.loadtests.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RatioTest {
    private static Ratio ratio(boolean isLessBetter, double required) {
        return new Ratio(
                "r", "1/s", List.of(8.0, 6.0, 2.0, 4.0), List.of(8.0, 8.0, 8.0, 8.0), required, 1, isLessBetter);
    }

    @Test
    void turnsThatDiffer_medianAndSpreadAreOfTheRatios() {
        Ratio ratio = ratio(false, 0.5);
        assertThat(ratio.median()).isEqualTo(0.625);
        assertThat(ratio.least()).isEqualTo(0.25);
        assertThat(ratio.greatest()).isEqualTo(1);
    }

    @Test
    void barThatIsReached_holdsByItsDirection() {
        assertThat(ratio(false, 0.625).holds()).isTrue();
        assertThat(ratio(false, 0.63).holds()).isFalse();
        assertThat(ratio(true, 0.625).holds()).isTrue();
        assertThat(ratio(true, 0.62).holds()).isFalse();
    }

    @Test
    void sidesOfDifferentLength_areRefused() {
        assertThatThrownBy(() -> new Ratio("r", "", List.of(1.0), List.of(), 1, 1, false))
                .hasMessageContaining("measured");
    }
}
