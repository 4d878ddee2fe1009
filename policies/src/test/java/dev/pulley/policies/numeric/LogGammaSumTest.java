package dev.pulley.policies.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LogGammaSumTest {
    private static final double[] ARGUMENTS = {0.0027, 0.1, 0.5, 1, 2.75, 8, 21, 40.5, 63.9, 64};

    /** Up to what is the same for all arguments. */
    private static void requireDifferences(double[] terms, double precision) {
        LogGammaSum sum = new LogGammaSum(LogGammaSum.Arguments.of(ARGUMENTS));
        double[] expected = new double[ARGUMENTS.length];
        for (double s : terms) {
            sum.add(s);
            for (int i = 0; i < ARGUMENTS.length; i++) {
                expected[i] += LogGamma.of(ARGUMENTS[i] + s) - LogGamma.of(ARGUMENTS[i]);
            }
        }
        double[] values = sum.values();
        for (int i = 1; i < ARGUMENTS.length; i++) {
            assertThat(values[i] - values[0])
                    .as("at %s of %d terms from %s", ARGUMENTS[i], terms.length, terms[0])
                    .isCloseTo(expected[i] - expected[0], within(precision));
        }
    }

    @Test
    void oneTerm_isTheRatioOfGammaFunctions() {
        for (double s : new double[] {1e-12, 1e-3, 0.4, 1, 2, 7.5, 9.999, 10, 11, 37.25, 500}) {
            requireDifferences(new double[] {s}, 1e-11);
        }
    }

    /** For whole s the ratio is a product: nothing cancels there, however large s is. */
    @Test
    void largeTerms_keepTheirDigits() {
        for (int s : new int[] {1_000, 1_000_000}) {
            LogGammaSum sum = new LogGammaSum(LogGammaSum.Arguments.of(1, 2, 64));
            sum.add(s);
            double[] values = sum.values();
            assertThat(values[1] - values[0]).isCloseTo(Math.log1p(s), within(1e-11));
            double expected = 0;
            for (int i = 1; i < 64; i++) {
                expected += Math.log1p((double) s / i);
            }
            assertThat(values[2] - values[0]).isCloseTo(expected, within(1e-11));
        }
    }

    @Test
    void manyTerms_add() {
        SplittableRandom random = new SplittableRandom(1);
        requireDifferences(random.doubles(200, 0, 12).toArray(), 1e-9);
        requireDifferences(random.ints(100, 0, 2_000).asDoubleStream().toArray(), 1e-8);
        requireDifferences(new double[1_000], 0);
    }

    @Test
    void impossibleArguments_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogGammaSum.Arguments.of(1, 0))
                .withMessageStartingWith("values");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogGammaSum.Arguments.of(65))
                .withMessageStartingWith("values");
        LogGammaSum sum = new LogGammaSum(LogGammaSum.Arguments.of(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sum.add(Double.NaN))
                .withMessageStartingWith("s must");
        assertThatIllegalArgumentException().isThrownBy(() -> sum.add(-1)).withMessageStartingWith("s must");
    }
}
