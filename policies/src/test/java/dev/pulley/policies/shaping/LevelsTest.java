package dev.pulley.policies.shaping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.VariantSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LevelsTest {
    private static final FeedbackPattern FIRST = new FeedbackPattern(0b010);
    private static final FeedbackPattern BOTH = new FeedbackPattern(0b110);
    private static final int[] PROXIES = {1, 2};
    private static final double[][] UNRELATED = {{1, 0}, {0, 1}};

    private final List<Observed> variants = new ArrayList<>();
    private final List<double[]> averages = new ArrayList<>();
    private final List<double[]> standing = new ArrayList<>();

    private void add(FeedbackPattern pattern, double count, double... means) {
        TreeMap<FeedbackPattern, Cell> cells = new TreeMap<>();
        double[] sums = new double[2 + pattern.size()];
        sums[0] = count;
        sums[1] = count;
        for (int i = 0; i < pattern.size(); i++) {
            sums[2 + i] = count * means[i];
        }
        if (count > 0) {
            cells.put(pattern, Cell.of(pattern, sums));
        }
        variants.add(Observed.of(new VariantSummary(count, 0, 0, 0), cells));
        averages.add(new double[] {means[0], means.length > 1 ? means[1] : 0});
        standing.add(IntStream.of(PROXIES)
                .mapToDouble(proxy -> pattern.has(proxy) ? count : 0)
                .toArray());
    }

    private Levels levels(double[][] within) {
        return Levels.of(
                PROXIES, variants, averages.toArray(double[][]::new), standing.toArray(double[][]::new), within);
    }

    /** Within variants the proxies have nothing to do with each other; between them, the second is twice the first. */
    @Test
    void proxyNotHeardOfYet_followsFromTheOtherAsWithManyVariants() {
        SplittableRandom random = new SplittableRandom(3);
        for (int k = 0; k < 200; k++) {
            double level = random.nextGaussian();
            add(BOTH, 10_000, level, 2 * level + 0.1 * random.nextGaussian());
        }
        add(FIRST, 10_000, 1.5);

        Levels levels = levels(UNRELATED);

        assertThat(levels.mean(200)[1]).isCloseTo(3, within(0.1));
        assertThat(levels.covariance(200)[1][1]).isLessThan(0.2);
        assertThat(levels.between()[0][1]).isCloseTo(2 * levels.between()[0][0], withinPercentage(5));
    }

    @Test
    void proxyNotHeardOfYet_followsFromTheOtherAsWithinFewVariants() {
        double[][] related = {{1, 0.8}, {0.8, 1}};
        add(BOTH, 100_000, -1, -1);
        add(BOTH, 100_000, 1, 1);
        add(FIRST, 100_000, 0.5);

        Levels levels = levels(related);

        assertThat(levels.mean(2)[1]).isBetween(0.3, 0.6);
    }

    /** The variance of the averages is 2 and that by chance 1, so that of the levels is 1, and half of each distance is left. */
    @Test
    void means_ofVariantsThatHaveAsMuch_areDrawnToTheirAverageByWhatIsChance() {
        add(BOTH, 1, 4, 4);
        add(BOTH, 1, 6, 6);

        Levels levels = levels(UNRELATED);

        for (int i = 0; i < 2; i++) {
            assertThat(levels.centre()[i]).isCloseTo(5, within(1e-6));
            assertThat(levels.mean(0)[i] + levels.mean(1)[i]).isCloseTo(10, within(1e-6));
            assertThat(levels.mean(1)[i]).isBetween(5.4, 5.8);
            assertThat(levels.covariance(0)[i][i]).isBetween(0.4, 0.6);
        }
    }

    @Test
    void variantWithoutDecisions_isAtTheAverageAndAsUnsureAsTheOthersAreApart() {
        add(BOTH, 1_000, -1, 3);
        add(BOTH, 1_000, 1, 5);
        add(BOTH, 0, 0, 0);

        Levels levels = levels(UNRELATED);

        assertThat(levels.mean(2)).containsExactly(levels.centre());
        assertThat(levels.covariance(2)[0][0]).isEqualTo(levels.between()[0][0]).isCloseTo(2, within(0.1));
    }

    @Test
    void levels_ofProxiesThatNeverVary_areFinite() {
        double[][] none = {{0, 0}, {0, 0}};
        add(BOTH, 10, 1, 7);
        add(BOTH, 10, 2, 7);
        add(FIRST, 10, 3);

        Levels levels = levels(none);

        assertThat(levels.mean(0)[0]).isCloseTo(1, within(1e-6));
        assertThat(levels.mean(2)[1]).isCloseTo(7, within(1e-6));
        assertThat(levels.covariance(0)[0][0]).isFinite().isNotNegative();
    }
}
