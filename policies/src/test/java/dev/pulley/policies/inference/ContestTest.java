package dev.pulley.policies.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ContestTest {
    @Test
    void evidence_isTheLeastOverAllCommonMeans() {
        for (ReferenceTable.Row row : ReferenceTable.read("contest.csv").rows()) {
            Contest contest = new Contest(
                    new BetaMixture(row.number("successes"), row.number("failures"), 0, 1, Contest.PRIOR_OUTCOMES),
                    new BetaMixture(
                            row.number("other_successes"), row.number("other_failures"), 0, 1, Contest.PRIOR_OUTCOMES));
            double evidence = row.number("evidence");
            assertThat(contest.leastLogEvidence()).as(row.line()).isCloseTo(evidence, within(1e-6));
            assertThat(contest.isWon(evidence - 1e-3)).as(row.line()).isTrue();
            assertThat(contest.isWon(evidence + 1e-3)).as(row.line()).isFalse();
        }
    }

    @Test
    void numbers_areJudgedAsBinariesOfTheSameMeanAndVarianceAre_whenThereAreMany() {
        Contest binary = new Contest(
                new BetaMixture(5_200, 4_800, 0, 1, Contest.PRIOR_OUTCOMES),
                new BetaMixture(4_900, 5_100, 0, 1, Contest.PRIOR_OUTCOMES));
        Contest number = new Contest(
                new StudentMixture(10_000, 0.52, 10_000 * 0.52 * 0.48, Contest.PRIOR_OUTCOMES),
                new StudentMixture(10_000, 0.49, 10_000 * 0.49 * 0.51, Contest.PRIOR_OUTCOMES));
        assertThat(number.leastLogEvidence()).isCloseTo(binary.leastLogEvidence(), within(0.02));
    }

    @Test
    void worseAverage_neverWins() {
        BetaMixture good = new BetaMixture(900, 100, 0, 1, Contest.PRIOR_OUTCOMES);
        BetaMixture bad = new BetaMixture(100, 900, 0, 1, Contest.PRIOR_OUTCOMES);
        assertThat(new Contest(bad, good).isWon(-100)).isFalse();
        assertThat(new Contest(good, good).isWon(-100)).isFalse();
        assertThat(new Contest(good, bad).isWon(100)).isTrue();
    }

    @Test
    void oneWithoutOutcomes_neitherWinsNorLoses() {
        BetaMixture good = new BetaMixture(1_000, 0, 0, 1, Contest.PRIOR_OUTCOMES);
        BetaMixture unknown = new BetaMixture(0, 0, 0, 1, Contest.PRIOR_OUTCOMES);
        assertThat(new Contest(good, unknown).isWon(0)).isFalse();
        assertThat(new Contest(unknown, good).isWon(0)).isFalse();
    }
}
