package dev.pulley.policies.shaping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Two variants, a proxy that is 1 in half of the decisions, and outcomes that follow from it; ten pairs a stretch. */
final class ProxyDriftTest {
    private static final int STRETCH = 10;
    private static final int RUNS = 100;

    private final SplittableRandom random = new SplittableRandom(20_261_130);

    /** Adds pairs whose outcome is 1 with the probability {@code level} where the proxy is 0, and by the slope more where it is 1. */
    private void add(ProxyDrift drift, int pairs, double level, double slope) {
        add(drift, pairs, level, slope, level);
    }

    private void add(ProxyDrift drift, int pairs, double level, double slope, double levelOfOther) {
        for (int done = 0; done < pairs; done += STRETCH) {
            drift.beginStretch();
            for (int i = 0; i < STRETCH; i++) {
                int variant = i % 2;
                double proxy = random.nextInt(2);
                double rate = (variant == 0 ? level : levelOfOther) + slope * proxy;
                double outcome = random.nextDouble() < rate ? 1 : 0;
                drift.add(variant, 1, proxy, outcome);
                drift.addProducts(proxy * proxy, proxy * outcome, outcome * outcome);
            }
        }
    }

    /** At one false alarm in 100,000 outcomes there would be more than 3 here with one seed in 1,300. */
    @Test
    void whileNothingChanges_alarmsAreAsRareAsIsPromised() {
        int alarms = 0;
        for (int run = 0; run < RUNS; run++) {
            ProxyDrift drift = new ProxyDrift(2);
            add(drift, 400, 0.3, 0.4, 0.5);
            alarms += drift.isRaised(1) ? 1 : 0;
        }
        assertThat(alarms).isLessThanOrEqualTo(3);
    }

    @Test
    void aLevelThatFalls_isFoundWithinFourHundredOutcomes() {
        int found = 0;
        for (int run = 0; run < RUNS; run++) {
            ProxyDrift drift = new ProxyDrift(2);
            add(drift, 1_000, 0.5, 0.4);
            assertThat(drift.isRaised(1)).isFalse();
            add(drift, 400, 0.3, 0.4);
            found += drift.isRaised(1) ? 1 : 0;
        }
        assertThat(found).isGreaterThanOrEqualTo(90);
    }

    @Test
    void aSlopeThatTurns_isFound_thoughEveryLevelStays() {
        ProxyDrift drift = new ProxyDrift(2);
        add(drift, 1_000, 0.3, 0.4);
        add(drift, 500, 0.7, -0.4);
        assertThat(drift.isRaised(1)).isTrue();
        ProxyDrift same = new ProxyDrift(2);
        add(same, 1_500, 0.3, 0.4);
        assertThat(same.isRaised(1)).isFalse();
    }

    @Test
    void variantsThatDiffer_andAMixOfThemThatChanges_areNoChange() {
        ProxyDrift drift = new ProxyDrift(2);
        add(drift, 1_000, 0.1, 0.2, 0.7);
        for (int i = 0; i < 500; i++) {
            drift.beginStretch();
            double proxy = random.nextInt(2);
            double outcome = random.nextDouble() < 0.7 + 0.2 * proxy ? 1 : 0;
            drift.add(1, 1, proxy, outcome);
            drift.addProducts(proxy, proxy * outcome, outcome);
        }
        assertThat(drift.isRaised(1)).isFalse();
    }

    @Test
    void theCorrelation_isThatWithinVariants() {
        ProxyDrift drift = new ProxyDrift(2);
        assertThat(drift.correlation()).isNaN();
        add(drift, 20_000, 0.1, 0.4, 0.5);
        // The proxy's variance is 1/4, the outcomes' .3 .7 and .7 .3.
        assertThat(drift.correlation()).isCloseTo(0.4 * 0.5 / Math.sqrt(0.21), within(0.03));
    }

    @Test
    void fewPairs_andOutcomesThatNeverDiffer_sayNothing() {
        ProxyDrift few = new ProxyDrift(2);
        add(few, 20, 1, 0);
        add(few, 20, 0, 0);
        assertThat(few.isRaised(1)).isFalse();
        ProxyDrift all = new ProxyDrift(2);
        add(all, 1_000, 1, 0);
        assertThat(all.isRaised(1)).isFalse();
        assertThat(all.correlation()).isNaN();
    }
}
