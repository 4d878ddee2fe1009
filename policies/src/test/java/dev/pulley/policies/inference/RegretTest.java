package dev.pulley.policies.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.policies.evidence.Arrivals;
import dev.pulley.policies.evidence.Bucket;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Draws;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.policies.posterior.Marginal;
import dev.pulley.policies.posterior.Posterior;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RegretTest {
    /** The bands are quantiles over some two thousand points: within 3% of the band's width. */
    private static final double BAND_PRECISION = 0.03;

    @Test
    void regret_isThatOfTheReference() {
        for (ReferenceTable.Row row : ReferenceTable.read("regret.csv").rows()) {
            // The third came later.
            Evidence evidence = Evidence.NONE
                    .with(new Bucket(0, 1), bucket(row.numbers("decisions_without_third")))
                    .with(new Bucket(1, 1), bucket(row.numbers("decisions")));
            Regret regret = Regret.of(row.marginals("curves"), versions(3), evidence, even(3));
            double scale = 1e-9 * row.number("even_split_total");
            assertThat(regret.perDecision()).isCloseTo(row.number("per_decision"), within(1e-9));
            assertThat(regret.total()).isCloseTo(row.number("total"), within(scale));
            assertThat(regret.evenSplitTotal()).isCloseTo(row.number("even_split_total"), within(scale));
            assertThat(regret.saved().mean()).isCloseTo(row.number("saved"), within(scale));
            double band = BAND_PRECISION * (row.number("total_high") - row.number("total_low"));
            assertThat(regret.totalLow()).as(row.line()).isCloseTo(row.number("total_low"), within(band));
            assertThat(regret.totalHigh()).as(row.line()).isCloseTo(row.number("total_high"), within(band));
            double savedBand = BAND_PRECISION * (row.number("saved_high") - row.number("saved_low"));
            assertThat(regret.saved().low()).as(row.line()).isCloseTo(row.number("saved_low"), within(savedBand));
            assertThat(regret.saved().high()).as(row.line()).isCloseTo(row.number("saved_high"), within(savedBand));
            assertThat(regret.valueRemaining())
                    .as(row.line())
                    .isCloseTo(row.number("value_remaining"), within(0.05 * row.number("value_remaining")));
        }
    }

    @Test
    void sameEvidence_givesTheSameRegret() {
        Evidence evidence = evidence(300, 500, 200);
        assertThat(Regret.of(gains(), versions(3), evidence, even(3)))
                .isEqualTo(Regret.of(gains(), versions(3), evidence, even(3)));
    }

    @Test
    void pausedVariant_isHeldAgainstNoOne() {
        List<Marginal> gains =
                List.of(Marginal.Beta.of(300, 700), Marginal.Beta.of(200, 800), Marginal.Beta.of(900, 100));
        Regret paused = Regret.of(gains, versions(3), evidence(1_000, 0), even(2));
        Regret unpaused = Regret.of(gains, versions(3), evidence(1_000, 0, 1), even(3));
        assertThat(paused.total()).isLessThan(1);
        assertThat(unpaused.total()).isGreaterThan(500);
        assertThat(paused.valueRemaining()).isZero();
    }

    @Test
    void variantThatCouldHaveBeenChosen_countsThoughItWasNot() {
        List<Marginal> gains = List.of(Marginal.Beta.of(300, 700), Marginal.Beta.of(900, 100));
        Evidence evidence = Evidence.NONE.with(
                new Bucket(0, 1),
                BucketEvidence.of(
                        Map.of(
                                new VariantVersion(0, 1),
                                        VariantEvidence.of(100, new Draws(1, 1), Map.of(), Map.of(), Arrivals.NONE),
                                new VariantVersion(1, 1),
                                        VariantEvidence.of(0, new Draws(1, 0), Map.of(), Map.of(), Arrivals.NONE)),
                        Map.of()));
        assertThat(Regret.of(gains, versions(2), evidence, even(2)).total()).isCloseTo(60, within(0.01));
    }

    @Test
    void variantThatIsSeldomChosen_couldHaveBeenAtAnyTime() {
        List<Marginal> gains = List.of(Marginal.Beta.of(5_000, 5_000), Marginal.Beta.of(1_000, 9_000));
        Evidence evidence = evidence(10, 10).with(new Bucket(1, 1), bucket(1_000));
        assertThat(Regret.of(gains, versions(2), evidence, even(2)).evenSplitTotal())
                .isCloseTo((20 + 1_000) * (0.5 - 0.3), within(0.01));
        assertThat(Regret.of(gains, versions(2), evidence, even(1)).evenSplitTotal())
                .as("of one that is out by now")
                .isCloseTo(20 * (0.5 - 0.3), within(0.01));
    }

    @Test
    void oneVariant_hasNoRegret() {
        Regret regret = Regret.of(gains().subList(0, 1), versions(1), evidence(1_000), even(1));
        assertThat(regret).isEqualTo(new Regret(0, 0, 0, 0, 0, new Estimate(0, 0, 0), 0));
    }

    @Test
    void noDecisions_haveCostNothing() {
        Regret regret = Regret.of(gains(), versions(3), Evidence.NONE, even(3));
        assertThat(regret.total()).isZero();
        assertThat(regret.saved()).isEqualTo(new Estimate(0, 0, 0));
        assertThat(regret.perDecision()).isPositive();
    }

    @Test
    void minimisedOutcome_regretsWhatIsTooMuch() {
        List<VariantSummary> variants = List.of(VariantSummary.ofBinary(900, 100), VariantSummary.ofBinary(100, 900));
        Posterior posterior = Posterior.flat(new OutcomeModel.Binary(Goal.MINIMIZE), variants);
        Regret regret = Regret.of(posterior.gains(), versions(2), evidence(1_000, 3_000), even(2));
        assertThat(regret.total()).isCloseTo(800, within(2.0));
        assertThat(regret.evenSplitTotal()).isCloseTo(1_600, within(4.0));
        assertThat(regret.saved().low()).isPositive();
    }

    @Test
    void decisionsOnTheBest_areSaved() {
        List<Marginal> gains = List.of(Marginal.Beta.of(3_000, 7_000), Marginal.Beta.of(100, 900));
        Regret regret = Regret.of(gains, versions(2), evidence(900, 100), even(2));
        assertThat(regret.saved().mean()).isCloseTo(400 * (0.3 - 0.1), within(1e-9));
        assertThat(regret.saved().high() - regret.saved().low()).isLessThan(15);
        assertThat(regret.total()).isBetween(regret.totalLow(), regret.totalHigh());
    }

    @Test
    void growth_comesToTheTotalAndItsBand_stretchByStretch() {
        List<Marginal> gains =
                List.of(Marginal.Beta.of(300, 700), Marginal.Beta.of(200, 800), Marginal.Beta.of(250, 750));
        Evidence first = evidence(300, 100, 200);
        Evidence second = Evidence.NONE.with(new Bucket(7, 1), bucket(50, 60));
        List<RegretGrowth> growth =
                RegretGrowth.of(gains, versions(3), List.of(first, Evidence.NONE, second), versions(3));
        assertSame(growth.get(0), Regret.of(gains, versions(3), first, even(3)));
        assertThat(growth.get(1)).isEqualTo(growth.get(0));
        Evidence all = first.with(new Bucket(7, 1), bucket(50, 60));
        assertSame(growth.get(2), Regret.of(gains, versions(3), all, even(3)));
        assertThat(growth.get(2).total()).isGreaterThan(growth.get(1).total());
    }

    private static void assertSame(RegretGrowth grown, Regret whole) {
        assertThat(grown.total()).isCloseTo(whole.total(), within(1e-9));
        assertThat(grown.low()).isCloseTo(whole.totalLow(), within(1e-9));
        assertThat(grown.high()).isCloseTo(whole.totalHigh(), within(1e-9));
        assertThat(grown.evenSplitTotal()).isCloseTo(whole.evenSplitTotal(), within(1e-9));
    }

    @Test
    void growth_ofNothing_isNothing() {
        assertThat(RegretGrowth.of(gains().subList(0, 2), versions(2), List.of(Evidence.NONE), versions(2)))
                .containsExactly(new RegretGrowth(0, 0, 0, 0));
    }

    @Test
    void impossibleArguments_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Regret.of(gains(), versions(2), Evidence.NONE, even(2)))
                .withMessageContaining("versions");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Regret.of(
                        gains().subList(0, 2),
                        List.of(new VariantVersion(0, 1), new VariantVersion(0, 1)),
                        Evidence.NONE,
                        even(1)))
                .withMessageContaining("versions");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Regret.of(gains().subList(0, 2), versions(2), evidence(1, 1, 1), even(2)))
                .withMessageContaining("evidence");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Regret.of(gains().subList(0, 2), versions(2), Evidence.NONE, even(3)))
                .withMessageContaining("shares");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Regret.of(gains(), versions(3), Evidence.NONE, Map.of(new VariantVersion(0, 1), 0.5)))
                .withMessageContaining("shares");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Regret.of(gains(), versions(3), Evidence.NONE, Map.of(new VariantVersion(0, 1), Double.NaN)))
                .withMessageContaining("shares");
    }

    private static List<Marginal> gains() {
        return List.of(Marginal.Beta.of(30, 70), Marginal.Beta.of(25, 75), Marginal.Beta.of(4, 6));
    }

    private static List<VariantVersion> versions(int size) {
        List<VariantVersion> result = new ArrayList<>();
        for (int k = 0; k < size; k++) {
            result.add(new VariantVersion(k, 1));
        }
        return result;
    }

    private static Map<VariantVersion, Double> even(int size) {
        Map<VariantVersion, Double> result = new TreeMap<>();
        versions(size).forEach(version -> result.put(version, 1.0 / size));
        return result;
    }

    private static Evidence evidence(double... decisions) {
        return Evidence.NONE.with(new Bucket(0, 1), bucket(decisions));
    }

    private static BucketEvidence bucket(double... decisions) {
        Map<VariantVersion, VariantEvidence> variants = new TreeMap<>();
        for (int k = 0; k < decisions.length; k++) {
            variants.put(new VariantVersion(k, 1), VariantEvidence.of((long) decisions[k], Map.of(), Map.of()));
        }
        return BucketEvidence.of(variants, Map.of());
    }
}
