package dev.pulley.simulator.contender;

import org.apache.commons.rng.UniformRandomProvider;

/** Every arm with the same probability, for ever. */
final class RandomChoice implements Contender {
    private final Tallies tallies;
    private final UniformRandomProvider random;

    RandomChoice(int arms, UniformRandomProvider random) {
        this.tallies = new Tallies(arms);
        this.random = random;
    }

    @Override
    public int choose() {
        return random.nextInt(tallies.arms());
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
