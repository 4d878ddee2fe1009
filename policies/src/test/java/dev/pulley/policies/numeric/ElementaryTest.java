package dev.pulley.policies.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Against Java's own functions, which are right to a unit in the last place. */
class ElementaryTest {
    private static final int VALUES = 10_000;
    private static final double ULP = Math.ulp(1.0);

    @Test
    void exponentials_areRightToFewerRoundingsTheLargerTheyAre() {
        SplittableRandom random = new SplittableRandom(1);
        double[] exponents =
                random.doubles(VALUES, -Elementary.LARGEST_EXPONENT, 1).toArray();
        double[] values = exponents.clone();
        Elementary.exponentials(values, VALUES);
        for (int i = 0; i < VALUES; i++) {
            double exact = Math.exp(exponents[i]);
            double rounding = 8 * (1 + 4 * Math.exp(Math.abs(exponents[i]) / 8)) * ULP;
            assertThat(values[i]).as("exp %s", exponents[i]).isCloseTo(exact, within(exact * rounding));
        }
    }

    @Test
    void exponentials_ofWhatIsNegligible_areNegligible() {
        double[] values = {-1e3, Double.NEGATIVE_INFINITY, 0, -5};
        Elementary.exponentials(values, 3);
        assertThat(values[0]).isBetween(0.0, 1e-27);
        assertThat(values[1]).isBetween(0.0, 1e-27);
        assertThat(values[2]).isEqualTo(1);
        assertThat(values[3]).as("beyond the count").isEqualTo(-5);
    }

    @Test
    void logarithms_areRightToAFewUnits() {
        SplittableRandom random = new SplittableRandom(2);
        double largest = Elementary.LARGEST_FRACTION;
        double[] fractions = random.doubles(VALUES, -largest, largest).toArray();
        for (int i = 0; i < 20; i++) {
            fractions[i] = Math.scalb(fractions[i], -3 * i);
        }
        double[] values = fractions.clone();
        Elementary.logarithms(values, VALUES);
        for (int i = 0; i < VALUES; i++) {
            double exact = Math.log1p(fractions[i]);
            assertThat(values[i]).as("ln(1 + %s)", fractions[i]).isCloseTo(exact, within(Math.abs(exact) * 4 * ULP));
        }
    }

    @Test
    void singleFunctions_areRightToAFewUnits_nearAndFar() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < VALUES; i++) {
            double x = Math.scalb(random.nextDouble(-1, 1), random.nextInt(-60, 9));
            double less = Math.expm1(x);
            assertThat(Elementary.exponentialLessOne(x)).as("exp %s - 1", x).isCloseTo(less, within(8 * ulps(less)));
            double more = Math.log1p(Math.abs(x));
            assertThat(Elementary.logarithmOfOneMore(Math.abs(x))).isCloseTo(more, within(4 * ulps(more)));
            double fraction = -1 / (1 + 1 / Math.abs(x));
            double negative = Math.log1p(fraction);
            assertThat(Elementary.logarithmOfOneMore(fraction))
                    .as("ln(1 + %s)", fraction)
                    .isCloseTo(negative, within(4 * ulps(negative)));
        }
    }

    private static double ulps(double value) {
        return Math.abs(value) * ULP;
    }
}
