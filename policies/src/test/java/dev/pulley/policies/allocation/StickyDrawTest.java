package dev.pulley.policies.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.junit.jupiter.api.Test;

class StickyDrawTest {
    private static final int UNITS = 200_000;
    private static final int[] IDS = {4, 17, 0, 9};

    /** A chi-square test with a chance of a false failure of 1e-6. */
    @Test
    void units_areSpreadByTheShares() {
        Allocation allocation = Allocation.of(0.1, 0.4, 0, 0.5);
        long[] counts = new long[IDS.length];
        SplittableRandom random = new SplittableRandom(41);
        for (int unit = 0; unit < UNITS; unit++) {
            counts[StickyDraw.draw(random.nextLong(), IDS, allocation)]++;
        }
        assertThat(counts[2]).isZero();
        double statistic = 0;
        for (int k : new int[] {0, 1, 3}) {
            double expected = allocation.share(k) * UNITS;
            statistic += (counts[k] - expected) * (counts[k] - expected) / expected;
        }
        assertThat(1 - new ChiSquaredDistribution(null, 2).cumulativeProbability(statistic))
                .isGreaterThan(1e-6);
    }

    /** The standard error of the share that moves is below 0.0007, so that a false failure is beyond 10 of them. */
    @Test
    void ninePercentOfTheShareMoved_movesNinePercentOfTheUnits() {
        Allocation before = Allocation.of(0.25, 0.25, 0.25, 0.25);
        Allocation after = Allocation.of(0.34, 0.22, 0.22, 0.22);
        SplittableRandom random = new SplittableRandom(42);
        int moved = 0;
        for (int unit = 0; unit < UNITS; unit++) {
            long hash = random.nextLong();
            int first = StickyDraw.draw(hash, IDS, before);
            int second = StickyDraw.draw(hash, IDS, after);
            if (first != second) {
                moved++;
                assertThat(second).isZero();
            }
        }
        assertThat(moved / (double) UNITS).isBetween(0.083, 0.097);
    }

    @Test
    void variantsInAnotherOrder_keepTheirUnits() {
        Allocation allocation = Allocation.of(0.1, 0.4, 0.2, 0.3);
        Allocation reversed = Allocation.of(0.3, 0.2, 0.4, 0.1);
        int[] reversedIds = {9, 0, 17, 4};
        SplittableRandom random = new SplittableRandom(43);
        for (int unit = 0; unit < 1_000; unit++) {
            long hash = random.nextLong();
            assertThat(reversedIds[StickyDraw.draw(hash, reversedIds, reversed)])
                    .isEqualTo(IDS[StickyDraw.draw(hash, IDS, allocation)]);
        }
    }

    @Test
    void idsThatAreNotAsManyAsTheShares_areNamed() {
        assertThatThrownBy(() -> StickyDraw.draw(1, new int[3], Allocation.even(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("variantIds must");
    }
}
