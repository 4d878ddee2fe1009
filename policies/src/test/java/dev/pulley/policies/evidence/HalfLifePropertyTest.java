package dev.pulley.policies.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class HalfLifePropertyTest {
    private static final long NOW = 1_790_000_000_000L;

    @Property(seed = "1", tries = 1_000)
    void weight_isHalvedByEachHalfLife(
            @ForAll @LongRange(min = 1, max = 1L << 36) long halfLifeMillis,
            @ForAll @LongRange(min = 0, max = 1L << 36) long ageMillis,
            @ForAll @LongRange(min = 1, max = 1L << 26) long widthMillis) {
        HalfLife halfLife = new HalfLife(halfLifeMillis);
        Bucket bucket = new Bucket(NOW - ageMillis - widthMillis, widthMillis);
        double weight = halfLife.weight(bucket, NOW);
        assertThat(weight).isBetween(0.0, 1.0);
        assertThat(halfLife.weight(bucket, NOW + halfLifeMillis)).isCloseTo(weight / 2, within(1e-9 * weight));
    }

    @Property(seed = "2", tries = 1_000)
    void weight_neverRisesWithAge(
            @ForAll @LongRange(min = 1, max = 1L << 36) long halfLifeMillis,
            @ForAll @LongRange(min = -(1L << 30), max = 1L << 36) long older,
            @ForAll @LongRange(min = 0, max = 1L << 36) long by) {
        HalfLife halfLife = new HalfLife(halfLifeMillis);
        double younger = halfLife.weight(new Bucket(NOW - older, 1_000), NOW);
        assertThat(halfLife.weight(new Bucket(NOW - older - by, 1_000), NOW)).isLessThanOrEqualTo(younger);
    }

    @Example
    void summaries_ofFadingEvidence_keepTheirMeans_andLoseTheirCounts() {
        VariantVersion variant = new VariantVersion(1, 1);
        FeedbackPattern outcome = FeedbackPattern.NONE.with(FeedbackPattern.OUTCOME);
        Cell cell = Cell.of(outcome, 8, 8, 6, 6, 8, 16, 12, 32, 24, 24);
        BucketEvidence sums =
                BucketEvidence.of(Map.of(variant, VariantEvidence.of(10, Map.of(outcome, cell), Map.of())), Map.of());
        Evidence evidence = Evidence.NONE.with(new Bucket(NOW - 2_500, 1_000), sums);
        HalfLife halfLife = new HalfLife(1_000);
        VariantSummary faded =
                evidence.summaries(bucket -> halfLife.weight(bucket, NOW)).getOrDefault(variant, VariantSummary.NONE);
        assertThat(faded.decisions()).isCloseTo(2.5, within(1e-12));
        assertThat(faded.outcomes()).isCloseTo(2, within(1e-12));
        assertThat(faded.sum() / faded.outcomes()).isCloseTo(0.75, within(1e-12));
    }

    @Example
    void aHalfLifeThatIsNone_isRefused() {
        for (long millis : new long[] {0, -1}) {
            assertThatThrownBy(() -> new HalfLife(millis))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("millis");
        }
    }
}
