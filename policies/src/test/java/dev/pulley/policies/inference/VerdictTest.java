package dev.pulley.policies.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pulley.policies.allocation.Policies;
import dev.pulley.policies.allocation.Policy;
import dev.pulley.policies.allocation.PolicyInput;
import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.posterior.Posterior;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final OutcomeModel BINARY = new OutcomeModel.Binary(Goal.MAXIMIZE);
    private static final long SEED = 7_411;

    private static final int RUNS = 200;
    private static final int DECISIONS = 1_500;
    private static final int ALLOCATED_EVERY = 100;

    /** More than this many of the runs find a winner with a probability under 1e-6, if one does with 5% (binomial law). */
    private static final int FALSE_WINNERS_LIMIT = 27;

    @Test
    void clearlyBetterVariant_wins() {
        Verdict verdict = binary(0, 0.05, binary("old", 400, 600), binary("new", 600, 400));
        assertThat(verdict.state()).isEqualTo(Verdict.State.WINNER);
        assertThat(verdict.winner()).isEqualTo("new");
        assertThat(verdict.remainingDecisions()).isNull();
        assertThat(verdict.asymptotic()).isFalse();
        assertThat(verdict.why()).isEqualTo("new is better than every other variant (wrong at most 5% of the time).");
    }

    @Test
    void clearlyLowerVariant_winsWhereLessIsBetter() {
        Verdict verdict = Verdict.of(
                new OutcomeModel.Binary(Goal.MINIMIZE),
                List.of(binary("old", 400, 600), binary("new", 600, 400)),
                2_000,
                0,
                0.05);
        assertThat(verdict.winner()).isEqualTo("old");
    }

    @Test
    void winner_mustBeatEveryOther() {
        Verdict verdict = binary(0, 0.05, binary("a", 600, 400), binary("b", 400, 600), binary("c", 11, 9));
        assertThat(verdict.state()).isEqualTo(Verdict.State.COLLECTING);
        assertThat(verdict.winner()).isNull();
        assertThat(verdict.why()).isEqualTo("a leads, but is not yet surely better than c.");
    }

    @Test
    void whileCollecting_theFirstIsHeldAgainstTheNextThatItHasNotBeaten() {
        List<Verdict.Candidate> ordered = List.of(binary("early", 5, 5), binary("good", 60, 40), binary("bad", 40, 60));
        assertThat(Verdict.of(BINARY, ordered, 3, 210, 0, 0.05).why())
                .as("signals speak for the first, whose outcomes do not yet")
                .isEqualTo("early leads, but is not yet surely better than good.");
        List<Verdict.Candidate> beaten = List.of(binary("a", 600, 400), binary("b", 400, 600), binary("c", 11, 9));
        assertThat(Verdict.of(BINARY, beaten, 3, 2_020, 0, 0.05).why())
                .isEqualTo("a leads, but is not yet surely better than c.");
        assertThat(binary(0, 0.05, binary("c", 11, 9), binary("b", 59, 41), binary("a", 60, 40))
                        .why())
                .as("the strongest rival, not the first in the definition")
                .isEqualTo("a leads, but is not yet surely better than b.");
    }

    /** Which variants are left may hang on their outcomes: the promise must hold for each of those that there were. */
    @Test
    void variantsThatAreOut_doNotMakeTheVerdictEasier() {
        List<Verdict.Candidate> two = List.of(binary("new", 66, 34), binary("old", 34, 66));
        assertThat(Verdict.of(BINARY, two, 2, 200, 0, 0.05).state()).isEqualTo(Verdict.State.WINNER);
        assertThat(Verdict.of(BINARY, two, 1_000, 200, 0, 0.05).state()).isEqualTo(Verdict.State.COLLECTING);
        assertThat(Verdict.of(BINARY, List.of(binary("a", 9, 1)), 2, 10, 0, 0.05)
                        .why())
                .isEqualTo("Only a may be chosen, so there is nothing to compare it with.");
    }

    @Test
    void manyAlikeOutcomes_showNoDifference() {
        Verdict verdict = binary(0.02, 0.05, binary("a", 30_000, 30_000), binary("b", 29_990, 30_010));
        assertThat(verdict.state()).isEqualTo(Verdict.State.NO_DIFFERENCE);
        assertThat(verdict.why())
                .isEqualTo("No variant is better than a by more than 0.02 (wrong at most 5% of the time).");
        assertThat(binary(0.002, 0.05, binary("a", 30_000, 30_000), binary("b", 29_990, 30_010))
                        .state())
                .isEqualTo(Verdict.State.COLLECTING);
    }

    @Test
    void numbers_areCalledAsymptotic() {
        Verdict verdict = Verdict.of(
                new OutcomeModel.Numeric(Goal.MINIMIZE),
                List.of(
                        new Verdict.Candidate("slow", new VariantSummary(900, 900, 4_500, 24_000)),
                        new Verdict.Candidate("fast", new VariantSummary(900, 900, 3_600, 16_000))),
                1_800,
                0,
                0.005);
        assertThat(verdict.winner()).isEqualTo("fast");
        assertThat(verdict.asymptotic()).isTrue();
        assertThat(verdict.why())
                .isEqualTo("fast is better than every other variant"
                        + " (wrong at most 0.5% of the time, as far as averages are normally distributed).");
    }

    @Test
    void whatCannotBeCompared_isCollecting() {
        assertThat(binary(0.5, 0.05, binary("only", 500, 500)).why())
                .isEqualTo("There is only one variant, and nothing to compare it with.");
        Verdict without = binary(0.5, 0.05, binary("a", 500, 500), binary("b", 0, 0));
        assertThat(without.state()).isEqualTo(Verdict.State.COLLECTING);
        assertThat(without.why()).isEqualTo("No outcome of b is final yet.");
        assertThat(without.remainingDecisions()).isNull();
        assertThat(Verdict.ofFadingEvidence().state()).isEqualTo(Verdict.State.COLLECTING);
        assertThat(Verdict.ofFadingEvidence().why()).contains("half-life");
    }

    @Test
    void remainingDecisions_areAboutWhatTheSameAveragesNeed() {
        for (double minEffect : new double[] {0, 0.03}) {
            double gap = minEffect > 0 ? 0.001 : 0.05;
            Verdict early = scaled(1, gap, minEffect);
            assertThat(early.state()).isEqualTo(Verdict.State.COLLECTING);
            long remaining = Objects.requireNonNull(early.remainingDecisions());
            double growth = (400.0 + remaining) / 400;
            assertThat(scaled(0.8 * growth, gap, minEffect).state()).isEqualTo(Verdict.State.COLLECTING);
            assertThat(scaled(1.2 * growth, gap, minEffect).state())
                    .isEqualTo(minEffect > 0 ? Verdict.State.NO_DIFFERENCE : Verdict.State.WINNER);
        }
    }

    @Test
    void pendingDecisions_areNotAskedForAgain() {
        List<Verdict.Candidate> candidates = List.of(binary("a", 110, 90), binary("b", 100, 100));
        Long without = Verdict.of(BINARY, candidates, 400, 0, 0.05).remainingDecisions();
        Long with = Verdict.of(BINARY, candidates, 500, 0, 0.05).remainingDecisions();
        assertThat(without).isNotNull().isEqualTo(with == null ? null : with + 100);
    }

    @Test
    void equalAverages_foretellNothingWithoutALeastEffect() {
        assertThat(binary(0, 0.05, binary("a", 100, 100), binary("b", 100, 100)).remainingDecisions())
                .isNull();
    }

    /** Watched after every decision, while a policy sends the traffic to whatever looks best. */
    @Test
    void equalVariants_seldomEverHaveAWinner() {
        Map<String, Double> rates = Map.of("thompson", 0.05, "top-two", 0.5);
        rates.forEach((name, rate) -> {
            SplittableRandom random = new SplittableRandom(SEED);
            int falseWinners = 0;
            for (int run = 0; run < RUNS; run++) {
                falseWinners += hasWinner(Policies.named(name), 3, rate, random) ? 1 : 0;
            }
            assertThat(falseWinners).as("%s at %s", name, rate).isLessThanOrEqualTo(FALSE_WINNERS_LIMIT);
        });
    }

    private static boolean hasWinner(Policy policy, int variants, double rate, SplittableRandom random) {
        double[] successes = new double[variants];
        double[] failures = new double[variants];
        double[] shares = new double[variants];
        for (int decision = 0; decision < DECISIONS; decision++) {
            List<Verdict.Candidate> candidates = new ArrayList<>();
            for (int k = 0; k < variants; k++) {
                candidates.add(binary("variant " + k, successes[k], failures[k]));
            }
            if (Verdict.of(BINARY, candidates, decision, 0, 0.05).state() == Verdict.State.WINNER) {
                return true;
            }
            if (decision % ALLOCATED_EVERY == 0) {
                List<VariantSummary> summaries =
                        candidates.stream().map(Verdict.Candidate::closed).toList();
                shares = policy.allocate(PolicyInput.of(Posterior.of(BINARY, summaries), summaries))
                        .shares();
            }
            double place = random.nextDouble();
            int chosen = 0;
            while (chosen < variants - 1 && place >= shares[chosen]) {
                place -= shares[chosen++];
            }
            if (random.nextDouble() < rate) {
                successes[chosen]++;
            } else {
                failures[chosen]++;
            }
        }
        return false;
    }

    @Test
    void impossibleArguments_areRefused() {
        List<Verdict.Candidate> candidates = List.of(binary("a", 1, 1), binary("b", 1, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Verdict.of(BINARY, List.of(), 0, 0, 0.05))
                .withMessageContaining("candidates");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Verdict.of(BINARY, candidates, Double.NaN, 0, 0.05))
                .withMessageContaining("decisions");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Verdict.of(BINARY, candidates, 4, -1, 0.05))
                .withMessageContaining("minEffect");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Verdict.of(BINARY, candidates, 4, 0, 1))
                .withMessageContaining("error");
    }

    private static Verdict scaled(double growth, double gap, double minEffect) {
        double half = 100 * growth;
        return binary(minEffect, 0.05, binary("a", half * (1 + gap), half * (1 - gap)), binary("b", half, half));
    }

    private static Verdict.Candidate binary(String name, double successes, double failures) {
        return new Verdict.Candidate(name, VariantSummary.ofBinary(successes, failures));
    }

    private static Verdict binary(double minEffect, double error, Verdict.Candidate... candidates) {
        double decisions = 0;
        for (Verdict.Candidate candidate : candidates) {
            decisions += candidate.closed().decisions();
        }
        return Verdict.of(BINARY, List.of(candidates), decisions, minEffect, error);
    }
}
