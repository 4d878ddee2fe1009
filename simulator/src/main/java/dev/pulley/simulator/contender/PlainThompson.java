package dev.pulley.simulator.contender;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ChengBetaSampler;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;

/**
 * Thompson sampling of binary rewards with a flat prior on each arm by itself: the yardstick.
 *
 * <p>Chapelle and Li, "An empirical evaluation of Thompson sampling" (NIPS 2011), algorithm 2 with alpha = beta = 1.
 *
 * <ol>
 *   <li>Draw a mean for each arm from Beta(1 + ones, 1 + zeros).
 *   <li>Choose the arm with the greatest draw.
 * </ol>
 */
final class PlainThompson implements Contender {
    private final Tallies tallies;
    private final ContinuousSampler[] posteriors;
    private final UniformRandomProvider random;

    PlainThompson(int arms, UniformRandomProvider random) {
        this.tallies = new Tallies(arms);
        this.posteriors = new ContinuousSampler[arms];
        this.random = random;
        for (int arm = 0; arm < arms; arm++) {
            prepare(arm);
        }
    }

    @Override
    public int choose() {
        int best = 0;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int arm = 0; arm < posteriors.length; arm++) {
            double draw = posteriors[arm].sample();
            if (draw > greatest) {
                greatest = draw;
                best = arm;
            }
        }
        return best;
    }

    @Override
    public void learn(long round, int arm, double reward) {
        tallies.add(arm, reward);
        prepare(arm);
    }

    @Override
    public void replace(int arm) {
        tallies.clear(arm);
        prepare(arm);
    }

    @Override
    public double mean(int arm) {
        return (1 + tallies.sum(arm)) / (2 + tallies.count(arm));
    }

    private void prepare(int arm) {
        double ones = tallies.sum(arm);
        posteriors[arm] = ChengBetaSampler.of(random, 1 + ones, 1 + tallies.count(arm) - ones);
    }
}
