package dev.pulley.policies.allocation;

import dev.pulley.policies.inference.BestProbability;

/**
 * Top-two Thompson sampling (D. Russo, Simple Bayesian algorithms for best-arm identification, 2020): half of the time
 * the best under a posterior draw, else the best of a draw that another variant wins. It finds the winner sooner than
 * Thompson sampling and pays for that in regret.
 *
 * <p>With a_k the probability that k is the best, k has the share a_k (1/2 + 1/2 sum over j other than k of
 * a_j / (1 - a_j)).
 */
final class TopTwoPolicy implements Policy {
    @Override
    public Allocation allocate(PolicyInput input) {
        double[] best = BestProbability.of(input.posterior().gains());
        if (best.length == 1) {
            return Allocation.even(1);
        }
        double[] shares = new double[best.length];
        double sum = 0;
        for (int k = 0; k < best.length; k++) {
            double challenger = 0;
            for (int j = 0; j < best.length; j++) {
                double others = 0;
                for (int i = 0; i < best.length; i++) {
                    others += i == j ? 0 : best[i];
                }
                challenger += j == k || others == 0 ? 0 : best[j] * (best[k] / others);
            }
            shares[k] = (best[k] + challenger) / 2;
            sum += shares[k];
        }
        for (int k = 0; k < shares.length; k++) {
            shares[k] /= sum;
        }
        return Allocation.of(shares);
    }
}
