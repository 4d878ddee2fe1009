package dev.pulley.simulator.contender;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.TSampler;

/**
 * Thompson sampling of normal rewards whose variance is not known, with a prior that is flat in the mean and the variance
 * of each arm by itself.
 *
 * <p>Honda and Takemura, "Optimality of Thompson sampling for Gaussian bandits depends on priors" (AISTATS 2014), with
 * alpha = -1, for which they prove the asymptotic bound.
 *
 * <ol>
 *   <li>Try every arm five times first, so that the posterior is proper.
 *   <li>Draw a mean for each arm: average + T(n - 3) sqrt(scatter / (n (n - 3))).
 *   <li>Choose the arm with the greatest draw.
 * </ol>
 */
final class PlainThompsonNormal implements Contender {
    private static final long FIRST_TRIES = 5;

    private final Tallies tallies;
    private final long[] tries;
    private final TSampler[] samplers;
    private final UniformRandomProvider random;

    PlainThompsonNormal(int arms, UniformRandomProvider random) {
        this.tallies = new Tallies(arms);
        this.tries = new long[arms];
        this.samplers = new TSampler[arms];
        this.random = random;
        for (int arm = 0; arm < arms; arm++) {
            samplers[arm] = TSampler.of(random, 1);
        }
    }

    @Override
    public int choose() {
        int chosen = Greatest.of(tries.length, this::index, random);
        tries[chosen]++;
        return chosen;
    }

    private double index(int arm) {
        if (tries[arm] < FIRST_TRIES) {
            return Double.POSITIVE_INFINITY;
        }
        long count = tallies.count(arm);
        if (count <= FIRST_TRIES - 1) {
            // Tried, but the rewards are still on their way.
            return tallies.mean(arm, Double.NEGATIVE_INFINITY);
        }
        double scale = Math.sqrt(tallies.scatter(arm) / (count * (count - 3.0)));
        return tallies.mean(arm, 0) + scale * samplers[arm].sample();
    }

    @Override
    public void learn(long round, int arm, double reward) {
        tallies.add(arm, reward);
        if (tallies.count(arm) > 3) {
            samplers[arm] = TSampler.of(random, tallies.count(arm) - 3.0);
        }
    }

    @Override
    public void replace(int arm) {
        tallies.clear(arm);
        tries[arm] = 0;
    }

    @Override
    public double mean(int arm) {
        return tallies.mean(arm, Double.NEGATIVE_INFINITY);
    }
}
