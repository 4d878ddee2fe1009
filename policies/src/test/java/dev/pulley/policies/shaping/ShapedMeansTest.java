package dev.pulley.policies.shaping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.pulley.policies.evidence.Bucket;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.Decided;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.Products;
import dev.pulley.policies.evidence.Reward;
import dev.pulley.policies.evidence.StandingValues;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.evidence.VariantVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShapedMeansTest {
    private static final Bucket BUCKET = new Bucket(0, 1);

    /** Decisions of a few variants, whose sums are those that rewards leave in the evidence. */
    private static final class Decisions {
        private final SplittableRandom random = new SplittableRandom(5);
        private final List<List<StandingValues>> byVariant = new ArrayList<>();

        Decisions(int variants) {
            for (int k = 0; k < variants; k++) {
                byVariant.add(new ArrayList<>());
            }
        }

        /** A decision with the values of its metrics, of which the first is the outcome; one that is not a number is missing. */
        void add(int variant, double... values) {
            TreeMap<Integer, Reward> rewards = new TreeMap<>();
            for (int metric = 0; metric < values.length; metric++) {
                if (!Double.isNaN(values[metric])) {
                    rewards.put(metric, new Reward(metric, values[metric], 0, 0));
                }
            }
            byVariant.get(variant).add(new StandingValues(rewards, null));
        }

        /** Binary ones, with a proxy of a level, a slope from it to the outcome, and an outcome for some. */
        void addBinary(int variant, int count, int labelled, double mean, double level, double slope) {
            for (int i = 0; i < count; i++) {
                double proxy = random.nextDouble() < level ? 1 : 0;
                double outcome = random.nextDouble() < mean + slope * (proxy - level) ? 1 : 0;
                add(variant, i < labelled ? outcome : Double.NaN, proxy);
            }
        }

        ShapedMeans means(Map<Integer, Double> weights) {
            Evidence evidence = Evidence.NONE;
            List<Observed> observed = new ArrayList<>();
            for (int k = 0; k < byVariant.size(); k++) {
                Decided decided = new Decided(new VariantVersion(k, 1), 0.5);
                BucketEvidence sums = BucketEvidence.NONE;
                for (StandingValues values : byVariant.get(k)) {
                    sums = sums.plus(values.sums(decided));
                }
                evidence = evidence.plus(BUCKET, sums);
            }
            BucketEvidence all = evidence.in(BUCKET);
            for (int k = 0; k < byVariant.size(); k++) {
                VariantEvidence variant = all.variants()
                        .getOrDefault(new VariantVersion(k, 1), VariantEvidence.of(0, Map.of(), Map.of()));
                VariantSummary summary = variant.summary();
                SortedMap<FeedbackPattern, Cell> cells = variant.cells();
                observed.add(Observed.of(summary, cells));
            }
            SortedMap<FeedbackPattern, Products> products = all.products();
            return ShapedMeans.of(weights, observed, products, 0.5, 0.5, Decisions::beliefs);
        }

        /** Every variant by itself, from one half on. */
        private static List<OutcomesAlone.Belief> beliefs(List<VariantSummary> variants) {
            return variants.stream()
                    .map(variant -> new OutcomesAlone.Belief(
                            (variant.sum() + 0.5) / (variant.outcomes() + 1), 0.25 / (variant.outcomes() + 1)))
                    .toList();
        }
    }

    @Test
    void means_withoutOutcomes_followTheProxyAndAreNeverSure() {
        Decisions decisions = new Decisions(2);
        decisions.addBinary(0, 5_000, 0, 0.5, 0.7, 0.3);
        decisions.addBinary(1, 5_000, 0, 0.4, 0.4, 0.3);

        ShapedMeans means = decisions.means(Map.of(1, 0.3));

        double difference = means.mean(0) - means.mean(1);
        double deviation = Math.sqrt(means.contrastVariance(0) + means.contrastVariance(1));
        assertThat(difference).isGreaterThan(0.05);
        assertThat(difference / deviation).isBetween(0.3, 1.645);
    }

    /** How sure a proxy alone makes does not hang on the units that the task's weight happens to be right in. */
    @Test
    void preference_withoutOutcomes_isTheSameForSmallWeightsAndGreat() {
        Decisions decisions = new Decisions(2);
        decisions.addBinary(0, 5_000, 0, 0.5, 0.7, 0.3);
        decisions.addBinary(1, 5_000, 0, 0.4, 0.4, 0.3);

        for (double weight : new double[] {0.1, 0.3, 1}) {
            ShapedMeans means = decisions.means(Map.of(1, weight));

            double difference = means.mean(0) - means.mean(1);
            double deviation = Math.sqrt(means.contrastVariance(0) + means.contrastVariance(1));
            assertThat(difference / deviation).as("weight %s", weight).isBetween(0.53, 0.67);
        }
    }

    /** Definitions that were stored before weights had a limit may have any. */
    @ParameterizedTest
    @CsvSource({
        "1e15, 1",
        "-1e15, 1e15",
        "1e15, 1e-15",
        "1e100, 1",
        "1e308, 1",
        "-1e308, 1e-300",
        "1e308, 1e15",
        "0, 1e-161"
    })
    void means_whateverTheWeight_areFinite_andInTheEndTheOutcomesOwn(double weight, double unit) {
        for (int outcomes : new int[] {0, 3, 3_000}) {
            Decisions decisions = new Decisions(2);
            for (int i = 0; i < Math.max(6, outcomes); i++) {
                double outcome = i < outcomes ? i % 2 : Double.NaN;
                decisions.add(0, outcome, i % 3 * unit);
                decisions.add(1, outcome, i % 5 * unit);
            }

            ShapedMeans means = decisions.means(Map.of(1, weight));

            for (int k = 0; k < 2; k++) {
                assertThat(means.mean(k)).isFinite();
                assertThat(means.variance(k)).isFinite().isNotNegative();
                assertThat(means.contrastVariance(k)).isFinite().isNotNegative();
                if (outcomes == 3_000) {
                    assertThat(means.mean(k)).isCloseTo(0.5, within(0.03));
                }
            }
            assertThat(means.slopes()[0]).isFinite();
        }
    }

    @Test
    void means_withManyOutcomes_areTheOutcomesOwnWhateverTheProxySays() {
        Decisions decisions = new Decisions(2);
        decisions.addBinary(0, 6_000, 6_000, 0.5, 0.4, 1 / 3.0);
        decisions.addBinary(1, 6_000, 6_000, 0.4, 0.7, 1 / 3.0);

        ShapedMeans means = decisions.means(Map.of(1, 1.0));

        assertThat(means.mean(0)).isCloseTo(0.5, within(0.03));
        assertThat(means.mean(1)).isCloseTo(0.4, within(0.03));
        // All decisions have an outcome, so the proxies have nothing to add.
        assertThat(means.variance(0)).isCloseTo(0.25 / 6_000, withinPercentage(10));
        assertThat(means.contrastVariance(0)).isCloseTo(0.25 / 6_000, withinPercentage(15));
        assertThat(means.slopes()[0]).isCloseTo(1 / 3.0, within(0.05));
        assertThat(means.correlations()[0]).isCloseTo(0.33 * Math.sqrt(0.225 / 0.245), within(0.05));
    }

    /** The proxies of decisions without an outcome take r&sup2; N / (n + N) of the variance off, where r is the correlation. */
    @Test
    void variance_ofFewOutcomesAndManyProxies_isLessByWhatTheseExplain() {
        Decisions decisions = new Decisions(2);
        for (int k = 0; k < 2; k++) {
            decisions.addBinary(k, 20_000, 2_000, 0.5, 0.5, 0.8);
        }

        ShapedMeans means = decisions.means(Map.of(1, 0.8));

        double expected = 0.25 / 2_000 * (1 - 0.64 * 18_000 / 20_000);
        assertThat(means.variance(0)).isCloseTo(expected, withinPercentage(10));
        assertThat(means.mean(0)).isCloseTo(0.5, within(4 * Math.sqrt(expected)));
    }

    @Test
    void means_whenAProxyIsOftenMissing_areAboutThoseOfAllOfIt() {
        Decisions complete = new Decisions(2);
        Decisions missing = new Decisions(2);
        SplittableRandom random = new SplittableRandom(9);
        for (int k = 0; k < 2; k++) {
            for (int i = 0; i < 10_000; i++) {
                double first = random.nextDouble() < 0.4 + 0.2 * k ? 1 : 0;
                double second = random.nextDouble() < 0.2 + 0.6 * first ? 1 : 0;
                double outcome = random.nextDouble() < 0.2 + 0.3 * first + 0.3 * second ? 1 : 0;
                double shown = i < 1_500 ? outcome : Double.NaN;
                complete.add(k, shown, first, second);
                int which = random.nextInt(3);
                missing.add(k, shown, which == 0 ? Double.NaN : first, which == 1 ? Double.NaN : second);
            }
        }
        Map<Integer, Double> weights = Map.of(1, 0.3, 2, 0.3);

        ShapedMeans whole = complete.means(weights);
        ShapedMeans gaps = missing.means(weights);

        for (int k = 0; k < 2; k++) {
            assertThat(gaps.mean(k)).isCloseTo(whole.mean(k), within(4 * Math.sqrt(whole.variance(k))));
            assertThat(gaps.variance(k)).isCloseTo(whole.variance(k), withinPercentage(25));
        }
    }

    @Test
    void means_whenRoundingIsAllThatAProxyVariesBy_areFinite() {
        for (double constant : new double[] {0.1, 0.3, 0.7, 1.1}) {
            Decisions decisions = new Decisions(3);
            for (int i = 0; i < 33; i++) {
                decisions.add(i % 2, i % 3 == 0 ? 1 : 0, constant, i % 7 / 7.0, i % 5 / 9.0);
                decisions.add(2, Double.NaN, constant, i % 7 / 7.0, Double.NaN);
            }

            ShapedMeans means = decisions.means(Map.of(1, 0.5, 2, 0.3, 3, -0.4));

            for (int k = 0; k < 3; k++) {
                assertThat(means.mean(k)).isFinite();
                assertThat(means.variance(k)).isFinite().isPositive();
            }
        }
    }

    @Test
    void means_whenProxiesAreCopiesOrNeverVary_areFinite() {
        Decisions decisions = new Decisions(2);
        for (int i = 0; i < 200; i++) {
            double proxy = i % 2;
            decisions.add(i % 3 == 0 ? 0 : 1, i % 5 == 0 ? 1 : 0, proxy, proxy, 1, i % 7 == 0 ? Double.NaN : 0);
        }

        ShapedMeans means = decisions.means(Map.of(1, 0.5, 2, 0.0, 3, -1.0, 4, 2.0));

        for (int k = 0; k < 2; k++) {
            assertThat(means.mean(k)).isBetween(0.0, 0.5);
            assertThat(means.variance(k)).isFinite().isPositive();
            assertThat(means.contrastVariance(k)).isFinite().isPositive();
        }
    }

    @Test
    void variantWithoutDecisions_isAsUnsureAsTheOthersAreApart() {
        Decisions decisions = new Decisions(3);
        decisions.addBinary(0, 3_000, 3_000, 0.5, 0.5, 0.3);
        decisions.addBinary(1, 3_000, 3_000, 0.4, 0.4, 0.3);

        ShapedMeans means = decisions.means(Map.of(1, 0.3));

        assertThat(means.mean(2)).isCloseTo(0.45, within(0.03));
        assertThat(means.variance(2)).isGreaterThan(20 * means.variance(0));
    }
}
