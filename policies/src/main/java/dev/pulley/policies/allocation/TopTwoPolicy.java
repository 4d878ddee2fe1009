package dev.pulley.policies.allocation;

import dev.pulley.policies.posterior.Marginal;
import java.util.List;

/**
 * Top-two Thompson sampling (D. Russo, Simple Bayesian algorithms for best-arm identification, 2020): half of the time
 * the best under a posterior draw, else the best of a draw that another variant wins. It finds the winner sooner than
 * Thompson sampling and pays for that in regret.
 *
 * <p>With a_k the probability that k is the best, k has the share a_k (1/2 + 1/2 sum over j other than k of
 * a_j / (1 - a_j)).
 *
 * <p>When the leader l is all but certain, 1 - a_l and the a_k of the others fall below what a_l's own rounding leaves of
 * them, and in the end to 0; but the leader still has to be held against someone. Given that it is not the best, whoever is
 * has most likely beaten it alone, and for many outcomes P(mu_k > mu_l) is that of a normal variable beyond the distance
 * d_k = (E mu_l - E mu_k) / sqrt(var mu_l + var mu_k), so about exp(-d_k&sup2; / 2). The challengers therefore share their
 * half in proportion to exp((d&sup2; - d_k&sup2;) / 2), with d the least distance: in logarithms, so that it can't vanish.
 * Nearly all goes to the nearest, as it does just before by the exact probabilities, whose logarithms differ most there.
 */
final class TopTwoPolicy implements Policy {
    /** Of a smaller sum of probabilities beside the leader's too few digits are right. */
    private static final double NEGLIGIBLE = 1e-11;

    @Override
    public Allocation allocate(PolicyInput input) {
        double[] best = input.bestProbabilities();
        if (best.length == 1) {
            return Allocation.even(1);
        }
        int leader = greatest(best);
        double[] challengers = challengers(best, leader, input.posterior().gains());
        double others = 0;
        double[] odds = new double[best.length];
        for (int k = 0; k < best.length; k++) {
            odds[k] = k == leader ? 0 : best[k] / (1 - best[k]);
            others += odds[k];
        }
        double[] shares = new double[best.length];
        double sum = 0;
        for (int k = 0; k < best.length; k++) {
            shares[k] = (best[k] + best[leader] * challengers[k] + best[k] * (others - odds[k])) / 2;
            sum += shares[k];
        }
        for (int k = 0; k < shares.length; k++) {
            shares[k] /= sum;
        }
        return Allocation.of(shares);
    }

    /** The probability with which each is the challenger of the leader. */
    private static double[] challengers(double[] best, int leader, List<Marginal> gains) {
        double rest = 0;
        for (int k = 0; k < best.length; k++) {
            rest += k == leader ? 0 : best[k];
        }
        double[] weights = best.clone();
        if (!(rest > NEGLIGIBLE)) {
            weights = byDistance(leader, gains);
            rest = 0;
            for (int k = 0; k < weights.length; k++) {
                rest += k == leader ? 0 : weights[k];
            }
        }
        weights[leader] = 0;
        for (int k = 0; k < weights.length; k++) {
            weights[k] /= rest;
        }
        return weights;
    }

    private static double[] byDistance(int leader, List<Marginal> gains) {
        Marginal first = gains.get(leader);
        double[] squares = new double[gains.size()];
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < squares.length; k++) {
            double difference = first.mean() - gains.get(k).mean();
            squares[k] =
                    difference * difference / (first.variance() + gains.get(k).variance());
            least = k == leader ? least : Math.min(least, squares[k]);
        }
        double[] weights = new double[squares.length];
        for (int k = 0; k < weights.length; k++) {
            weights[k] = Math.exp((least - squares[k]) / 2);
        }
        return weights;
    }

    private static int greatest(double[] values) {
        int greatest = 0;
        for (int k = 1; k < values.length; k++) {
            greatest = values[k] > values[greatest] ? k : greatest;
        }
        return greatest;
    }
}
