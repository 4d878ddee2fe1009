package dev.pulley.simulator.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.simulator.contender.Contender;
import dev.pulley.simulator.environment.Arms;
import dev.pulley.simulator.environment.Delay;
import dev.pulley.simulator.environment.Drift;
import dev.pulley.simulator.environment.Environment;
import dev.pulley.simulator.environment.MeanDistribution;
import dev.pulley.simulator.environment.Outcome;
import dev.pulley.simulator.input.InvalidInput;
import dev.pulley.simulator.report.HtmlReport;
import dev.pulley.simulator.report.JsonReport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RunnerTest {
    private static final Environment HARD = Environment.bernoulli("hard", 4, new MeanDistribution.Uniform(0, 1))
            .withDelay(new Delay.Geometric(5))
            .withDrift(new Drift.Replacement(0.01))
            .withBatch(3);

    @Test
    void run_withAnyNumberOfThreads_writesTheSameBytes() throws InvalidInput {
        Experiment experiment =
                Experiment.of(HARD, List.of("default", "kl-ucb", "plain-thompson"), 300, 40, 11, List.of());
        ExperimentResult one = new Runner(new Parallel(1, Progress.silent())).run(experiment);
        ExperimentResult three = new Runner(new Parallel(3, Progress.silent())).run(experiment);

        assertThat(JsonReport.of(three, "c")).isEqualTo(JsonReport.of(one, "c"));
        assertThat(HtmlReport.of(three, "c")).isEqualTo(HtmlReport.of(one, "c"));
    }

    @Test
    void run_ofPolicy_doesNotDependOnTheOthers() throws InvalidInput {
        Runner runner = new Runner(new Parallel(2, Progress.silent()));
        ExperimentResult together =
                runner.run(Experiment.of(HARD, List.of("random", "default"), 200, 20, 11, List.of()));
        ExperimentResult alone = runner.run(Experiment.of(HARD, List.of("default"), 200, 20, 11, List.of()));

        assertThat(together.of("default").last().regret().mean())
                .isEqualTo(alone.of("default").last().regret().mean());
    }

    @Test
    void run_withAnotherSeed_givesOtherFigures() throws InvalidInput {
        Runner runner = new Runner(new Parallel(2, Progress.silent()));
        double one = regret(runner.run(Experiment.of(HARD, List.of("random"), 200, 20, 11, List.of())));
        double other = regret(runner.run(Experiment.of(HARD, List.of("random"), 200, 20, 12, List.of())));

        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void run_ofRandomChoice_hasTheRegretOfAnEvenSplit() throws InvalidInput {
        Environment environment = Environment.bernoulli("x", new Arms.Given(Arms.numbered(2), List.of(0.2, 0.7)));
        PolicyResult result = new Runner(new Parallel(2, Progress.silent()))
                .run(Experiment.of(environment, List.of("random"), 1000, 100, 1, List.of(10L)))
                .of("random");

        // Of 100,000 coin tosses: five standard errors, so right code fails fewer than one time in a million.
        double deviation = 0.5 * Math.sqrt(1000 * 0.25) / Math.sqrt(100);
        assertThat(result.last().regret().mean()).isCloseTo(250, within(5 * deviation));
        assertThat(result.last().regretPerDecision().mean()).isCloseTo(0.25, within(5 * deviation / 1000));
        assertThat(result.last().bestShare().mean()).isCloseTo(0.5, within(5 * deviation / 500));
        assertThat(result.checkpoints())
                .extracting(PolicyResult.Checkpoint::decisions)
                .containsExactly(10L, 1000L);
        assertThat(result.last().rankShares().stream()
                        .mapToDouble(share -> share)
                        .sum())
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void run_withDelayWindowAndBatch_deliversExactlyWhatIsDue() throws InvalidInput {
        Environment late = Environment.bernoulli("late", new Arms.Given(Arms.numbered(1), List.of(1.0)))
                .withDelay(new Delay.Fixed(3))
                .withBatch(2);
        List<String> seen = new ArrayList<>();
        new Runner(new Parallel(1, Progress.silent()), (policy, environment, run, seed) -> new Recorder(seen))
                .run(Experiment.of(late, List.of("recorder"), 8, 1, 1, List.of()));

        // The reward of round 0 is due before round 3; the batch ends with rounds 1, 3, 5, 7.
        assertThat(seen)
                .containsExactly(
                        "choose 0",
                        "choose 1",
                        "choose 2",
                        "choose 3",
                        "learn 0",
                        "learn 1",
                        "choose 4",
                        "choose 5",
                        "learn 2",
                        "learn 3",
                        "choose 6",
                        "choose 7",
                        "learn 4",
                        "learn 5");
    }

    @Test
    void run_withDelayBeyondTheWindow_deliversNothing() throws InvalidInput {
        Environment late = new Environment(
                "late",
                Outcome.BINARY,
                new Arms.Given(Arms.numbered(1), List.of(1.0)),
                0,
                new Delay.Fixed(3),
                2,
                new Drift.None(),
                1);
        List<String> seen = new ArrayList<>();
        new Runner(new Parallel(1, Progress.silent()), (policy, environment, run, seed) -> new Recorder(seen))
                .run(Experiment.of(late, List.of("recorder"), 5, 1, 1, List.of()));

        assertThat(seen).hasSize(5).allMatch(event -> event.startsWith("choose"));
    }

    @Test
    void run_thatFails_throwsWhatTheRunThrew() throws InvalidInput {
        AtomicInteger runs = new AtomicInteger();
        Runner runner = new Runner(new Parallel(2, Progress.silent()), (policy, environment, run, seed) -> {
            if (runs.incrementAndGet() == 3) {
                throw new IllegalArgumentException("the third");
            }
            return new Recorder(new ArrayList<>());
        });
        Experiment experiment = Experiment.of(
                Environment.bernoulli("x", new Arms.Given(Arms.numbered(1), List.of(1.0))),
                List.of("recorder"),
                5,
                5,
                1,
                List.of());

        assertThatThrownBy(() -> runner.run(experiment)).hasMessage("the third");
    }

    private static double regret(ExperimentResult result) {
        return result.policies().get(0).last().regret().mean();
    }

    /** Always chooses the first arm, and writes down what happens. */
    private static final class Recorder implements Contender {
        private final List<String> seen;
        private int rounds;

        Recorder(List<String> seen) {
            this.seen = seen;
        }

        @Override
        public int choose() {
            seen.add("choose " + rounds++);
            return 0;
        }

        @Override
        public void learn(long round, int arm, double reward) {
            seen.add("learn " + round);
        }

        @Override
        public void replace(int arm) {
            seen.add("replace " + arm);
        }

        @Override
        public double mean(int arm) {
            return 0;
        }
    }
}
