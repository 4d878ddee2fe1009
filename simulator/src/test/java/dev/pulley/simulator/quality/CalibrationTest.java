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
            calibration.addBest(new double[] {0.9, 0.1}, i < 7 ? 0 : 1);
        }

        // Of the one half 0.9 was said and 0.7 came, of the other 0.1 was said and 0.3 came.
        assertThat(calibration.bestError()).isCloseTo(0.2, within(1e-12));
    }

    /**
     * It is a little more than that where a bin's gap may have either sign, but never less. The deviation of 400 errors is
     * known to 3.5%, so that this fails by chance less than once in a thousand.
     */
    @Test
    void bestStandardError_isAboutTheDeviationFromRepetitionToRepetition() {
        UniformRandomProvider random = RandomSource.L64_X128_MIX.create(7L);
        int repetitions = 400;
        double stated = 0;
        double sum = 0;
        double squares = 0;
        for (int repetition = 0; repetition < repetitions; repetition++) {
            Calibration calibration = new Calibration();
            for (int i = 0; i < 500; i++) {
                double first = random.nextDouble();
                double[] probabilities = {first, (1 - first) / 2, (1 - first) / 2};
                // All that is said of the first is too bold by a fifth.
                double truth = 0.8 * first;
                double place = random.nextDouble();
                calibration.addBest(probabilities, place < truth ? 0 : place < (1 + truth) / 2 ? 1 : 2);
            }
            double error = calibration.bestError();
            sum += error;
            squares += error * error;
            stated += calibration.bestStandardError();
        }
        double mean = sum / repetitions;
        double deviation = Math.sqrt(squares / repetitions - mean * mean);

        assertThat(stated / repetitions / deviation).isBetween(0.9, 1.4);
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
