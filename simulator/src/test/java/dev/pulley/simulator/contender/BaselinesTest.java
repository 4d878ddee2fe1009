package dev.pulley.simulator.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.simulator.environment.Arms;
import dev.pulley.simulator.environment.Delay;
import dev.pulley.simulator.environment.Drift;
import dev.pulley.simulator.environment.Environment;
import dev.pulley.simulator.environment.Outcome;
import dev.pulley.simulator.experiment.Experiment;
import dev.pulley.simulator.experiment.Parallel;
import dev.pulley.simulator.experiment.Progress;
import dev.pulley.simulator.experiment.Runner;
import dev.pulley.simulator.input.InvalidInput;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaselinesTest {
    /** References by scipy's brentq on n d(m, q) = budget. */
    @ParameterizedTest
    @CsvSource({"10, 5, 2.302585092994046, 0.8037444", "100, 0, 4.605170185988092, 0.0450074", "4, 4, 1, 1.0"})
    void index_ofKlUcb_spendsTheBudget(long count, double sum, double budget, double expected) {
        assertThat(KlUcb.index(count, sum, budget)).isCloseTo(expected, within(2e-7));
    }

    @Test
    void index_ofUntriedArm_isInfinite() {
        assertThat(KlUcb.index(0, 0, 1)).isInfinite();
    }

    @Test
    void mean_ofPlainThompsonThatIsHasty_countsSilenceAsZeroUntilItsOneIsHeardOf() {
        Contender hasty = Contenders.plainHasty(1, 1);
        for (int round = 0; round < 8; round++) {
            assertThat(hasty.choose()).isZero();
        }
        assertThat(hasty.mean(0)).isEqualTo(1.0 / 10);

        hasty.learn(3, 0, 1);

        assertThat(hasty.mean(0)).isEqualTo(2.0 / 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"epsilon-greedy", "plain-thompson", "thompson", "thompson-sharp", "top-two"})
    void run_onNumbers_findsTheBetterArm(String policy) throws InvalidInput {
        Environment numbers = new Environment(
                "numbers",
                Outcome.NUMBER,
                new Arms.Given(Arms.numbered(3), List.of(-10.0, -9.0, -7.0)),
                2,
                new Delay.Fixed(0),
                Environment.NO_WINDOW,
                new Drift.None(),
                1);
        assertThat(bestShare(numbers, policy)).isGreaterThan(0.45);
    }

    @ParameterizedTest
    @ValueSource(strings = {"epsilon-greedy", "kl-ucb", "plain-thompson", "thompson", "thompson-sharp", "top-two"})
    void run_onBinary_findsTheBetterArm(String policy) throws InvalidInput {
        Environment binary = Environment.bernoulli("binary", new Arms.Given(Arms.numbered(3), List.of(0.2, 0.4, 0.7)));
        assertThat(bestShare(binary, policy)).isGreaterThan(0.45);
    }

    /** An even split has a third; all of these pass half on average, and 10 runs make chance small. */
    private static double bestShare(Environment environment, String policy) throws InvalidInput {
        return new Runner(new Parallel(2, Progress.silent()))
                .run(Experiment.of(environment, List.of(policy), 300, 10, 3, List.of()))
                .of(policy)
                .last()
                .bestShare()
                .mean();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "random",
                "epsilon-greedy",
                "kl-ucb",
                "plain-thompson",
                "thompson",
                "thompson-sharp",
                "top-two",
                "fixed"
            })
    void choose_withoutAnyReward_favoursNoArm(String policy) {
        int[] chosen = new int[3];
        for (int seed = 0; seed < 3000; seed++) {
            chosen[Contenders.create(policy, Outcome.BINARY, 3, seed).choose()]++;
        }
        // 1,000 each with a deviation of 25.8: five of them, so right code fails fewer than one time in 100,000.
        for (int count : chosen) {
            assertThat(count).isBetween(871, 1129);
        }
    }
}
