package dev.pulley.policies.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.policies.posterior.Marginal;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpectedLossTest {
    /** Two degrees of freedom leave so much in the tails beyond any table that their mean is only known to 1e-8. */
    @Test
    void losses_areTheGreatestExpectedLessEach() {
        for (ReferenceTable.Row row :
                ReferenceTable.read("expected-maximum.csv").rows()) {
            List<Marginal> gains = row.marginals("curves");
            boolean heavy = gains.get(0) instanceof Marginal.StudentT student && student.freedom() == 2;
            double[] losses = ExpectedLoss.of(gains);
            for (int k = 0; k < losses.length; k++) {
                assertThat(losses[k])
                        .as(row.line())
                        .isCloseTo(row.number("expected") - gains.get(k).mean(), within(heavy ? 1e-7 : 1e-12));
            }
        }
    }

    @Test
    void loss_isInTheOutcomesUnits() {
        double[] shares = ExpectedLoss.of(List.of(Marginal.Beta.of(3, 5), Marginal.Beta.of(2, 9)));
        double[] stretched =
                ExpectedLoss.of(List.of(new Marginal.Beta(3, 5, -10, 30), new Marginal.Beta(2, 9, -10, 30)));
        for (int k = 0; k < shares.length; k++) {
            assertThat(stretched[k]).isCloseTo(40 * shares[k], within(1e-11));
        }
    }

    @Test
    void oneVariant_losesNothing() {
        assertThat(ExpectedLoss.of(List.of(Marginal.Beta.of(3, 5)))).containsExactly(0);
        assertThat(ExpectedLoss.of(List.of(new Marginal.StudentT(2, 4, 1)))).containsExactly(0);
    }

    @Test
    void farBehind_losesTheDifferenceOfTheMeans() {
        double[] losses =
                ExpectedLoss.of(List.of(new Marginal.StudentT(500, 3, 1e-3), new Marginal.StudentT(500, 1, 1e-6)));
        assertThat(losses[0]).isCloseTo(0, within(1e-12));
        assertThat(losses[1]).isCloseTo(2, within(1e-12));
    }

    @Test
    void mixedKindsAndRanges_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExpectedLoss.of(List.of()))
                .withMessageContaining("gains");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExpectedLoss.of(List.of(Marginal.Beta.of(1, 1), new Marginal.StudentT(2, 0, 1))))
                .withMessageContaining("gains");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExpectedLoss.of(List.of(Marginal.Beta.of(1, 1), new Marginal.Beta(1, 1, 0, 2))))
                .withMessageContaining("gains");
    }
}
