package dev.pulley.simulator.contender;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * KL-UCB for binary rewards.
 *
 * <p>Garivier and Cappe, "The KL-UCB algorithm for bounded stochastic bandits and beyond" (COLT 2011), with c = 0 as its
 * authors advise for practice. The index of an arm with n rewards and average m in round t is the greatest q in [m, 1]
 * with
 *
 * <pre>  n d(m, q) <= ln t,    d(m, q) = m ln(m / q) + (1 - m) ln((1 - m) / (1 - q))</pre>
 *
 * <ol>
 *   <li>An arm without a reward has an infinite index.
 *   <li>Otherwise q is found by bisection on [m, 1], where d(m, q) grows with q.
 *   <li>The arm with the greatest index is chosen.
 * </ol>
 */
final class KlUcb implements Contender {
    /** Each step halves the interval: 2^-24 is far below what separates two arms. */
    private static final int BISECTIONS = 24;

    private final Tallies tallies;
    private final UniformRandomProvider random;
    private long rounds;

    KlUcb(int arms, UniformRandomProvider random) {
        this.tallies = new Tallies(arms);
        this.random = random;
    }

    @Override
    public int choose() {
        rounds++;
        double budget = Math.log((double) rounds);
        return Greatest.of(tallies.arms(), arm -> index(tallies.count(arm), tallies.sum(arm), budget), random);
    }

    static double index(long count, double sum, double budget) {
        if (count == 0) {
            return Double.POSITIVE_INFINITY;
        }
        double mean = sum / count;
        double most = budget / count;
        double low = mean;
        double high = 1;
        for (int step = 0; step < BISECTIONS; step++) {
            double middle = 0.5 * (low + high);
            if (divergence(mean, middle) <= most) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static double divergence(double mean, double other) {
        double ones = mean == 0 ? 0 : mean * Math.log(mean / other);
        double zeros = mean == 1 ? 0 : (1 - mean) * Math.log((1 - mean) / (1 - other));
        return ones + zeros;
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
