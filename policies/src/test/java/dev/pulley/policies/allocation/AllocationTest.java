package dev.pulley.policies.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
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

    @Test
    void of_integralsOfVeryManyVariants_dividesOutWhatTheirTailsLack() {
        double[] shares = new double[1_000];
        Arrays.fill(shares, (1 - 2e-9) / shares.length);
        double sum = 0;
        for (double share : Allocation.of(shares).shares()) {
            sum += share;
        }
        assertThat(sum).isCloseTo(1, within(1e-12));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Allocation.of(0.5, 0.5 - 2e-9))
                .withMessageContaining("sum to 1");
    }
}
