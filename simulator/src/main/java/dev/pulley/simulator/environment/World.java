package dev.pulley.simulator.environment;

import org.apache.commons.rng.SplittableUniformRandomProvider;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * One run's realisation of an environment. Means, rewards, delays and drift each have a random stream of their own, and
 * every round takes the same draws from them whatever the policy chose: two policies in worlds of one seed meet common
 * random numbers. Not thread-safe.
 */
public final class World {
    /** {@link #replaced} of a round in which no arm was replaced. */
    public static final int NONE = -1;

    private final Environment environment;
    private final double[] means;
    private final UniformRandomProvider meansRandom;
    private final UniformRandomProvider rewardsRandom;
    private final UniformRandomProvider delaysRandom;
    private final UniformRandomProvider driftRandom;
    private final UniformRandomProvider proxiesRandom;
    private final double[] proxyNoises;
    private final boolean[] proxyMissing;
    private final long[] proxyDelays;
    private final SharedStateContinuousSampler rewardsNormal;
    private final SharedStateContinuousSampler driftNormal;

    private long round = -1;
    private double noise;
    private long delayRounds;
    private int replaced = NONE;
    private int best;

    /** The horizon is known beforehand only to recorded rewards, whose best arm is the best in hindsight. */
    public World(Environment environment, long horizon, long seed) {
        this.environment = environment;
        SplittableUniformRandomProvider root = (SplittableUniformRandomProvider) RandomSource.L64_X128_MIX.create(seed);
        meansRandom = root.split();
        rewardsRandom = root.split();
        delaysRandom = root.split();
        driftRandom = root.split();
        proxiesRandom = root.split();
        proxyNoises = new double[environment.proxies().size()];
        proxyMissing = new boolean[proxyNoises.length];
        proxyDelays = new long[proxyNoises.length];
        rewardsNormal = ZigguratSampler.NormalizedGaussian.of(rewardsRandom);
        driftNormal = ZigguratSampler.NormalizedGaussian.of(driftRandom);
        means = new double[environment.arms().count()];
        for (int arm = 0; arm < means.length; arm++) {
            means[arm] = switch (environment.arms()) {
                case Arms.Given given -> given.means().get(arm);
                case Arms.Drawn drawn -> drawn.distribution().draw(meansRandom);
                case Arms.Replayed replayed -> replayed.table().mean(arm, Math.toIntExact(horizon));
            };
        }
        findBest();
    }

    /** Goes on to the next round; must be called before the first. */
    public void advance() {
        round++;
        noise = environment.outcome() == Outcome.BINARY ? rewardsRandom.nextDouble() : rewardsNormal.sample();
        delayRounds = environment.delay().drawRounds(delaysRandom);
        for (int i = 0; i < proxyNoises.length; i++) {
            Proxy proxy = environment.proxies().get(i);
            proxyNoises[i] = proxiesRandom.nextDouble();
            proxyMissing[i] = proxiesRandom.nextDouble() < proxy.missing();
            proxyDelays[i] = proxy.delay().drawRounds(proxiesRandom);
        }
        drift();
    }

    public int arms() {
        return means.length;
    }

    /** The arm that was replaced by a new variant at the beginning of this round, or {@link #NONE}. */
    public int replaced() {
        return replaced;
    }

    public double mean(int arm) {
        return means[arm];
    }

    /** The arm with the greatest mean; the first of them if there are several. */
    public int best() {
        return best;
    }

    /** What choosing this arm in this round gives. */
    public double reward(int arm) {
        if (environment.arms() instanceof Arms.Replayed replayed) {
            return replayed.table().reward((int) round, arm);
        }
        double expected = means[arm];
        for (int i = 0; i < proxyNoises.length; i++) {
            Proxy proxy = environment.proxies().get(i);
            expected += proxy.slope(round) * (proxy(i, arm) - proxy.level(round, arm));
        }
        return environment.outcome() == Outcome.BINARY
                ? (noise < expected ? 1 : 0)
                : expected + environment.deviation() * noise;
    }

    /** What an early signal is on this arm in this round. */
    public double proxy(int proxy, int arm) {
        return proxyNoises[proxy] < environment.proxies().get(proxy).level(round, arm) ? 1 : 0;
    }

    /** Whether an early signal is never reported of this round. */
    public boolean isProxyMissing(int proxy) {
        return proxyMissing[proxy];
    }

    /** After how many rounds an early signal of this round arrives. */
    public long proxyDelayRounds(int proxy) {
        return proxyDelays[proxy];
    }

    /** By how much this arm's mean is below the best one's; of recorded rewards, the difference in this very round. */
    public double regret(int arm) {
        return environment.arms() instanceof Arms.Replayed ? reward(best) - reward(arm) : gap(arm);
    }

    /** By how much this arm's mean is below the best one's. */
    public double gap(int arm) {
        return means[best] - means[arm];
    }

    /** How many arms have a greater mean. */
    public int rank(int arm) {
        int rank = 0;
        for (double mean : means) {
            if (mean > means[arm]) {
                rank++;
            }
        }
        return rank;
    }

    /** After how many rounds the reward of this round arrives. */
    public long delayRounds() {
        return delayRounds;
    }

    private void drift() {
        replaced = NONE;
        switch (environment.drift()) {
            case Drift.None none -> {}
            case Drift.RandomWalk walk -> {
                for (int arm = 0; arm < means.length; arm++) {
                    double moved = means[arm] + walk.step() * driftNormal.sample();
                    means[arm] = environment.outcome() == Outcome.BINARY ? reflected(moved) : moved;
                }
                findBest();
            }
            case Drift.LogitWalk walk -> {
                double low = logit(walk.low());
                double width = logit(walk.high()) - low;
                for (int arm = 0; arm < means.length; arm++) {
                    double place = logit(means[arm]) + walk.step() * driftNormal.sample();
                    means[arm] = 1 / (1 + Math.exp(-low - width * reflected((place - low) / width)));
                }
                findBest();
            }
            case Drift.Replacement replacement -> {
                if (driftRandom.nextDouble() < replacement.probability()) {
                    replaced = driftRandom.nextInt(means.length);
                    means[replaced] = redrawn();
                    findBest();
                }
            }
            case Drift.Abrupt abrupt -> {
                if (round == abrupt.round()) {
                    for (int arm = 0; arm < means.length; arm++) {
                        means[arm] = abrupt.means().isEmpty()
                                ? redrawn()
                                : abrupt.means().get(arm);
                    }
                    findBest();
                }
            }
        }
    }

    private double redrawn() {
        return ((Arms.Drawn) environment.arms()).distribution().draw(meansRandom);
    }

    private static double logit(double rate) {
        return Math.log(rate / (1 - rate));
    }

    private static double reflected(double mean) {
        double folded = Math.abs(mean) % 2;
        return folded > 1 ? 2 - folded : folded;
    }

    private void findBest() {
        best = 0;
        for (int arm = 1; arm < means.length; arm++) {
            if (means[arm] > means[best]) {
                best = arm;
            }
        }
    }
}
