package dev.pulley.policies.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.inference.BestProbability;
import dev.pulley.policies.posterior.Posterior;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoliciesTest {
    private static final OutcomeModel BINARY = new OutcomeModel.Binary(Goal.MAXIMIZE);

    private static PolicyInput input(VariantSummary... variants) {
        return PolicyInput.of(Posterior.of(BINARY, List.of(variants)), List.of(variants));
    }

    @Test
    void topTwo_isHalfTheLeaderAndHalfItsChallengers() {
        PolicyInput input = input(
                VariantSummary.ofBinary(30, 20), VariantSummary.ofBinary(25, 25), VariantSummary.ofBinary(20, 30));
        double[] best = BestProbability.of(input.posterior().gains());
        Allocation shares = Policies.named("top-two").allocate(input);
        for (int k = 0; k < best.length; k++) {
            double challenges = 0;
            for (int j = 0; j < best.length; j++) {
                challenges += j == k ? 0 : best[j] * best[k] / (1 - best[j]);
            }
            assertThat(shares.share(k)).isCloseTo((best[k] + challenges) / 2, within(1e-12));
        }
    }

    @Test
    void topTwo_givesAnAllButCertainLeaderHalf() {
        Allocation shares = Policies.named("top-two")
                .allocate(input(VariantSummary.ofBinary(600, 400), VariantSummary.ofBinary(500, 500)));
        assertThat(shares.share(0)).isCloseTo(0.5, within(1e-4));
    }

    /** Beside the leader's probability those of the others are below rounding, and further on they are 0. */
    @Test
    void topTwo_holdsACertainLeaderAgainstTheNearest() {
        for (int outcomes : new int[] {2_000, 200_000, 20_000_000}) {
            Allocation shares = Policies.named("top-two")
                    .allocate(input(
                            VariantSummary.ofBinary(0.2 * outcomes, 0.8 * outcomes),
                            VariantSummary.ofBinary(0.8 * outcomes, 0.2 * outcomes),
                            VariantSummary.ofBinary(0.5 * outcomes, 0.5 * outcomes)));
            assertThat(shares.share(1)).isCloseTo(0.5, within(1e-9));
            assertThat(shares.share(2)).isCloseTo(0.5, within(1e-9));
        }
    }

    @Test
    void topTwo_sharesTheChallengeEvenlyAmongVariantsEquallyFarBehind() {
        Allocation shares = Policies.named("top-two")
                .allocate(input(
                        VariantSummary.ofBinary(90_000, 10_000),
                        VariantSummary.ofBinary(30_000, 70_000),
                        VariantSummary.ofBinary(30_000, 70_000)));
        assertThat(shares.shares()).containsExactly(new double[] {0.5, 0.25, 0.25}, within(1e-12));
    }

    @Test
    void topTwo_withAThousandVariants_isStillItsFormula() {
        VariantSummary[] variants = new VariantSummary[1_000];
        for (int k = 0; k < variants.length; k++) {
            variants[k] = VariantSummary.ofBinary(k % 40, 60 - k % 40);
        }
        PolicyInput input = input(variants);
        double[] best = input.bestProbabilities();
        double odds = 0;
        for (double probability : best) {
            odds += probability / (1 - probability);
        }
        Allocation shares = Policies.named("top-two").allocate(input);
        for (int k = 0; k < best.length; k++) {
            double expected = best[k] * (1 + odds - best[k] / (1 - best[k])) / 2;
            assertThat(shares.share(k)).isCloseTo(expected, within(1e-12));
        }
    }

    @Test
    void topTwo_withOneVariant_givesItAll() {
        assertThat(Policies.named("top-two")
                        .allocate(input(VariantSummary.NONE))
                        .share(0))
                .isEqualTo(1);
    }

    @Test
    void fixed_keepsToTheGivenSharesWhateverIsLearned() {
        List<VariantSummary> variants = List.of(VariantSummary.ofBinary(90, 10), VariantSummary.ofBinary(10, 90));
        Allocation given = Allocation.of(0.3, 0.7);
        PolicyInput input = PolicyInput.of(Posterior.of(BINARY, variants), variants, given);
        assertThat(Policies.named("fixed").allocate(input)).isEqualTo(given);
    }

    @Test
    void thompson_isTheProbabilityOfBeingBest() {
        PolicyInput input = input(VariantSummary.ofBinary(3, 9), VariantSummary.ofBinary(6, 6));
        double[] best = BestProbability.of(input.posterior().gains());
        assertThat(Policies.named("thompson").allocate(input).shares()).containsExactly(best, within(1e-12));
    }

    @Test
    void badInput_isNamed() {
        Posterior two = Posterior.of(BINARY, List.of(VariantSummary.NONE, VariantSummary.NONE));
        assertThatThrownBy(() -> Policies.named("best")).hasMessageStartingWith("name must");
        assertThatThrownBy(() -> PolicyInput.of(two, List.of(VariantSummary.NONE)))
                .hasMessageStartingWith("variants must");
        assertThatThrownBy(() ->
                        PolicyInput.of(two, List.of(VariantSummary.NONE, VariantSummary.NONE), Allocation.even(3)))
                .hasMessageStartingWith("fixedShares must");
        assertThatThrownBy(() -> Posterior.of(BINARY, List.of())).hasMessageStartingWith("variants must");
        assertThatThrownBy(() -> Posterior.of(BINARY, List.of(new VariantSummary(2, 2, 3, 9))))
                .hasMessageStartingWith("sum must");
        assertThatThrownBy(() -> new VariantSummary(1, -1, 0, 0)).hasMessageStartingWith("outcomes must");
        assertThatThrownBy(() -> new VariantSummary(1, 2, 0, 0)).hasMessageStartingWith("decisions must");
        assertThatThrownBy(() -> new VariantSummary(2, 2, Double.NaN, 0)).hasMessageStartingWith("sum must");
        assertThatThrownBy(() -> new VariantSummary(2, 2, 1, -1)).hasMessageStartingWith("sumOfSquares must");
        assertThatThrownBy(() -> new VariantSummary(2, 2, 2, 1)).hasMessageStartingWith("sumOfSquares is");
    }
}
