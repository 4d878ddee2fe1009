package dev.pulley.policies.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.policies.posterior.Marginal;
import org.junit.jupiter.api.Test;

class DistributionTableTest {
    @Test
    void betaQuantiles_areThoseOfTheDistribution() {
        for (double[] parameters : new double[][] {{1, 1}, {0.05, 0.4}, {3, 900}, {40_000, 60_000}, {5e6, 2e4}}) {
            requireQuantiles(
                    DistributionTable.of(BetaCurve.of(parameters[0], parameters[1]), 0, 5),
                    new Marginal.Beta(parameters[0], parameters[1], 0, 5));
        }
    }

    @Test
    void studentQuantiles_areThoseOfTheDistribution() {
        for (double freedom : new double[] {2, 7, 1e5}) {
            requireQuantiles(
                    DistributionTable.of(StudentCurve.of(freedom, 4, 0.5), 1, 2), new Marginal.StudentT(freedom, 9, 1));
        }
    }

    private static void requireQuantiles(DistributionTable table, Marginal marginal) {
        double[] quantiles = table.quantiles(256);
        for (int i = 0; i < quantiles.length; i++) {
            double probability = (i + 0.5) / 256;
            assertThat(marginal.cdf(quantiles[i])).as("%s", marginal).isCloseTo(probability, within(5e-6));
            assertThat(quantiles[i]).isEqualTo(table.quantile(probability));
        }
    }

    @Test
    void expectedCdf_isTheProbabilityOfBeingLess() {
        DistributionTable uniform = DistributionTable.of(BetaCurve.of(1, 1), 0, 1);
        DistributionTable narrow = DistributionTable.of(BetaCurve.of(300, 700), 0, 1);
        assertThat(uniform.expectedCdf(narrow, 0.1)).isCloseTo(0.4, within(5e-6));
        assertThat(uniform.expectedCdf(uniform, 0)).isCloseTo(0.5, within(1e-6));
        assertThat(uniform.expectedCdf(uniform, 1)).isCloseTo(1, within(1e-12));
        assertThat(uniform.expectedCdf(uniform, -1)).isCloseTo(0, within(1e-12));
    }

    @Test
    void impossibleArguments_areRefused() {
        BetaCurve curve = BetaCurve.of(1, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DistributionTable.of(curve, Double.NaN, 1))
                .withMessageContaining("offset");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DistributionTable.of(curve, 0, 0))
                .withMessageContaining("factor");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DistributionTable.of(curve, 0, 1).quantile(1))
                .withMessageContaining("probability");
    }
}
