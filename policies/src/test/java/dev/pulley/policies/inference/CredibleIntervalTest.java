package dev.pulley.policies.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.posterior.Marginal;
import dev.pulley.policies.posterior.Posterior;
import java.util.List;
import org.junit.jupiter.api.Test;

class CredibleIntervalTest {
    @Test
    void interval_holdsTheCentral95Percent() {
        Estimate uniform = CredibleInterval.of(new Marginal.Beta(1, 1, -2, 2));
        assertThat(uniform.mean()).isCloseTo(0, within(1e-12));
        assertThat(uniform.low()).isCloseTo(-1.9, within(1e-12));
        assertThat(uniform.high()).isCloseTo(1.9, within(1e-12));
    }

    @Test
    void minimisedOutcome_keepsItsOwnUnitsAndDirection() {
        List<VariantSummary> variants = List.of(new VariantSummary(100, 100, 300, 1_000));
        Marginal maximised = Posterior.flat(new OutcomeModel.Numeric(Goal.MAXIMIZE), variants)
                .marginals()
                .get(0);
        Marginal minimised = Posterior.flat(new OutcomeModel.Numeric(Goal.MINIMIZE), variants)
                .marginals()
                .get(0);
        assertThat(CredibleInterval.of(minimised)).isEqualTo(CredibleInterval.of(maximised));
    }
}
