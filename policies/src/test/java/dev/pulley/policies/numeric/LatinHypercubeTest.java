package dev.pulley.policies.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatinHypercubeTest {
    private static final int AXES = 60;

    @Test
    void everySlice_hasEquallyManyPoints() {
        for (int axis = 0; axis < AXES; axis++) {
            int[] counts = new int[LatinHypercube.SLICES];
            for (int slice : LatinHypercube.slices(axis)) {
                counts[slice]++;
            }
            assertThat(counts).containsOnly(LatinHypercube.POINTS / LatinHypercube.SLICES);
        }
    }

    /** Among 1,770 correlations of random permutations the greatest would be about 0.08. */
    @Test
    void axes_areUncorrelated() {
        double centre = (LatinHypercube.SLICES - 1) / 2.0;
        for (int axis = 0; axis < AXES; axis++) {
            int[] slices = LatinHypercube.slices(axis);
            for (int other = 0; other < axis; other++) {
                int[] others = LatinHypercube.slices(other);
                double product = 0;
                double square = 0;
                for (int point = 0; point < slices.length; point++) {
                    product += (slices[point] - centre) * (others[point] - centre);
                    square += (slices[point] - centre) * (slices[point] - centre);
                }
                assertThat(Math.abs(product / square)).as("%d, %d", axis, other).isLessThan(0.12);
            }
        }
    }

    @Test
    void points_fillEveryPartOfASquare() {
        int[] slices = LatinHypercube.slices(0);
        for (int axis = 1; axis < AXES; axis++) {
            int[] others = LatinHypercube.slices(axis);
            int[] counts = new int[64];
            for (int point = 0; point < slices.length; point++) {
                counts[slices[point] * 8 / LatinHypercube.SLICES * 8 + others[point] * 8 / LatinHypercube.SLICES]++;
            }
            // 32 on average; a random one would lie outside these with a probability under 1e-5.
            for (int count : counts) {
                assertThat(count).as("axis %d", axis).isBetween(10, 60);
            }
        }
    }
}
