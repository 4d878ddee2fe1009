package dev.pulley.policies.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantSummary;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ConfidenceSequenceTest {
    private static final OutcomeModel BINARY = new OutcomeModel.Binary(Goal.MAXIMIZE);
    private static final OutcomeModel NUMBER = new OutcomeModel.Numeric(Goal.MAXIMIZE);
    private static final long SEED = 5_301;

    /** How often a single look's normal interval misses is 5%, at 1.96 standard errors to either side. */
    private static final double FIXED_REACH = 1.96;

    private static final int RUNS = 1_000;
    private static final int OUTCOMES = 3_000;

    /** More than this many of the runs fail with a probability under 1e-6, if one fails with 5% (binomial law). */
    private static final int FAILURES_LIMIT = 86;

    @Test
    void noOutcomes_leaveTheWholeRange() {
        assertThat(ConfidenceSequence.of(BINARY, VariantSummary.NONE)).isEqualTo(new AnytimeInterval(0, 1, false));
        assertThat(ConfidenceSequence.of(new OutcomeModel.Range(-3, 5, Goal.MINIMIZE), VariantSummary.NONE))
                .isEqualTo(new AnytimeInterval(-3, 5, false));
        assertThat(ConfidenceSequence.of(NUMBER, VariantSummary.NONE))
                .isEqualTo(new AnytimeInterval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, true));
    }

    @Test
    void fewOrEqualNumbers_boundNothing() {
        for (int count : new int[] {1, 2, 3, 50}) {
            AnytimeInterval interval =
                    ConfidenceSequence.of(NUMBER, new VariantSummary(count, count, 4.0 * count, 16.5 * count));
            assertThat(interval.high()).as("after %d", count).isInfinite();
        }
        assertThat(ConfidenceSequence.of(NUMBER, new VariantSummary(900, 900, 3_600, 14_400))
                        .low())
                .isInfinite();
    }

    @Test
    void allFailures_reachDownToTheBound() {
        AnytimeInterval interval = ConfidenceSequence.of(BINARY, VariantSummary.ofBinary(0, 2_000));
        assertThat(interval.low()).isZero();
        assertThat(interval.high()).isBetween(0.001, 0.01);
    }

    @Test
    void goal_doesNotMatter() {
        VariantSummary variant = VariantSummary.ofBinary(70, 930);
        AnytimeInterval maximised = ConfidenceSequence.of(BINARY, variant);
        AnytimeInterval minimised = ConfidenceSequence.of(new OutcomeModel.Binary(Goal.MINIMIZE), variant);
        assertThat(minimised.low()).isCloseTo(maximised.low(), within(1e-12));
        assertThat(minimised.high()).isCloseTo(maximised.high(), within(1e-12));
    }

    @Test
    void width_isAtMost175PercentOfASingleLooks() {
        for (double rate : new double[] {0.5, 0.2, 0.05, 0.01}) {
            for (double outcomes : new double[] {1e3, 2e3, 5e3, 1e4, 1e5}) {
                VariantSummary variant = VariantSummary.ofBinary(rate * outcomes, (1 - rate) * outcomes);
                double deviation = Math.sqrt(rate * (1 - rate));
                assertThat(width(BINARY, variant))
                        .as("%s of %s", rate, outcomes)
                        .isLessThan(1.75 * 2 * FIXED_REACH * deviation / Math.sqrt(outcomes));
                VariantSummary number = new VariantSummary(outcomes, outcomes, 3 * outcomes, 13 * outcomes);
                assertThat(width(NUMBER, number))
                        .as("numbers, %s", outcomes)
                        .isLessThan(1.75 * 2 * FIXED_REACH * 2 / Math.sqrt(outcomes));
            }
        }
    }

    @Test
    void moreCertainty_isWider() {
        VariantSummary variant = VariantSummary.ofBinary(300, 700);
        AnytimeInterval ordinary = ConfidenceSequence.of(BINARY, variant, 0.05);
        AnytimeInterval surer = ConfidenceSequence.of(BINARY, variant, 0.01);
        assertThat(surer.low()).isLessThan(ordinary.low());
        assertThat(surer.high()).isGreaterThan(ordinary.high());
    }

    @Test
    void binaryTruth_isSeldomEverExcluded() {
        for (double rate : new double[] {0.5, 0.05}) {
            SplittableRandom random = new SplittableRandom(SEED);
            int failures = 0;
            for (int run = 0; run < RUNS; run++) {
                double successes = 0;
                double greatest = 0;
                for (int n = 1; n <= OUTCOMES; n++) {
                    successes += random.nextDouble() < rate ? 1 : 0;
                    MeanMartingale martingale =
                            MeanMartingale.ofGains(BINARY, VariantSummary.ofBinary(successes, n - successes), 500);
                    greatest = Math.max(greatest, martingale.logAgainst(rate));
                }
                failures += greatest >= Math.log(20) ? 1 : 0;
            }
            assertThat(failures).as("rate %s", rate).isLessThanOrEqualTo(FAILURES_LIMIT);
        }
    }

    /** Outcomes count by the trust in whoever reports them, which may follow from what was reported before. */
    @Test
    void binaryTruth_isSeldomEverExcluded_byOutcomesThatAreTrustedInPart() {
        double rate = 0.2;
        SplittableRandom random = new SplittableRandom(SEED);
        int failures = 0;
        for (int run = 0; run < RUNS; run++) {
            double successes = 0;
            double outcomes = 0;
            double greatest = 0;
            for (int n = 1; n <= OUTCOMES / 2; n++) {
                double trust = successes > rate * outcomes ? 1 : random.nextInt(1, 257) / 256.0;
                successes += random.nextDouble() < rate ? trust : 0;
                outcomes += trust;
                MeanMartingale martingale =
                        MeanMartingale.ofGains(BINARY, VariantSummary.ofBinary(successes, outcomes - successes), 500);
                greatest = Math.max(greatest, martingale.logAgainst(rate));
            }
            failures += greatest >= Math.log(20) ? 1 : 0;
        }
        assertThat(failures).isLessThanOrEqualTo(FAILURES_LIMIT);
    }

    @Test
    void numericTruth_isSeldomEverExcluded_evenIfSkewed() {
        SplittableRandom random = new SplittableRandom(SEED);
        int failures = 0;
        for (int run = 0; run < RUNS; run++) {
            double sum = 0;
            double squares = 0;
            double greatest = 0;
            for (int n = 1; n <= OUTCOMES; n++) {
                double outcome = -Math.log(1 - random.nextDouble());
                sum += outcome;
                squares += outcome * outcome;
                MeanMartingale martingale = MeanMartingale.ofGains(NUMBER, new VariantSummary(n, n, sum, squares), 500);
                greatest = Math.max(greatest, martingale.logAgainst(1));
            }
            failures += greatest >= Math.log(20) ? 1 : 0;
        }
        assertThat(failures).isLessThanOrEqualTo(FAILURES_LIMIT);
    }

    @Test
    void impossibleArguments_areRefused() {
        for (double error : new double[] {0, 1, -1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ConfidenceSequence.of(BINARY, VariantSummary.NONE, error))
                    .withMessageContaining("error");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfidenceSequence.of(
                        new OutcomeModel.Range(0, 1, Goal.MAXIMIZE), new VariantSummary(2, 2, 3, 5)))
                .withMessageContaining("sum");
    }

    private static double width(OutcomeModel model, VariantSummary variant) {
        AnytimeInterval interval = ConfidenceSequence.of(model, variant);
        return interval.high() - interval.low();
    }
}
