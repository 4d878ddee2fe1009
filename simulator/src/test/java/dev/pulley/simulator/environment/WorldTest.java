package dev.pulley.simulator.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorldTest {
    private static final int DRAWS = 100_000;

    record DelayCase(Delay delay, double mean, double deviation) {}

    /** Means and deviations of the rounded-up delays, by summing the tail P(d > n) = 1 - F(n) with scipy 1.17. */
    static List<DelayCase> delays() {
        return List.of(
                new DelayCase(new Delay.Fixed(7), 7, 0),
                new DelayCase(new Delay.Geometric(20), 20, Math.sqrt(380)),
                new DelayCase(new Delay.Weibull(10, 1), 1 / (1 - Math.exp(-0.1)), 9.9959),
                new DelayCase(new Delay.LogNormal(100, 0.5), 113.8149, 60.391));
    }

    @ParameterizedTest
    @MethodSource("delays")
    void drawRounds_ofManyDelays_hasTheMean(DelayCase one) {
        UniformRandomProvider random = RandomSource.L64_X128_MIX.create(5L);
        double sum = 0;
        for (int i = 0; i < DRAWS; i++) {
            sum += one.delay.drawRounds(random);
        }

        // Five standard errors: right code fails fewer than one time in a million.
        double tolerance = 5 * one.deviation / Math.sqrt(DRAWS) + 1e-9;
        assertThat(sum / DRAWS).isCloseTo(one.mean, within(tolerance));
    }

    @Test
    void reward_ofTwoWorldsOfOneSeed_isTheSameWhateverWasChosen() {
        Environment environment = Environment.bernoulli("x", 3, new MeanDistribution.Uniform(0, 1))
                .withDelay(new Delay.LogNormal(10, 1))
                .withDrift(new Drift.RandomWalk(0.01));
        World one = new World(environment, 1000, 42);
        World other = new World(environment, 1000, 42);
        for (int round = 0; round < 1000; round++) {
            one.advance();
            other.advance();
            // Asked in another order, and another number of times.
            one.reward(2);
            for (int arm = 0; arm < 3; arm++) {
                assertThat(one.reward(arm)).isEqualTo(other.reward(arm));
            }
            assertThat(one.delayRounds()).isEqualTo(other.delayRounds());
        }
    }

    @Test
    void reward_ofBinaryArm_comesAtItsRate() {
        World world =
                new World(Environment.bernoulli("x", new Arms.Given(Arms.numbered(2), List.of(0.3, 0.8))), DRAWS, 9);
        double[] sums = new double[2];
        for (int round = 0; round < DRAWS; round++) {
            world.advance();
            sums[0] += world.reward(0);
            sums[1] += world.reward(1);
        }

        // Five standard errors.
        assertThat(sums[0] / DRAWS).isCloseTo(0.3, within(5 * Math.sqrt(0.21 / DRAWS)));
        assertThat(sums[1] / DRAWS).isCloseTo(0.8, within(5 * Math.sqrt(0.16 / DRAWS)));
        assertThat(world.best()).isEqualTo(1);
        assertThat(world.rank(0)).isEqualTo(1);
        assertThat(world.regret(0)).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void advance_withRandomWalk_keepsBinaryMeansInBounds() {
        World world = new World(
                Environment.bernoulli("x", new Arms.Given(Arms.numbered(2), List.of(0.01, 0.99)))
                        .withDrift(new Drift.RandomWalk(0.1)),
                1000,
                3);
        double first = world.mean(0);
        for (int round = 0; round < 1000; round++) {
            world.advance();
            assertThat(world.mean(0)).isBetween(0.0, 1.0);
            assertThat(world.mean(1)).isBetween(0.0, 1.0);
            assertThat(world.mean(world.best())).isGreaterThanOrEqualTo(world.mean(0));
        }
        assertThat(world.mean(0)).isNotEqualTo(first);
    }

    @Test
    void advance_withReplacement_announcesEveryNewMean() {
        World world = new World(
                Environment.bernoulli("x", 4, new MeanDistribution.Uniform(0, 1))
                        .withDrift(new Drift.Replacement(0.25)),
                10_000,
                3);
        int replaced = 0;
        for (int round = 0; round < 10_000; round++) {
            double[] before = {world.mean(0), world.mean(1), world.mean(2), world.mean(3)};
            world.advance();
            for (int arm = 0; arm < 4; arm++) {
                assertThat(world.mean(arm) != before[arm]).isEqualTo(arm == world.replaced());
            }
            replaced += world.replaced() == World.NONE ? 0 : 1;
        }
        // Five standard errors of a binomial count.
        assertThat((double) replaced).isCloseTo(2500, within(5 * Math.sqrt(10_000 * 0.25 * 0.75)));
    }

    @Test
    void advance_pastAnAbruptChange_hasTheOtherMeans() {
        World world = new World(
                Environment.bernoulli("x", new Arms.Given(Arms.numbered(2), List.of(0.2, 0.4)))
                        .withDrift(new Drift.Abrupt(3, List.of(0.9, 0.1))),
                10,
                3);
        for (int round = 0; round < 3; round++) {
            world.advance();
            assertThat(world.best()).isEqualTo(1);
        }
        world.advance();
        assertThat(world.best()).isZero();
        assertThat(world.mean(0)).isEqualTo(0.9);
    }

    @Test
    void regret_ofReplay_isAgainstTheBestInHindsightInThatRound() {
        ReplayTable table = new ReplayTable(List.of("a", "b"), new double[] {1, 0, 0, 5, 2, 3});
        World world = new World(Environment.bernoulli("x", new Arms.Replayed(table)), 2, 1);
        assertThat(world.best()).isEqualTo(1);
        world.advance();
        assertThat(world.reward(0)).isEqualTo(1);
        assertThat(world.regret(0)).isEqualTo(-1);
        world.advance();
        assertThat(world.regret(0)).isEqualTo(5);
        assertThat(world.gap(0)).isEqualTo(2);
    }
}
