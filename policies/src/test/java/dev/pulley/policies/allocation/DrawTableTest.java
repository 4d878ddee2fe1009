package dev.pulley.policies.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.junit.jupiter.api.Test;

class DrawTableTest {
    private static final int DRAWS = 1_000_000;

    private static long[] counts(DrawTable table, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] counts = new long[table.allocation().size()];
        for (int i = 0; i < DRAWS; i++) {
            counts[table.draw(random.nextLong())]++;
        }
        return counts;
    }

    /** A chi-square test with a chance of a false failure of 1e-6 for each of the four allocations. */
    @Test
    void draws_followTheShares() {
        double[][] allocations = {
            {0.5, 0.5}, {0.001, 0.299, 0.7}, {0.1, 0, 0.25, 0.05, 0, 0.6}, new double[1000],
        };
        for (int k = 0; k < 1000; k++) {
            allocations[3][k] = (k + 1) / 500_500.0;
        }
        for (double[] shares : allocations) {
            long[] counts = counts(DrawTable.of(shares), 31);
            double statistic = 0;
            int possible = 0;
            for (int k = 0; k < shares.length; k++) {
                double expected = shares[k] * DRAWS;
                if (expected > 0) {
                    statistic += (counts[k] - expected) * (counts[k] - expected) / expected;
                    possible++;
                }
            }
            double p = 1 - new ChiSquaredDistribution(null, possible - 1).cumulativeProbability(statistic);
            assertThat(p).as("%d variants", shares.length).isGreaterThan(1e-6);
        }
    }

    @Test
    void propensity_isTheShare() {
        DrawTable table = DrawTable.of(0.2, 0, 0.8);
        assertThat(table.propensity(0)).isEqualTo(0.2);
        assertThat(table.propensity(1)).isZero();
        assertThat(table.propensity(2)).isEqualTo(0.8);
    }

    /** The ends of every column are where rounding would show first. */
    @Test
    void zeroShare_isNeverDrawn() {
        for (double[] shares : new double[][] {{0, 1}, {1, 0}, {0.3, 0, 0.7}, {0, 0.1, 0, 0.2, 0, 0.7, 0}}) {
            DrawTable table = DrawTable.of(shares);
            for (int column = 0; column <= shares.length; column++) {
                long start = (long) (column * (0x1p62 / shares.length)) << 2;
                for (long offset = -3_000; offset <= 3_000; offset++) {
                    assertThat(table.propensity(table.draw(start + offset))).isPositive();
                }
            }
            long[] counts = counts(table, 32);
            for (int k = 0; k < shares.length; k++) {
                assertThat(counts[k] > 0).isEqualTo(shares[k] > 0);
            }
        }
    }

    @Test
    void badShares_areNamed() {
        for (double[] shares : new double[][] {{}, {Double.NaN, 1}, {-0.1, 1.1}, {0.5, 0.4}}) {
            assertThatThrownBy(() -> DrawTable.of(shares))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("shares must");
        }
        assertThatThrownBy(() -> Allocation.even(0)).hasMessageStartingWith("size must");
    }
}
