package dev.pulley.policies.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.policies.delay.Ages;
import dev.pulley.policies.delay.DelayBins;
import dev.pulley.policies.delay.DelayedOutcomes;
import dev.pulley.policies.delay.Reports;
import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.Products;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.inference.BestProbability;
import dev.pulley.policies.shaping.Observed;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class LearnerTest {
    private static final OutcomeModel BINARY = new OutcomeModel.Binary(Goal.MAXIMIZE);

    private static Observed observed(VariantSummary outcomes, double decisions, double proxySum) {
        FeedbackPattern pattern = FeedbackPattern.NONE.with(1);
        SortedMap<FeedbackPattern, Cell> cells = new TreeMap<>();
        if (decisions > 0) {
            cells.put(pattern, Cell.of(pattern, decisions, decisions, proxySum));
        }
        return Observed.of(outcomes, cells);
    }

    private static DelayedOutcomes closed(double decisions, double successes) {
        double[] delays = new double[DelayBins.COUNT];
        delays[0] = successes;
        return DelayedOutcomes.of(
                Ages.of(new DelayBins(10), List.of(new Ages.Range(10, 20))),
                List.of(Reports.of(
                        new double[] {decisions},
                        new double[] {successes},
                        new double[1],
                        delays,
                        new double[DelayBins.COUNT])));
    }

    @Test
    void learn_whenNoProxyWasEverReported_isThePosteriorOfTheOutcomesAlone() {
        List<VariantSummary> outcomes = List.of(VariantSummary.ofBinary(7, 3), VariantSummary.ofBinary(2, 8));

        Learned learned = Learner.learn(
                BINARY,
                Map.of(1, 0.5),
                outcomes.stream().map(summary -> observed(summary, 0, 0)).toList(),
                List.of(),
                Map.of());

        assertThat(learned.posterior().gains())
                .isEqualTo(Posterior.of(BINARY, outcomes).gains());
    }

    /** A proxy that the outcomes show to say nothing, of a decision or of a variant, leaves next to no trace. */
    @Test
    void learn_whenAProxySaysNothing_isNearlyThePosteriorOfTheOutcomesAlone() {
        FeedbackPattern both = FeedbackPattern.OUTCOME_ONLY.with(1);
        List<VariantSummary> outcomes =
                List.of(VariantSummary.ofBinary(1_000, 1_000), VariantSummary.ofBinary(1_200, 800));
        List<Observed> variants = outcomes.stream()
                .map(summary -> Observed.of(
                        summary,
                        new TreeMap<>(Map.of(
                                both,
                                Cell.of(
                                        both,
                                        2_000,
                                        2_000,
                                        summary.sum(),
                                        1_000,
                                        summary.sum(),
                                        2_000,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0)))))
                .toList();

        Learned learned = Learner.learn(
                BINARY, Map.of(1, 0.3), variants, List.of(), Map.of(both, Products.of(both, 4_000, 1_100, 2_000)));

        Posterior alone = Posterior.of(BINARY, outcomes);
        for (int k = 0; k < 2; k++) {
            Marginal expected = alone.gains().get(k);
            assertThat(learned.posterior().gains().get(k).mean())
                    .isCloseTo(expected.mean(), within(0.02 * expected.standardDeviation()));
            assertThat(learned.posterior().gains().get(k).standardDeviation())
                    .isCloseTo(expected.standardDeviation(), within(0.01 * expected.standardDeviation()));
        }
        Learned.LearnedProxy proxy = Objects.requireNonNull(learned.proxies().get(1));
        assertThat(proxy.slope()).isCloseTo(0, within(0.02));
        assertThat(proxy.correlation()).isCloseTo(0, within(1e-9));
    }

    @Test
    void learn_withAWeightOfNothingAndNoOutcomes_isFinite() {
        Learned learned = Learner.learn(
                BINARY,
                Map.of(1, 0.0),
                List.of(observed(new VariantSummary(10, 0, 0, 0), 10, 7), observed(VariantSummary.NONE, 0, 0)),
                List.of(),
                Map.of());

        assertThat(learned.posterior().gains().get(0).mean()).isCloseTo(0.5, within(0.01));
        assertThat(Objects.requireNonNull(learned.proxies().get(1)).correlation())
                .isNaN();
    }

    @Test
    void learn_whenVariantsOfTheProductsAreMissing_refuses() {
        FeedbackPattern both = FeedbackPattern.OUTCOME_ONLY.with(1);
        Map<FeedbackPattern, Products> products = Map.of(both, Products.of(both, 10, 5, 5));

        assertThatThrownBy(() -> Learner.learn(
                        BINARY,
                        Map.of(1, 0.3),
                        List.of(observed(new VariantSummary(10, 0, 0, 0), 10, 7)),
                        List.of(),
                        products))
                .hasMessageContaining("products must be of");
    }

    @Test
    void learn_fromProxiesAlone_prefersAndIsNotSure() {
        for (Goal goal : Goal.values()) {
            Learned learned = Learner.learn(
                    new OutcomeModel.Binary(goal),
                    Map.of(1, 0.5),
                    List.of(
                            observed(new VariantSummary(1e6, 0, 0, 0), 1e6, 7e5),
                            observed(new VariantSummary(1e6, 0, 0, 0), 1e6, 4e5)),
                    List.of(),
                    Map.of());

            double first = BestProbability.of(learned.posterior().gains())[0];
            assertThat(goal == Goal.MAXIMIZE ? first : 1 - first).isBetween(0.6, 0.95);
        }
    }

    @Test
    void learn_whereAbsenceIsFailure_takesSilenceForTheWorseEnd() {
        OutcomeModel low = new OutcomeModel.Range(0, 10, Goal.MINIMIZE);

        VariantSummary summary = Learner.learn(low, closed(100, 75)).variants().get(0);

        // Three in four are at 0, the better end; a quarter has never been heard of.
        assertThat(summary.outcomes()).isCloseTo(100, within(1e-6));
        assertThat(summary.sum()).isCloseTo(250, within(1e-6));
        assertThat(Learner.learn(BINARY, closed(100, 75)).variants().get(0).sum())
                .isCloseTo(75, within(1e-6));
        assertThatThrownBy(() -> Learner.learn(new OutcomeModel.Numeric(Goal.MAXIMIZE), closed(100, 75)))
                .hasMessageContaining("model must have a worse end");
    }

    @Test
    void learn_fromNumbersAndProxies_isCentredOnWhatBothSay() {
        FeedbackPattern both = FeedbackPattern.OUTCOME_ONLY.with(1);
        SortedMap<FeedbackPattern, Cell> cells = new TreeMap<>();
        cells.put(both, Cell.of(both, 100, 100, 5_000, 50, 260_000, 100, 0, 0, 0, 0, 0));

        Learned learned = Learner.learn(
                new OutcomeModel.Numeric(Goal.MAXIMIZE),
                Map.of(1, 5.0),
                List.of(
                        Observed.of(new VariantSummary(100, 100, 5_000, 260_000), cells),
                        observed(new VariantSummary(50, 0, 0, 0), 50, 30)),
                List.of(),
                Map.of(both, Products.of(both, 100, 2_600, 50)));

        assertThat(learned.posterior().marginals().get(0).mean()).isCloseTo(50, within(3.0));
        assertThat(learned.posterior().marginals().get(1).mean()).isCloseTo(50, within(5.0));
        assertThat(learned.posterior().marginals().get(1).variance())
                .isGreaterThan(learned.posterior().marginals().get(0).variance());
    }

    @Test
    void learn_withEarlierTasks_beginsWhereTheyWere() {
        List<VariantSummary> fresh = List.of(VariantSummary.NONE, VariantSummary.NONE);
        List<VariantSummary> earlier = List.of(
                VariantSummary.ofBinary(50, 950), VariantSummary.ofBinary(60, 940), VariantSummary.ofBinary(40, 960));

        Posterior imported = Learner.learn(BINARY, fresh, earlier).posterior();

        assertThat(imported.size()).isEqualTo(2);
        assertThat(imported.marginals().get(0).mean()).isBetween(0.03, 0.1);
        assertThat(imported.marginals().get(0).standardDeviation())
                .isLessThan(0.3 * Posterior.of(BINARY, fresh).marginals().get(0).standardDeviation());
    }
}
