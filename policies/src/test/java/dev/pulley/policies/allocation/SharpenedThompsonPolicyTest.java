package dev.pulley.policies.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.posterior.Marginal;
import dev.pulley.policies.posterior.Posterior;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharpenedThompsonPolicyTest {
    private static final OutcomeModel BINARY = new OutcomeModel.Binary(Goal.MAXIMIZE);
    private static final OutcomeModel COST = new OutcomeModel.Numeric(Goal.MINIMIZE);

    /** What sharpens most: the spread that is left is 0.4 of the belief's. */
    private static final double SHARPEST = 6.25;

    private static double[] shares(String policy, OutcomeModel model, List<VariantSummary> variants) {
        return Policies.named(policy)
                .allocate(PolicyInput.of(Posterior.of(model, variants), variants))
                .shares();
    }

    private static Marginal.Beta beta(Marginal marginal) {
        return (Marginal.Beta) marginal;
    }

    /** By how many of its own deviations a variant is moved up, on the scale of angles. */
    private static double deviationsUp(Marginal before, Marginal after) {
        double deviation =
                1 / (2 * Math.sqrt(beta(before).alpha() + beta(before).beta()));
        return (Math.asin(Math.sqrt(after.mean())) - Math.asin(Math.sqrt(before.mean()))) / deviation;
    }

    @Test
    void allocate_ofEqualEvidence_putsMoreOnTheLeaderThanThompson() {
        List<VariantSummary> variants = List.of(
                VariantSummary.ofBinary(12, 8), VariantSummary.ofBinary(10, 10), VariantSummary.ofBinary(9, 11));
        assertThat(shares("thompson-sharp", BINARY, variants)[0])
                .isGreaterThan(shares("thompson", BINARY, variants)[0]);
    }

    @Test
    void allocate_whenAVariantIsNewInAnOldTask_triesItSoonerThanThompson() {
        List<VariantSummary> variants =
                List.of(VariantSummary.ofBinary(3_750, 1_250), VariantSummary.ofBinary(20, 20), VariantSummary.NONE);
        double sharp = shares("thompson-sharp", BINARY, variants)[2];
        assertThat(sharp).isGreaterThan(shares("thompson", BINARY, variants)[2]).isGreaterThan(0.5);
    }

    @Test
    void beliefs_ofEvidenceThatFades_areSharpenedAndNotMovedUp() {
        List<VariantSummary> variants = List.of(VariantSummary.ofBinary(300, 100), VariantSummary.ofBinary(2, 2));
        List<Marginal> gains = Posterior.of(BINARY, variants).gains();

        List<Marginal> beliefs = SharpenedThompsonPolicy.beliefs(gains, variants, true);

        for (int k = 0; k < 2; k++) {
            Marginal expected = gains.get(k).sharpened(SHARPEST);
            assertThat(beliefs.get(k).mean()).isCloseTo(expected.mean(), within(1e-12));
            assertThat(beliefs.get(k).variance()).isCloseTo(expected.variance(), within(1e-12));
        }
        PolicyInput lasting = PolicyInput.of(Posterior.of(BINARY, variants), variants);
        Policy sharp = Policies.named("thompson-sharp");
        assertThat(sharp.allocate(lasting.fading()).share(0))
                .isGreaterThan(sharp.allocate(lasting).share(0));
        assertThat(lasting.fading().withFixedShares(Allocation.even(2)).isFading())
                .isTrue();
    }

    @Test
    void allocate_onceTheNewVariantProvesWorse_leavesItSoonerThanThompson() {
        List<VariantSummary> variants = List.of(
                VariantSummary.ofBinary(3_750, 1_250),
                VariantSummary.ofBinary(20, 20),
                VariantSummary.ofBinary(20, 20));
        double sharp = shares("thompson-sharp", BINARY, variants)[2];
        assertThat(sharp).isLessThan(shares("thompson", BINARY, variants)[2]);
    }

    @Test
    void allocate_whileNoOutcomeIsIn_isThompson() {
        List<VariantSummary> waiting = List.of(
                new VariantSummary(900, 0, 0, 0), new VariantSummary(50, 0, 0, 0), new VariantSummary(1, 0, 0, 0));
        assertThat(shares("thompson-sharp", BINARY, waiting))
                .containsExactly(shares("thompson", BINARY, waiting), within(1e-12));
    }

    @Test
    void allocate_ofOneVariant_givesItAll() {
        assertThat(shares("thompson-sharp", BINARY, List.of(VariantSummary.ofBinary(3, 4))))
                .containsExactly(1);
    }

    @Test
    void allocate_ofAThousandVariantsWithNothingKnown_isEven() {
        double[] shares = shares("thompson-sharp", BINARY, Collections.nCopies(1_000, VariantSummary.NONE));
        for (double share : shares) {
            assertThat(share).isCloseTo(0.001, within(1e-9));
        }
    }

    @Test
    void allocate_ofNumbersToMinimise_triesTheNewVariantToo() {
        List<VariantSummary> variants = List.of(
                new VariantSummary(5_000, 5_000, 5_000, 10_000),
                new VariantSummary(40, 40, 80, 200),
                new VariantSummary(3, 3, 6, 15));
        double[] sharp = shares("thompson-sharp", COST, variants);
        double[] plain = shares("thompson", COST, variants);
        assertThat(sharp[1]).isLessThan(plain[1]);
        assertThat(sharp[2]).isGreaterThan(plain[2]);
    }

    @Test
    void beliefs_ofMoreOutcomes_areRaisedLess() {
        double before = Double.POSITIVE_INFINITY;
        for (double outcomes = 2; outcomes < 1e6; outcomes *= 10) {
            List<VariantSummary> variants =
                    List.of(VariantSummary.ofBinary(1e6, 1e6), VariantSummary.ofBinary(outcomes / 2, outcomes / 2));
            List<Marginal> gains = Posterior.of(BINARY, variants).gains();
            double raised = deviationsUp(
                    gains.get(1),
                    SharpenedThompsonPolicy.beliefs(gains, variants).get(1));
            assertThat(raised).isLessThan(before).isPositive();
            before = raised;
        }
        assertThat(before).isLessThan(1);
    }

    @Test
    void beliefs_withAllOutcomesIn_areSharpenedByTheSameFactorAtAnyAge() {
        for (double outcomes = 1; outcomes < 1e9; outcomes *= 1_000) {
            List<VariantSummary> variants = List.of(VariantSummary.ofBinary(outcomes, outcomes), VariantSummary.NONE);
            List<Marginal> gains = Posterior.of(BINARY, variants).gains();
            List<Marginal> beliefs = SharpenedThompsonPolicy.beliefs(gains, variants);
            for (int k = 0; k < gains.size(); k++) {
                double size = beta(gains.get(k)).alpha() + beta(gains.get(k)).beta();
                double sharpened =
                        beta(beliefs.get(k)).alpha() + beta(beliefs.get(k)).beta();
                assertThat(sharpened / size).isCloseTo(SHARPEST, within(1e-9));
            }
        }
    }

    @Test
    void beliefs_ofNumbers_areMovedByTheirScale() {
        List<VariantSummary> variants =
                List.of(new VariantSummary(500, 500, 500, 1_000), new VariantSummary(9, 9, 18, 45));
        List<Marginal> gains = Posterior.of(COST, variants).gains();
        Marginal.StudentT before = (Marginal.StudentT) gains.get(1);
        Marginal.StudentT after = (Marginal.StudentT)
                SharpenedThompsonPolicy.beliefs(gains, variants).get(1);
        double scarcity = 509 / (30 * Math.sqrt(2) * 10);
        double log = Math.log(1 + scarcity);
        double up = 0.6 * Math.sqrt(2 * Math.log(1 + scarcity * (1 + log * log)));
        assertThat(after.location()).isCloseTo(before.location() + up * before.scale(), within(1e-9));
        assertThat(after.scale()).isCloseTo(0.4 * before.scale(), within(1e-12));
        assertThat(after.freedom()).isEqualTo(before.freedom());
    }

    @Test
    void beliefs_ofRatesNearTheEnd_stayBeliefs() {
        for (double successes : new double[] {0, 1, 1_000, 1e6}) {
            for (double failures : new double[] {0, 1, 1_000}) {
                List<VariantSummary> variants = new ArrayList<>(Collections.nCopies(3, VariantSummary.NONE));
                variants.set(0, VariantSummary.ofBinary(successes, failures));
                variants.set(1, VariantSummary.ofBinary(1e6, 1));
                List<Marginal> gains = Posterior.of(BINARY, variants).gains();
                List<Marginal> beliefs = SharpenedThompsonPolicy.beliefs(gains, variants);
                for (int k = 0; k < gains.size(); k++) {
                    assertThat(beliefs.get(k).mean())
                            .isGreaterThanOrEqualTo(gains.get(k).mean() * (1 - 1e-12))
                            .isLessThan(1);
                }
                assertThat(shares("thompson-sharp", BINARY, variants)).hasSize(3);
            }
        }
    }

    @Test
    void beliefs_ofUnequalLists_areRefusedByName() {
        assertThatThrownBy(() -> SharpenedThompsonPolicy.beliefs(
                        Posterior.of(BINARY, List.of(VariantSummary.NONE)).gains(), List.of()))
                .hasMessageStartingWith("variants must");
    }
}
