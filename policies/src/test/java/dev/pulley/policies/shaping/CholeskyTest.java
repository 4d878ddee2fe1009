package dev.pulley.policies.shaping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class CholeskyTest {
    private static final double[][] MATRIX = {{4, 2, 0.6}, {2, 5, 1}, {0.6, 1, 3}};

    @Test
    void solve_givesWhatTheMatrixTakesBack() {
        double[] solution = Cholesky.of(MATRIX).solve(new double[] {1, -2, 3});

        assertThat(MixedModel.dot(MATRIX[0], solution)).isCloseTo(1, within(1e-12));
        assertThat(MixedModel.dot(MATRIX[1], solution)).isCloseTo(-2, within(1e-12));
        assertThat(MixedModel.dot(MATRIX[2], solution)).isCloseTo(3, within(1e-12));
    }

    /** By hand, along the first row: 4 (15 - 1) - 2 (6 - .6) + .6 (2 - 3). */
    @Test
    void logDeterminant_isThatOfTheMatrix() {
        assertThat(Cholesky.of(MATRIX).logDeterminant()).isCloseTo(Math.log(44.6), within(1e-12));
    }

    @Test
    void of_matrixOfLessThanFullRank_isThatOfOneClose() {
        double[][] inverse = Cholesky.of(new double[][] {{1, 1}, {1, 1}}).inverse();

        assertThat(inverse[0][0] + inverse[0][1]).isCloseTo(0.5, within(1e-3));
        assertThatThrownBy(() -> Cholesky.of(new double[][] {{Double.NaN}})).hasMessageContaining("matrix must");
    }
}
