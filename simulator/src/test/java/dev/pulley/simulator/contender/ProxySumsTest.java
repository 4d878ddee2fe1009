package dev.pulley.simulator.contender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.policies.evidence.Bucket;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.Decided;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.Products;
import dev.pulley.policies.evidence.Reward;
import dev.pulley.policies.evidence.StandingValues;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.policies.shaping.SignalBucket;
import dev.pulley.policies.shaping.SignalRows;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProxySumsTest {
    private static final int ARMS = 2;
    private static final FeedbackPattern FIRST = FeedbackPattern.NONE.with(1);

    /** Values are whole, so that sums are the same to the bit in whatever order. */
    @Test
    void sums_afterReportsInAnyOrder_areThoseOfTheEvidence() {
        SplittableRandom random = new SplittableRandom(1);
        ProxySums sums = new ProxySums(ARMS);
        List<TreeMap<Integer, Reward>> decisions = new ArrayList<>();
        for (int round = 0; round < 2_000; round++) {
            sums.decide(round % ARMS);
            decisions.add(new TreeMap<>());
        }
        for (int i = 0; i < 5_000; i++) {
            int round = random.nextInt(decisions.size());
            int metric = random.nextInt(4);
            double value = random.nextInt(3);
            if (!decisions.get(round).containsKey(metric)) {
                decisions.get(round).put(metric, new Reward(metric, value, 0, 0));
                sums.report(round, round % ARMS, metric, value);
            }
        }

        BucketEvidence expected = BucketEvidence.NONE;
        for (int round = 0; round < decisions.size(); round++) {
            Decided decided = new Decided(new VariantVersion(round % ARMS, 0), 1);
            expected = expected.plus(new StandingValues(decisions.get(round), null).sums(decided));
        }
        List<Map<FeedbackPattern, Cell>> cells = new ArrayList<>();
        for (int arm = 0; arm < ARMS; arm++) {
            VariantEvidence variant = Objects.requireNonNull(expected.variants().get(new VariantVersion(arm, 0)));
            cells.add(variant.cells());
            assertThat(sums.summaries().get(arm).sum())
                    .isEqualTo(variant.summary().sum());
            assertThat(sums.summaries().get(arm).outcomes())
                    .isEqualTo(variant.summary().outcomes());
        }
        assertThat(sums.all().rows()).isEqualTo(SignalRows.of(cells, expected.products()));
    }

    private static SignalRows rows(Map<FeedbackPattern, Cell> cells, Map<FeedbackPattern, Products> products) {
        return SignalRows.of(List.of(new TreeMap<>(cells)), new TreeMap<>(products));
    }

    @Test
    void buckets_whenSomeAreClosed_areOneAndTheOpenOnes() {
        ProxySums sums = new ProxySums(1, 2);
        for (int round = 0; round < 5; round++) {
            sums.decide(0);
            sums.report(round, 0, 1, round);
        }

        sums.close(1);
        sums.report(1, 0, 2, 1);

        List<SignalBucket> buckets = sums.buckets(List.of(List.of(new Bucket(2, 2)), List.of(new Bucket(4, 2))));
        assertThat(buckets).extracting(SignalBucket::place).containsExactly(0, 1, 2);
        FeedbackPattern both = FIRST.with(2);
        assertThat(buckets.get(0).rows())
                .isEqualTo(rows(
                        Map.of(FIRST, Cell.of(FIRST, 1, 1, 0), both, Cell.of(both, 1, 1, 1, 1)),
                        Map.of(FIRST, Products.of(FIRST, 1, 0), both, Products.of(both, 1, 1, 1, 1))));
        assertThat(buckets.get(1).rows())
                .isEqualTo(rows(Map.of(FIRST, Cell.of(FIRST, 2, 2, 5)), Map.of(FIRST, Products.of(FIRST, 2, 13))));
        assertThat(buckets.get(2).rows())
                .isEqualTo(rows(Map.of(FIRST, Cell.of(FIRST, 1, 1, 4)), Map.of(FIRST, Products.of(FIRST, 1, 16))));

        List<SignalBucket> together = sums.buckets(List.of(List.of(new Bucket(2, 2), new Bucket(4, 2))));
        assertThat(together).extracting(SignalBucket::place).containsExactly(0, 1);
        assertThat(together.get(1).rows())
                .isEqualTo(rows(Map.of(FIRST, Cell.of(FIRST, 3, 3, 9)), Map.of(FIRST, Products.of(FIRST, 3, 29))));
    }

    @Test
    void clear_ofAnArm_forgetsItAndWhatComesOfItLater() {
        ProxySums sums = new ProxySums(ARMS);
        sums.decide(0);
        sums.report(0, 0, 1, 1);

        sums.clear(0);
        sums.report(0, 0, 0, 1);

        assertThat(sums.all().rows()).isEqualTo(SignalRows.of(Collections.nCopies(ARMS, Map.of()), Map.of()));
        assertThat(sums.summaries().get(0).decisions()).isZero();
    }
}
