package dev.pulley.policies.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.posterior.Marginal;
import dev.pulley.policies.posterior.Posterior;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiftTest {
    /** In widths of the interval. */
    private static final double PRECISION = 1e-6;

    /** Where a density does not vanish at its bound, as before the first outcomes, quadrature is coarser. */
    private static final double ABRUPT_PRECISION = 3e-4;

    @Test
    void interval_isThatOfTheDifference() {
        for (ReferenceTable.Row row : ReferenceTable.read("lift.csv").rows()) {
            Marginal variant = row.marginals("variant").get(0);
            Marginal control = row.marginals("control").get(0);
            Estimate lift = Lift.of(List.of(control, variant), 0).get(1);
            double width = row.number("high") - row.number("low");
            double precision = width * (endsAbruptly(variant) ? ABRUPT_PRECISION : PRECISION);
            assertThat(lift.mean()).as(row.line()).isEqualTo(variant.mean() - control.mean());
            assertThat(lift.low()).as(row.line()).isCloseTo(row.number("low"), within(precision));
            assertThat(lift.high()).as(row.line()).isCloseTo(row.number("high"), within(precision));
        }
    }

    private static boolean endsAbruptly(Marginal marginal) {
        return marginal instanceof Marginal.Beta beta && Math.min(beta.alpha(), beta.beta()) <= 1;
    }

    @Test
    void control_hasNoLift() {
        List<Estimate> lifts = Lift.of(List.of(Marginal.Beta.of(3, 5), Marginal.Beta.of(2, 9)), 1);
        assertThat(lifts.get(1)).isEqualTo(new Estimate(0, 0, 0));
        assertThat(lifts.get(0).mean()).isPositive();
    }

    @Test
    void lessOfAMinimisedOutcome_isPositive() {
        List<VariantSummary> variants = List.of(VariantSummary.ofBinary(50, 50), VariantSummary.ofBinary(10, 90));
        Posterior posterior = Posterior.flat(new OutcomeModel.Binary(Goal.MINIMIZE), variants);
        assertThat(Lift.of(posterior.gains(), 0).get(1).low()).isPositive();
    }

    @Test
    void swappedVariants_haveOppositeLifts() {
        List<Marginal> gains = List.of(new Marginal.Beta(300, 500, 0, 10), new Marginal.Beta(2, 9, 0, 10));
        Estimate lift = Lift.of(gains, 0).get(1);
        Estimate opposite = Lift.of(gains, 1).get(0);
        assertThat(opposite.low()).isCloseTo(-lift.high(), within(1e-6));
        assertThat(opposite.high()).isCloseTo(-lift.low(), within(1e-6));
    }

    @Test
    void unknownControl_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Lift.of(List.of(Marginal.Beta.of(1, 1)), 1))
                .withMessageContaining("control");
    }
}
