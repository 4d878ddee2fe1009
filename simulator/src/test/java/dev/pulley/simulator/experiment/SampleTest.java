package dev.pulley.simulator.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SampleTest {
    /** References by numpy: mean, std(ddof=1) / sqrt(n), quantile with its default method. */
    private static final Sample SAMPLE = new Sample(new double[] {3, 1, 4, 1, 5, 9, 2, 6});

    @Test
    void figures_ofSample_areNumpys() {
        assertThat(SAMPLE.mean()).isCloseTo(3.875, within(1e-12));
        assertThat(SAMPLE.standardError()).isCloseTo(0.9716977043151993, within(1e-12));
        assertThat(SAMPLE.quantile(0.1)).isCloseTo(1.0, within(1e-12));
        assertThat(SAMPLE.quantile(0.5)).isCloseTo(3.5, within(1e-12));
        assertThat(SAMPLE.quantile(0.9)).isCloseTo(6.9, within(1e-12));
        assertThat(SAMPLE.greatest()).isEqualTo(9);
        assertThat(SAMPLE.shareAbove(4)).isEqualTo(0.375);
    }

    @Test
    void minus_goesRunByRun() {
        Sample difference = SAMPLE.minus(2, SAMPLE);

        assertThat(difference.mean()).isCloseTo(-3.875, within(1e-12));
        assertThat(SAMPLE.minus(1, SAMPLE).standardError()).isZero();
    }

    @Test
    void minus_ofAnotherSize_isRefused() {
        assertThatThrownBy(() -> SAMPLE.minus(1, new Sample(new double[] {1})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other");
    }

    @Test
    void first_hasTheRunsThatCameFirst() {
        assertThat(new Sample(new double[] {8, 4, 1}).first(2).mean()).isEqualTo(6);
        assertThat(SAMPLE.first(1_000).size()).isEqualTo(SAMPLE.size());
    }
}
