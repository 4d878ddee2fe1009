package dev.pulley.policies.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class DelayBinsTest {
    private static final long DAY_MILLIS = 24L * 60 * 60 * 1_000;

    @Test
    void everyDelay_liesBetweenTheEdgesOfItsBin() {
        for (long closing : new long[] {1, 7, 32_768, 1_000_003, 8 * DAY_MILLIS, 98 * DAY_MILLIS}) {
            DelayBins bins = new DelayBins(closing);
            for (int i = 0; i < 100_000; i++) {
                long delay = (long) (closing * Math.pow(i / 100_000.0, 4));
                int bin = bins.binOf(delay);
                assertThat((double) delay)
                        .isGreaterThanOrEqualTo(bins.edgeMillis(bin))
                        .isLessThan(bins.edgeMillis(bin + 1));
            }
        }
    }

    @Test
    void delayOnAnEdge_isInTheBinThatBeginsThere() {
        DelayBins bins = new DelayBins(32_768);

        for (int bin = 0; bin < DelayBins.COUNT; bin++) {
            assertThat(bins.binOf((long) bins.edgeMillis(bin))).isEqualTo(bin);
        }
    }

    @Test
    void delayBeyondTheBins_isInTheFirstOrTheLast() {
        DelayBins bins = new DelayBins(1_000);

        assertThat(bins.binOf(-5)).isZero();
        assertThat(bins.binOf(1_000)).isEqualTo(DelayBins.COUNT - 1);
        assertThat(bins.binOf(Long.MAX_VALUE)).isEqualTo(DelayBins.COUNT - 1);
    }

    @Test
    void edges_goFromNothingToTheClosing() {
        DelayBins bins = new DelayBins(8 * DAY_MILLIS);

        assertThat(bins.edgeMillis(0)).isZero();
        assertThat(bins.edgeMillis(1)).isLessThan(22_000);
        assertThat(bins.edgeMillis(DelayBins.COUNT)).isEqualTo(8 * DAY_MILLIS);
        assertThatThrownBy(() -> bins.edgeMillis(DelayBins.COUNT + 1)).hasMessageContaining("edge must be");
        assertThatThrownBy(() -> new DelayBins(0)).hasMessageContaining("closingMillis must be");
    }
}
