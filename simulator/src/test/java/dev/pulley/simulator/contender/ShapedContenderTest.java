package dev.pulley.simulator.contender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.policies.posterior.Marginal;
import dev.pulley.simulator.environment.Arms;
import dev.pulley.simulator.environment.Delay;
import dev.pulley.simulator.environment.Environment;
import dev.pulley.simulator.environment.Proxy;
import dev.pulley.simulator.environment.World;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Proxies and late outcomes of which only successes are reported, both at once. */
class ShapedContenderTest {
    private static final int WINDOW = 1_000;
    private static final int EXPERIMENTS = 400;
    private static final double TAIL = 0.05;

    private static Environment environment(double slope) {
        Proxy proxy = new Proxy("signal", slope, List.of(0.5, 0.3), slope, new Delay.Fixed(0), 0.2, Proxy.Change.NEVER);
        return Environment.bernoulli("both", new Arms.Given(Arms.numbered(2), List.of(0.5, 0.4)))
                .withDelay(new Delay.Geometric(500))
                .withWindow(WINDOW)
                .withAbsentFailures()
                .withProxies(List.of(proxy));
    }

    /**
     * With half of the windows open. Of {@value #EXPERIMENTS} experiments, 800 intervals of two arms that share a prior, the
     * part that holds has a standard error of at most .015: four of them below and above nine in ten.
     */
    @Test
    void posterior_ofProxiesAndSilence_holdsWhatItPromises() {
        Environment environment = environment(0.7);
        int held = 0;
        for (int experiment = 0; experiment < EXPERIMENTS; experiment++) {
            World world = new World(environment, 2 * WINDOW, 1_000 + experiment);
            ShapedContender contender = Contenders.shapedLate(environment, experiment);
            List<List<int[]>> due = new ArrayList<>();
            for (int round = 0; round <= 3 * WINDOW + 1; round++) {
                due.add(new ArrayList<>());
            }
            for (int round = 0; round < 2 * WINDOW; round++) {
                int arm = round % 2;
                world.advance();
                contender.decided(arm);
                if (!world.isProxyMissing(0)) {
                    contender.observe(round, arm, 0, world.proxy(0, arm));
                }
                if (world.reward(arm) == 1 && world.delayRounds() <= WINDOW) {
                    due.get(round + (int) world.delayRounds()).add(new int[] {round, arm});
                }
                for (int[] success : due.get(round + 1)) {
                    contender.learn(success[0], success[1], 1);
                }
            }
            double inTime = new Delay.Geometric(500).cdf(WINDOW);
            for (int arm = 0; arm < 2; arm++) {
                Marginal marginal = contender.posterior().marginals().get(arm);
                double place = marginal.cdf(inTime * world.mean(arm));
                held += place >= TAIL && place <= 1 - TAIL ? 1 : 0;
            }
        }

        assertThat(held / (2.0 * EXPERIMENTS)).isBetween(0.84, 0.96);
    }
}
