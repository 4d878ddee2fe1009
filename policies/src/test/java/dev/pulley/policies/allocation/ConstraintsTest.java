package dev.pulley.policies.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ConstraintsTest {
    private static double[] open(int size) {
        double[] maxShares = new double[size];
        Arrays.fill(maxShares, 1);
        return maxShares;
    }

    private static void assertShares(Allocation allocation, double... shares) {
        assertThat(allocation.shares()).containsExactly(shares, within(1e-11));
    }

    @Test
    void noBounds_changeNothing() {
        Allocation wanted = Allocation.of(0.2, 0, 0.8);
        assertShares(Constraints.none(3).apply(wanted), 0.2, 0, 0.8);
    }

    @Test
    void floor_isGivenAndTheOthersKeepTheirProportions() {
        Allocation bounded = Constraints.of(0.1, open(3), 0).apply(Allocation.of(0.6, 0.4, 0));
        assertShares(bounded, 0.54, 0.36, 0.1);
    }

    @Test
    void cap_isKeptAndTheOthersKeepTheirProportions() {
        Allocation bounded = Constraints.of(0, new double[] {0.2, 1, 1}, 0).apply(Allocation.of(0.7, 0.1, 0.2));
        assertShares(bounded, 0.2, 0.8 / 3, 1.6 / 3);
    }

    @Test
    void capsThatLeaveRoomOnlyWhereThePolicyGivesNothing_areFilledThere() {
        Allocation bounded = Constraints.of(0, new double[] {0.1, 1, 1}, 0).apply(Allocation.of(1, 0, 0));
        assertShares(bounded, 0.1, 0.45, 0.45);
    }

    @Test
    void holdout_isSpreadEvenly() {
        Allocation bounded = Constraints.of(0, open(4), 0.2).apply(Allocation.of(1, 0, 0, 0));
        assertShares(bounded, 0.85, 0.05, 0.05, 0.05);
    }

    @Test
    void floorCapAndHoldoutTogether_areAllKept() {
        Constraints constraints = Constraints.of(0.05, new double[] {0.3, 0.3, 0.5, 1}, 0.1);
        Allocation bounded = constraints.apply(Allocation.of(0.96, 0.02, 0.01, 0.01));
        double sum = 0;
        for (double share : bounded.shares()) {
            assertThat(share).isGreaterThanOrEqualTo(0.05 - 1e-12);
            sum += share;
        }
        assertThat(bounded.share(0)).isCloseTo(0.3, within(1e-11));
        assertThat(sum).isCloseTo(1, within(1e-12));
    }

    @Test
    void boundsThatCannotBeMet_areNamed() {
        assertRefused("maxShares must not be empty", 0, new double[0], 0);
        assertRefused("min_share must", 0.4, open(3), 0);
        assertRefused("min_share must", Double.NaN, open(3), 0);
        assertRefused("min_share must", -0.1, open(3), 0);
        assertRefused("holdout must", 0, open(3), 1.1);
        assertRefused("holdout must", 0, open(3), Double.NaN);
        assertRefused("max_share must be between", 0, new double[] {1, Double.NaN}, 0);
        assertRefused("max_share must not be below", 0.2, new double[] {0.1, 1, 1}, 0);
        assertRefused("max_share must not be below", 0, new double[] {0.1, 1}, 0.5);
        assertRefused("all max_share together must be at least 1", 0, new double[] {0.4, 0.4}, 0);
        assertThatThrownBy(() -> Constraints.none(2).apply(Allocation.even(3))).hasMessageStartingWith("wanted must");
    }

    private static void assertRefused(String message, double minShare, double[] maxShares, double holdout) {
        assertThatThrownBy(() -> Constraints.of(minShare, maxShares, holdout))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
