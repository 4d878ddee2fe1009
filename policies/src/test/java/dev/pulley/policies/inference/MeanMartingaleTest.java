package dev.pulley.policies.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MeanMartingaleTest {
    @Test
    void betaMixture_isTheAverageLikelihoodRatio() {
        for (ReferenceTable.Row row : ReferenceTable.read("beta-mixture.csv").rows()) {
            BetaMixture mixture =
                    new BetaMixture(row.number("successes"), row.number("failures"), -1, 3, row.number("prior"));
            double mean = -1 + 4 * row.number("mean");
            assertThat(mixture.logAgainst(mean)).as(row.line()).isCloseTo(row.number("against"), within(1e-8));
            assertThat(mixture.logAbove(mean)).as(row.line()).isCloseTo(row.number("above"), within(1e-8));
            assertThat(mixture.logBelow(mean)).as(row.line()).isCloseTo(row.number("below"), within(1e-8));
            assertThat(mixture.negated().logAbove(-mean)).as(row.line()).isCloseTo(row.number("below"), within(1e-8));
        }
    }

    @Test
    void studentMixture_isTheAverageLikelihoodRatio() {
        for (ReferenceTable.Row row : ReferenceTable.read("student-mixture.csv").rows()) {
            StudentMixture mixture = new StudentMixture(
                    row.number("outcomes"), 7 + row.number("distance"), row.number("scatter"), row.number("prior"));
            assertThat(mixture.logAgainst(7)).as(row.line()).isCloseTo(row.number("against"), within(1e-10));
        }
    }

    @Test
    void studentMixtureToOneSide_isUpToTwiceTheMixture() {
        StudentMixture mixture = new StudentMixture(2_000, 0.2, 2_000, 200);
        double against = mixture.logAgainst(0);
        assertThat(mixture.logAbove(0)).isCloseTo(against + Math.log(2), within(1e-9));
        assertThat(mixture.logAbove(0.2)).isCloseTo(mixture.logAgainst(0.2), within(1e-12));
        assertThat(Math.exp(mixture.logAbove(0.15)) + Math.exp(mixture.logBelow(0.15)))
                .isCloseTo(2 * Math.exp(mixture.logAgainst(0.15)), within(1e-12));
        assertThat(mixture.logBelow(-5)).isNegative().isFinite();
    }

    @Test
    void evidenceFarOnTheWrongSide_staysFinite() {
        BetaMixture mixture = new BetaMixture(30_000, 70_000, 0, 1, 200);
        assertThat(mixture.logAbove(0.9)).isNegative().isFinite();
        assertThat(mixture.logBelow(0.01)).isNegative().isFinite();
    }

    @Test
    void bounds_areWhereTheEvidenceReachesTheThreshold() {
        double threshold = Math.log(20);
        for (MeanMartingale mixture : new MeanMartingale[] {
            new BetaMixture(17, 400, 0, 1, 500),
            new BetaMixture(3, 2.5, -5, 5, 500),
            new StudentMixture(200, 3, 90, 500)
        }) {
            MeanMartingale.Bounds bounds = mixture.bounds(threshold);
            assertThat(mixture.logAgainst(bounds.low())).isCloseTo(threshold, within(1e-9));
            assertThat(mixture.logAgainst(bounds.high())).isCloseTo(threshold, within(1e-9));
            assertThat(mixture.negated().bounds(threshold).low()).isCloseTo(-bounds.high(), within(1e-9));
        }
    }
}
