package dev.pulley.policies.posterior;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MarginalTest {
    @Test
    void badParameters_areNamed() {
        for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> Marginal.Beta.of(bad, 1)).hasMessageStartingWith("alpha must");
            assertThatThrownBy(() -> Marginal.Beta.of(1, bad)).hasMessageStartingWith("beta must");
            assertThatThrownBy(() -> new Marginal.StudentT(3, 0, bad)).hasMessageStartingWith("scale must");
            assertThatThrownBy(() -> Marginal.Beta.of(1, 1).sharpened(bad)).hasMessageStartingWith("factor must");
        }
        assertThatThrownBy(() -> new Marginal.StudentT(1.9, 0, 1)).hasMessageStartingWith("freedom must");
        assertThatThrownBy(() -> new Marginal.StudentT(Double.NaN, 0, 1)).hasMessageStartingWith("freedom must");
        assertThatThrownBy(() -> new Marginal.StudentT(3, Double.NaN, 1)).hasMessageStartingWith("location must");
        assertThatThrownBy(() -> new Marginal.Beta(1, 1, Double.NaN, 1)).hasMessageStartingWith("min must");
        assertThatThrownBy(() -> new Marginal.Beta(1, 1, 1, 1)).hasMessageStartingWith("max must");
        assertThatThrownBy(() -> Marginal.Beta.of(1, 1).quantile(1)).hasMessageStartingWith("probability must");
    }
}
