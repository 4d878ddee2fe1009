package dev.pulley.policies.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.policies.evidence.Bucket;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantVersion;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SampleRatioTest {
    private static final Bucket BUCKET = new Bucket(0, 1_000);
    private static final long SEED = 9_127;

    private static final int RUNS = 400;
    private static final int DECISIONS = 2_000;

    /** More than this many of the runs fail with a probability under 1e-6, if one fails with 5% (binomial law). */
    private static final int ALARMS_LIMIT = 44;

    @Test
    void pValue_isThatOfTheFormula() {
        for (ReferenceTable.Row row : ReferenceTable.read("sample-ratio.csv").rows()) {
            String[] variants = row.text("variants").split(";", -1);
            long[] decisions = new long[variants.length];
            double[] expected = new double[variants.length];
            double[] variance = new double[variants.length];
            for (int k = 0; k < variants.length; k++) {
                String[] parts = variants[k].split(":", -1);
                decisions[k] = Long.parseLong(parts[0]);
                expected[k] = Double.parseDouble(parts[1]);
                variance[k] = Double.parseDouble(parts[2]);
            }
            assertThat(pValue(decisions, expected, variance))
                    .as(row.line())
                    .isCloseTo(row.number("p_value"), within(1e-12));
        }
    }

    @Test
    void withoutSumsOfPropensities_thereIsNothingToTest() {
        assertThat(SampleRatio.of(Evidence.NONE)).isNull();
        assertThat(SampleRatio.of(evidence(new long[] {9, 1}, new double[2], new double[2])))
                .isNull();
    }

    @Test
    void buckets_withoutSumsAreLeftOut() {
        Evidence known = evidence(new long[] {60, 40}, new double[] {50, 50}, new double[] {25, 25});
        Evidence both = known.with(
                new Bucket(1_000, 1_000),
                evidence(new long[] {500, 0}, new double[2], new double[2]).in(BUCKET));
        assertThat(SampleRatio.of(both)).isEqualTo(SampleRatio.of(known));
    }

    @Test
    void wrongShare_isFound() {
        assertThat(pValue(new long[] {51_000, 49_000}, new double[] {50_000, 50_000}, new double[] {25_000, 25_000}))
                .isLessThan(1e-5);
        assertThat(pValue(new long[] {50_100, 49_900}, new double[] {50_000, 50_000}, new double[] {25_000, 25_000}))
                .isEqualTo(1);
    }

    /** With shares that move with what was drawn before, and a look after every decision. */
    @Test
    void rightShares_seldomEverAlarm() {
        SplittableRandom random = new SplittableRandom(SEED);
        int alarms = 0;
        for (int run = 0; run < RUNS; run++) {
            alarms += everAlarms(random) ? 1 : 0;
        }
        assertThat(alarms).isLessThanOrEqualTo(ALARMS_LIMIT);
    }

    private static boolean everAlarms(SplittableRandom random) {
        long[] decisions = new long[3];
        double[] expected = new double[3];
        double[] variance = new double[3];
        for (int decision = 0; decision < DECISIONS; decision++) {
            double[] shares = new double[3];
            for (int k = 0; k < 3; k++) {
                // Whoever had less than its due gets more now, which a test for fixed shares would not bear.
                shares[k] = (1 + decisions[(k + 1) % 3]) / (3.0 + decision);
                expected[k] += shares[k];
                variance[k] += shares[k] * (1 - shares[k]);
            }
            double place = random.nextDouble();
            decisions[place < shares[0] ? 0 : place < shares[0] + shares[1] ? 1 : 2]++;
            if (pValue(decisions, expected, variance) <= 0.05) {
                return true;
            }
        }
        return false;
    }

    private static double pValue(long[] decisions, double[] expected, double[] variance) {
        return Objects.requireNonNull(SampleRatio.of(evidence(decisions, expected, variance)))
                .pValue();
    }

    private static Evidence evidence(long[] decisions, double[] expected, double[] variance) {
        Map<VariantVersion, VariantEvidence> variants = new TreeMap<>();
        for (int k = 0; k < decisions.length; k++) {
            variants.put(
                    new VariantVersion(k, 1),
                    VariantEvidence.of(decisions[k], expected[k], variance[k], Map.of(), Map.of()));
        }
        return Evidence.NONE.with(BUCKET, BucketEvidence.of(variants, Map.of()));
    }
}
