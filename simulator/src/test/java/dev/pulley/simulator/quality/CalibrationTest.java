package dev.pulley.simulator.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    @Test
    void bestError_isTheGapWeightedByCounts() {
        Calibration calibration = new Calibration();
        for (int i = 0; i < 10; i++) {
            calibration.addBest(0.9, i < 7);
            calibration.addBest(0.1, i < 1);
        }

        // Of the one half 0.9 was said and 0.7 came, of the other 0.1 was said and came.
        assertThat(calibration.bestError()).isCloseTo(0.1, within(1e-12));
    }

    /** The average absolute value of a normal variable is sqrt(2 / pi) = 0.8 deviations; the average of 200 is known to 0.02. */
    @Test
    void bestStandardError_isWhatChanceAloneMakesOfTrueStatements() {
        UniformRandomProvider random = RandomSource.L64_X128_MIX.create(7L);
        double ratios = 0;
        int repetitions = 200;
        for (int repetition = 0; repetition < repetitions; repetition++) {
            Calibration calibration = new Calibration();
            for (int i = 0; i < 2_000; i++) {
                double probability = random.nextDouble();
                calibration.addBest(probability, random.nextDouble() < probability);
            }
            ratios += calibration.bestError() / calibration.bestStandardError();
        }

        assertThat(ratios / repetitions).isBetween(0.7, 0.9);
    }

    @Test
    void coverage_ofMergedCounts_isOfAllIntervals() {
        Calibration one = new Calibration();
        one.addCoverage(5, 5);
        Calibration other = new Calibration();
        other.addCoverage(4, 5);
        one.add(other);

        assertThat(one.coverage()).isCloseTo(0.9, within(1e-12));
        // Experiments covered 5 and 4 of 5: a standard deviation of 0.5, of two experiments, in units of 5.
        assertThat(one.coverageStandardError()).isCloseTo(0.5 / Math.sqrt(2) / 5, within(1e-12));
    }
}
