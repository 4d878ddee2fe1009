package dev.pulley.loadtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SlopeTest {
    @Test
    void of_aLineThatRises_isNotFlat() {
        Slope slope =
                Slope.of(IntStream.range(0, 11).mapToDouble(i -> 100 + 2.0 * i).toArray());
        assertThat(slope.mean()).isCloseTo(110, within(1e-9));
        assertThat(slope.growth()).isCloseTo(20 / 110.0, within(1e-9));
        assertThat(slope.isFlat(0.05)).isFalse();
    }

    @Test
    void of_aLineThatRisesLessThanItsNoise_isFlat() {
        Slope slope = Slope.of(new double[] {98, 106, 99, 107, 101, 109});
        assertThat(slope.growth()).isGreaterThan(0.05);
        assertThat(slope.isFlat(0.05)).isTrue();
    }

    @Test
    void of_noiseUnderWhichALineMayRiseUnseen_isNotFlat() {
        Slope slope = Slope.of(new double[] {100, 140, 90, 150, 95, 160});
        assertThat(slope.growth()).isGreaterThan(0.05);
        assertThat(slope.isFlat(0.05)).isFalse();
    }

    /** Steps of ten equal readings each: their error must be that of a dozen values, not of a hundred and twenty. */
    @Test
    void of_manyValuesThatAreAlike_knowsThatTheyAreFew() {
        double[] steps = {100, 108, 98, 110, 101, 107, 99, 109, 102, 110, 100, 108};
        double[] readings =
                IntStream.range(0, 120).mapToDouble(i -> steps[i / 10]).toArray();
        assertThat(Slope.of(readings).growthError()).isCloseTo(Slope.of(steps).growthError(), within(1e-12));
    }

    @Test
    void of_valuesThatFall_isFlat() {
        assertThat(Slope.of(new double[] {100, 80, 60, 40}).isFlat(0)).isTrue();
    }
}
