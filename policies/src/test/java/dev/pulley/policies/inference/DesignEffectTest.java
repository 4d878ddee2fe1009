package dev.pulley.policies.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.policies.evidence.UnitGroups;
import dev.pulley.policies.evidence.VariantSummary;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

final class DesignEffectTest {
    private final SplittableRandom random = new SplittableRandom(17);
    private UnitGroups groups = UnitGroups.NONE;
    private VariantSummary all = VariantSummary.NONE;

    private void add(int group, double value) {
        if (group > 0) {
            groups = groups.plus(UnitGroups.ofDecisions(group, 1)).plus(UnitGroups.ofOutcome(group, value));
        }
        all = all.plus(new VariantSummary(1, 1, value, value * value));
    }

    /** Units whose own rates are uniform, which correlates two decisions of one by a third. */
    private void addUnits(int units, int decisionsOfEach, DoubleUnaryOperator value) {
        for (int unit = 0; unit < units; unit++) {
            int group = 1 + random.nextInt(UnitGroups.COUNT);
            double rate = random.nextDouble();
            for (int i = 0; i < decisionsOfEach; i++) {
                add(group, value.applyAsDouble(random.nextDouble() < rate ? 1 : 0));
            }
        }
    }

    private double effect() {
        return DesignEffect.of(groups, all, false, 0);
    }

    @Test
    void decisionsOfUnitsThatDiffer_countForLess_byOneAndTheirCorrelationWithEachOther() {
        double sum = 0;
        for (int run = 0; run < 40; run++) {
            groups = UnitGroups.NONE;
            all = VariantSummary.NONE;
            addUnits(500, 10, y -> y);
            sum += effect();
        }
        // 1 + (10 - 1) / 3; one estimate strays by 18%, so 40 by 3%.
        assertThat(sum / 40).isCloseTo(4, within(0.5));
    }

    @Test
    void decisionsThatAreIndependent_countInFull_butForChance() {
        double sum = 0;
        for (int run = 0; run < 100; run++) {
            groups = UnitGroups.NONE;
            all = VariantSummary.NONE;
            for (int i = 0; i < 2_000; i++) {
                add(1 + random.nextInt(UnitGroups.COUNT), random.nextInt(10) == 0 ? 1 : 0);
            }
            sum += effect() - 1;
        }
        assertThat(sum / 100).isBetween(0.0, 0.06);
    }

    @Test
    void theUnitsOfTheOutcome_makeNoDifference_andDecisionsForNoUnitDilute() {
        addUnits(400, 8, y -> y);
        double plain = effect();
        double inOthers = DesignEffect.of(
                scaled(groups),
                new VariantSummary(
                        all.decisions(),
                        all.outcomes(),
                        100 * all.outcomes() - 40 * all.sum(),
                        10_000 * all.outcomes() - 8_000 * all.sum() + 1_600 * all.sumOfSquares()),
                false,
                0);
        assertThat(inOthers).isCloseTo(plain, within(1e-9));
        for (int i = 0; i < 3_200; i++) {
            add(0, random.nextInt(2));
        }
        assertThat(effect()).isBetween(1 + 0.4 * (plain - 1), 1 + 0.6 * (plain - 1));
    }

    /** Each value y as 100 - 40 y. */
    private static UnitGroups scaled(UnitGroups groups) {
        UnitGroups result = UnitGroups.NONE;
        for (int g = 1; g <= UnitGroups.COUNT; g++) {
            for (int i = 0; i < groups.outcomes(g); i++) {
                result = result.plus(UnitGroups.ofOutcome(g, i < groups.sum(g) ? 60 : 100));
            }
        }
        return result;
    }

    @Test
    void whereSilenceIsFailure_theDecisionsCount_andWhoComesOftenIsNotTakenForUnlike() {
        // One group has a fifth of all traffic, and all succeed alike.
        for (int i = 0; i < 5_000; i++) {
            int group = i % 5 == 0 ? 1 : 1 + random.nextInt(UnitGroups.COUNT);
            groups = groups.plus(UnitGroups.ofDecisions(group, 1));
            double outcomes = random.nextInt(2);
            if (outcomes == 1) {
                groups = groups.plus(UnitGroups.ofOutcome(group, 1));
            }
            all = all.plus(new VariantSummary(1, outcomes, outcomes, outcomes));
        }
        assertThat(DesignEffect.of(groups, all, true, 0)).isBetween(1.0, 1.5);
    }

    @Test
    void whereThereIsNothingToCompare_itIsOne() {
        assertThat(effect()).isEqualTo(1);
        add(5, 1);
        assertThat(effect()).isEqualTo(1);
        add(6, 1);
        add(7, 1);
        assertThat(effect()).as("all alike").isEqualTo(1);
    }
}
