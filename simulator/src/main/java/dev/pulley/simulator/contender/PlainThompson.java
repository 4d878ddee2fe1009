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
 *
 * <p>Where only ones are reported, late, it does what most do: a decision counts as a zero until its one is heard of.
 */
final class PlainThompson implements Contender {
    private final Tallies tallies;
    private final ContinuousSampler[] posteriors;
    private final UniformRandomProvider random;
    private final boolean isSilenceZero;

    private PlainThompson(int arms, UniformRandomProvider random, boolean isSilenceZero) {
        this.isSilenceZero = isSilenceZero;
        this.tallies = new Tallies(arms);
        this.posteriors = new ContinuousSampler[arms];
        this.random = random;
        for (int arm = 0; arm < arms; arm++) {
            prepare(arm);
        }
    }

    /** Learns from the rewards that are reported. */
    static PlainThompson ofReports(int arms, UniformRandomProvider random) {
        return new PlainThompson(arms, random, false);
    }

    /** Takes what has not been heard of for zero. */
    static PlainThompson hasty(int arms, UniformRandomProvider random) {
        return new PlainThompson(arms, random, true);
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
        if (isSilenceZero) {
            tallies.add(best, 0);
            prepare(best);
        }
        return best;
    }

    @Override
    public void learn(long round, int arm, double reward) {
        if (isSilenceZero) {
            tallies.raise(arm, reward);
        } else {
            tallies.add(arm, reward);
        }
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
