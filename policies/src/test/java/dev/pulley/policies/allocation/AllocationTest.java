package dev.pulley.policies.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class AllocationTest {
    private static final int PLACES = 1_000;

    @Test
    void evenPlaces_areSharedOutByTheShares() {
        Allocation allocation = Allocation.of(0.125, 0, 0.5, 0.375, 0);
        int[] counts = new int[allocation.size()];
        for (int i = 0; i < PLACES; i++) {
            counts[allocation.at((i + 0.5) / PLACES)]++;
        }
        assertThat(counts).containsExactly(125, 0, 500, 375, 0);
    }

    @Test
    void theLastPlace_isTheLastVariantThatHasAShare_whateverTheRounding() {
        double[] shares = new double[1_001];
        for (int k = 0; k < 1_000; k++) {
            shares[k] = 1.0 / 1_000;
        }
        assertThat(Allocation.of(shares).at(Math.nextDown(1.0))).isEqualTo(999);
    }

    @Test
    void aPlaceThatIsNone_isRefused() {
        for (double place : new double[] {-0.1, 1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Allocation.even(2).at(place))
                    .withMessageContaining("place");
        }
    }
}
