package dev.pulley.policies.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantSummary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SharedNormalPriorTest {
    private static final OutcomeModel NUMBER = new OutcomeModel.Numeric(Goal.MAXIMIZE);
    private static final int EXPERIMENTS = 1_000;
    private static final List<double[]> OUTCOMES = List.of(
            new double[] {1, 2.5, 0.25, 3, 1.75},
            new double[] {4, 2, 3.5},
            new double[] {-1},
            new double[] {},
            new double[] {2, 2.25, 1, 0.5, 0.75, 3, -2, 1});

    private static VariantSummary summary(double shift, double factor, double... outcomes) {
        double sum = 0;
        double squares = 0;
        for (double outcome : outcomes) {
            double value = shift + factor * outcome;
            sum += value;
            squares += value * value;
        }
        return new VariantSummary(outcomes.length, outcomes.length, sum, squares);
    }

    private static List<VariantSummary> summaries(double shift, double factor) {
        return OUTCOMES.stream()
                .map(outcomes -> summary(shift, factor, outcomes))
                .toList();
    }

    private static List<Marginal.StudentT> believed(List<VariantSummary> variants) {
        return Posterior.of(NUMBER, variants).marginals().stream()
                .map(Marginal.StudentT.class::cast)
                .toList();
    }

    private static List<VariantSummary> repeated(List<VariantSummary> variants, double times) {
        return variants.stream()
                .map(variant -> VariantSummary.NONE.plus(variant, times))
                .toList();
    }

    @Test
    void shiftedAndScaledOutcomes_shiftAndScaleTheBelief() {
        List<Marginal.StudentT> plain = believed(summaries(0, 1));
        for (double factor : new double[] {1e-6, 3, 1e6}) {
            List<Marginal.StudentT> moved = believed(summaries(70 * factor, factor));
            for (int k = 0; k < plain.size(); k++) {
                assertThat(moved.get(k).freedom()).isEqualTo(plain.get(k).freedom());
                assertThat(moved.get(k).location() / factor - 70)
                        .isCloseTo(plain.get(k).location(), within(1e-9));
                assertThat(moved.get(k).scale() / factor).isCloseTo(plain.get(k).scale(), within(1e-9));
            }
        }
    }

    @Test
    void variantsInAnotherOrder_areBelievedAlike() {
        List<VariantSummary> variants = new ArrayList<>(summaries(0, 1));
        List<Marginal.StudentT> plain = believed(variants);
        Collections.reverse(variants);
        List<Marginal.StudentT> reversed = believed(variants);
        for (int k = 0; k < plain.size(); k++) {
            Marginal.StudentT other = reversed.get(plain.size() - 1 - k);
            assertThat(other.location()).isCloseTo(plain.get(k).location(), within(1e-12));
            assertThat(other.scale()).isCloseTo(plain.get(k).scale(), within(1e-12));
        }
    }

    @Test
    void moreOutcomesOfTheSameKind_sharpenTheBelief() {
        List<VariantSummary> variants = summaries(0, 1);
        for (double times = 1; times < 1_000; times *= 4) {
            List<Marginal.StudentT> before = believed(repeated(variants, times));
            List<Marginal.StudentT> after = believed(repeated(variants, 4 * times));
            for (int k = 0; k < variants.size(); k++) {
                if (variants.get(k).outcomes() > 0) {
                    assertThat(after.get(k).scale()).isLessThan(before.get(k).scale());
                }
            }
        }
    }

    @Test
    void variantsThatDifferMuch_areBelievedByTheirOwnOutcomes() {
        List<VariantSummary> variants = repeated(
                List.of(
                        summary(0, 1, 1, 2, 3, 4, 5, 6),
                        summary(9_000, 1, 1, 2, 2, 5),
                        summary(-400, 1, 7, 8, 7, 6, 9)),
                10);
        List<Marginal.StudentT> shared = believed(variants);
        List<Marginal> own = Posterior.flat(NUMBER, variants).marginals();
        for (int k = 0; k < variants.size(); k++) {
            assertThat(shared.get(k).location()).isCloseTo(own.get(k).mean(), within(0.001));
            assertThat(shared.get(k).standardDeviation() / own.get(k).standardDeviation())
                    .isBetween(0.9, 1.1);
        }
    }

    @Test
    void variantsThatAreAlike_areDrawnTogether() {
        List<VariantSummary> variants = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(11);
        for (int k = 0; k < 20; k++) {
            variants.add(summary(0, 1, random.doubles(10, -1, 1).toArray()));
        }
        List<Marginal.StudentT> shared = believed(variants);
        List<Marginal> own = Posterior.flat(NUMBER, variants).marginals();
        for (int k = 0; k < variants.size(); k++) {
            assertThat(Math.abs(shared.get(k).location()))
                    .isLessThanOrEqualTo(Math.abs(own.get(k).mean()) + 0.1);
            assertThat(shared.get(k).standardDeviation())
                    .isLessThan(0.8 * own.get(k).standardDeviation());
        }
    }

    /** With 40 known means the spread between them is known to about a tenth. */
    @Test
    void variantWithoutOutcomes_isAsWideAsTheSpreadBetweenTheOthers() {
        SplittableRandom random = new SplittableRandom(12);
        List<VariantSummary> variants = new ArrayList<>();
        double[] means = random.doubles(40)
                .map(u -> 5 + 2 * new Marginal.StudentT(1e6, 0, 1).quantile(u))
                .toArray();
        double sum = 0;
        double squares = 0;
        for (double mean : means) {
            variants.add(new VariantSummary(1_000, 1_000, 1_000 * mean, 1_000 * (mean * mean + 1)));
            sum += mean;
            squares += mean * mean;
        }
        variants.add(VariantSummary.NONE);
        Marginal.StudentT fresh = believed(variants).get(40);
        double average = sum / 40;
        double between = (squares - sum * average) / 39;
        assertThat(fresh.location()).isCloseTo(average, within(0.01));
        assertThat(fresh.variance()).isBetween(0.9 * between * (1 + 1.0 / 40), 1.2 * between * (1 + 1.0 / 40));
    }

    @Test
    void noOutcomesAtAll_leaveAllVariantsAlike() {
        List<Marginal.StudentT> believed = believed(Collections.nCopies(3, VariantSummary.NONE));
        assertThat(believed).containsOnly(believed.get(0));
        assertThat(believed.get(0).freedom()).isEqualTo(2);
    }

    @Test
    void oneOutcome_centresAllOnIt() {
        List<Marginal.StudentT> believed =
                believed(List.of(summary(0, 1, 7), VariantSummary.NONE, VariantSummary.NONE));
        for (Marginal.StudentT one : believed) {
            assertThat(one.location()).isCloseTo(7, within(1e-12));
            assertThat(one.scale()).isBetween(1.0, 100.0);
        }
        assertThat(believed.get(1).scale()).isGreaterThan(believed.get(0).scale());
    }

    @Test
    void outcomesThatNeverVaried_favourNone() {
        for (double value : new double[] {0, 0.1, -1e9}) {
            List<Marginal.StudentT> believed =
                    believed(List.of(summary(value, 0, new double[30]), summary(value, 0, new double[7])));
            double noise = Math.abs(value) * 1e-9;
            assertThat(believed.get(0).location()).isCloseTo(value, within(noise));
            assertThat(believed.get(1).location()).isCloseTo(value, within(noise));
            assertThat(believed.get(0).scale()).isBetween(1e3 * noise, 1 + Math.abs(value));
        }
    }

    /**
     * Where spreads are as often large as the prior says, the intervals hold the truth as often as they say. Over 1,000
     * experiments of 8 variants the share has a standard error of about 0.004, as intervals of one experiment are nearly independent; the
     * bounds are 7 of them away from 0.90: a false failure has a chance below 1e-6.
     */
    @Test
    void ninetyPercentIntervals_holdTheTruthAsOftenAcrossThePrior() {
        SplittableRandom random = new SplittableRandom(13);
        Marginal.StudentT spreads = new Marginal.StudentT(3, 0, 1);
        double held = 0;
        for (int i = 0; i < EXPERIMENTS; i++) {
            held += held(Math.abs(spreads.quantile(random.nextDouble())), random);
        }
        assertThat(held / EXPERIMENTS).isBetween(0.87, 0.93);
    }

    /** For one spread they may be too wide, as it must be learned from 8 variants, but not too narrow. */
    @Test
    void ninetyPercentIntervals_areNotTooNarrowForAnyOneSpread() {
        for (double spread : new double[] {0.1, 0.5, 3}) {
            SplittableRandom random = new SplittableRandom(14);
            double held = 0;
            for (int i = 0; i < EXPERIMENTS; i++) {
                held += held(spread, random);
            }
            assertThat(held / EXPERIMENTS).as("spread " + spread).isGreaterThan(0.87);
        }
    }

    /** The share of the variants of one experiment whose interval holds the truth. */
    private static double held(double spread, SplittableRandom random) {
        List<VariantSummary> variants = new ArrayList<>();
        double[] truths = new double[8];
        for (int k = 0; k < truths.length; k++) {
            truths[k] = 100 + spread * random.nextGaussian();
            double[] outcomes = new double[random.nextInt(3, 40)];
            for (int j = 0; j < outcomes.length; j++) {
                outcomes[j] = random.nextGaussian();
            }
            variants.add(summary(truths[k], 1, outcomes));
        }
        List<Marginal.StudentT> believed = believed(variants);
        double held = 0;
        for (int k = 0; k < truths.length; k++) {
            double probability = believed.get(k).cdf(truths[k]);
            held += probability > 0.05 && probability < 0.95 ? 1 : 0;
        }
        return held / truths.length;
    }
}
