package dev.pulley.simulator.experiment;

import dev.pulley.simulator.contender.Contender;
import dev.pulley.simulator.environment.Environment;
import dev.pulley.simulator.environment.World;
import java.util.Arrays;
import java.util.List;

/**
 * One policy in one world: the only driver, the same for all.
 *
 * <ol>
 *   <li>The world goes on to the next round; a replaced arm is announced to the policy.
 *   <li>The policy chooses; the choice is counted; its reward sets out, unless it would miss the window.
 *   <li>After every {@code batch} decisions the rewards that have arrived are learned; those of former variants are not.
 * </ol>
 */
final class Run {
    private final Environment environment;
    private final World world;
    private final Contender contender;
    private final PendingRewards pending = new PendingRewards();
    private final PendingRewards[] signals;
    private final int[] generations;

    private Run(Environment environment, World world, Contender contender) {
        this.environment = environment;
        this.world = world;
        this.contender = contender;
        this.signals = new PendingRewards[environment.proxies().size()];
        Arrays.setAll(signals, proxy -> new PendingRewards());
        this.generations = new int[world.arms()];
    }

    static RunRecord play(Environment environment, long worldSeed, Contender contender, List<Long> checkpoints) {
        long horizon = checkpoints.get(checkpoints.size() - 1);
        return new Run(environment, new World(environment, horizon, worldSeed), contender).play(checkpoints);
    }

    private RunRecord play(List<Long> checkpoints) {
        RunRecord record = new RunRecord(checkpoints.size());
        long round = 0;
        for (long checkpoint : checkpoints) {
            for (; round < checkpoint; round++) {
                world.advance();
                announce();
                int arm = contender.choose();
                record.count(world, arm);
                send(round, arm);
                if ((round + 1) % environment.batch() == 0) {
                    deliver(round + 1);
                }
            }
            record.checkpoint(world, contender);
        }
        return record;
    }

    private void announce() {
        int replaced = world.replaced();
        if (replaced != World.NONE) {
            generations[replaced]++;
            contender.replace(replaced);
        }
    }

    private void send(long round, int arm) {
        double reward = world.reward(arm);
        boolean isHeardOf = reward != 0 || !environment.isAbsentFailure();
        if (isHeardOf && world.delayRounds() <= environment.windowRounds()) {
            pending.add(round + Math.max(1, world.delayRounds()), round, arm, generations[arm], reward);
        }
        for (int proxy = 0; proxy < signals.length; proxy++) {
            if (!world.isProxyMissing(proxy)) {
                long due = round + Math.max(1, world.proxyDelayRounds(proxy));
                signals[proxy].add(due, round, arm, generations[arm], world.proxy(proxy, arm));
            }
        }
    }

    private void deliver(long round) {
        for (int proxy = 0; proxy < signals.length; proxy++) {
            PendingRewards signal = signals[proxy];
            while (signal.isDue(round)) {
                if (signal.generation() == generations[signal.arm()]) {
                    contender.observe(signal.round(), signal.arm(), proxy, signal.reward());
                }
                signal.remove();
            }
        }
        while (pending.isDue(round)) {
            if (pending.generation() == generations[pending.arm()]) {
                contender.learn(pending.round(), pending.arm(), pending.reward());
            }
            pending.remove();
        }
    }
}
