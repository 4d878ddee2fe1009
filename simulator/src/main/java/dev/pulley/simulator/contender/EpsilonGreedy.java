package dev.pulley.simulator.contender;

import org.apache.commons.rng.UniformRandomProvider;

/** The arm with the best average; any arm, at random, in a tenth of the rounds. An arm that was never tried goes first. */
final class EpsilonGreedy implements Contender {
    /** The share of rounds spent exploring: the value that textbooks use. */
    static final double EPSILON = 0.1;

    private final Tallies tallies;
    private final UniformRandomProvider random;

    EpsilonGreedy(int arms, UniformRandomProvider random) {
        this.tallies = new Tallies(arms);
        this.random = random;
    }

    @Override
    public int choose() {
        if (random.nextDouble() < EPSILON) {
            return random.nextInt(tallies.arms());
        }
        return Greatest.of(tallies.arms(), arm -> tallies.mean(arm, Double.POSITIVE_INFINITY), random);
    }

    @Override
    public void learn(long round, int arm, double reward) {
        tallies.add(arm, reward);
    }

    @Override
    public void replace(int arm) {
        tallies.clear(arm);
    }

    @Override
    public double mean(int arm) {
        return tallies.mean(arm, Double.NEGATIVE_INFINITY);
    }
}
