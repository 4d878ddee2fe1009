package dev.pulley.policies.inference;

import dev.pulley.policies.evidence.Evidence;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.policies.posterior.Marginal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What not having known the best variant costs, as believed now, so that it may fall as well as rise. In the outcome's
 * units; never negative but for what was saved, whichever way is better.
 *
 * <p>A decision of a bucket could have gone to any variant version that could be chosen there ({@link Lives}).
 *
 * <ol>
 *   <li>Decisions are summed by the set S of versions that were so allowed, N_S, and by version, N_k.
 *   <li>total = sum of N_S E[max over S of mu] - sum of N_k E[mu_k], by quadrature, exact for independent marginals.
 *   <li>even_split_total = sum of N_S (E[max over S of mu] - average over S of E[mu_k]). What was saved is the
 *       difference of the two, linear in mu, and so known more tightly than either.
 *   <li>Each band runs from the 5% to the 95% quantile over fixed points that fill the marginals' quantiles evenly
 *       (a Latin hypercube), widened to hold the mean where a skewed belief has it outside.
 *   <li>value_remaining is the 95% quantile, over the same points, of how much the best of the variants now allowed is
 *       better than the leader, which is the one with the greatest expected mean (S. Scott, Multi-armed bandit
 *       experiments in the online service economy, 2015).
 * </ol>
 *
 * @param perDecision what the next decision is expected to cost, under the shares of now
 * @param total what all decisions are expected to have cost
 * @param totalLow the 5% quantile of that
 * @param totalHigh the 95% quantile of that
 * @param evenSplitTotal what they would have cost, spread evenly
 * @param saved by how much the outcomes' sum is better than with an even split, with its 5% and 95% quantiles
 * @param valueRemaining how much there is still to gain a decision, at most, with a probability of 95%
 */
public record Regret(
        double perDecision,
        double total,
        double totalLow,
        double totalHigh,
        double evenSplitTotal,
        Estimate saved,
        double valueRemaining) {
    /** What a band leaves out at each end. */
    static final double TAIL = 0.05;

    private static final double SHARE_ROUNDING = 1e-9;

    /**
     * The regret of all decisions so far, and of the next.
     *
     * @param gains what is believed of every variant version that has had decisions or may be chosen now
     * @param versions those versions, in the same order
     * @param evidence the decisions so far
     * @param shares the versions that may be chosen now, with their shares, which sum to 1
     */
    public static Regret of(
            List<Marginal> gains,
            List<VariantVersion> versions,
            Evidence evidence,
            Map<VariantVersion, Double> shares) {
        Curves.requireAlike(gains);
        Map<VariantVersion, Integer> indexes = indexes(versions, gains.size());
        double[] sharesNow = sharesNow(shares, indexes);
        BitSet allowedNow = new BitSet();
        indexes.forEach((version, index) -> allowedNow.set(index, shares.containsKey(version)));
        double[] means = gains.stream().mapToDouble(Marginal::mean).toArray();
        Exposure exposure = Exposure.of(evidence, indexes, Lives.of(List.of(evidence), shares.keySet()));

        double bestNow = expectedMaximum(gains, allowedNow);
        double best = 0;
        for (Map.Entry<BitSet, Double> entry : exposure.bySet().entrySet()) {
            BitSet set = entry.getKey();
            best += entry.getValue() * (set.equals(allowedNow) ? bestNow : expectedMaximum(gains, set));
        }
        double[] evenSplit = exposure.evenSplit();
        double[] decisions = exposure.byVersion();
        double[] savedWeights = new double[means.length];
        for (int k = 0; k < means.length; k++) {
            savedWeights[k] = decisions[k] - evenSplit[k];
        }
        RegretPoints points = RegretPoints.of(gains, exposure, savedWeights, allowedNow, leader(means, allowedNow));
        double total = Math.max(0, best - weighted(decisions, means));
        double saved = weighted(savedWeights, means);
        return new Regret(
                Math.max(0, bestNow - weighted(sharesNow, means)),
                total,
                Math.min(total, Math.max(0, points.total(TAIL))),
                Math.max(total, points.total(1 - TAIL)),
                Math.max(0, best - weighted(evenSplit, means)),
                new Estimate(saved, Math.min(saved, points.saving(TAIL)), Math.max(saved, points.saving(1 - TAIL))),
                points.remaining(1 - TAIL));
    }

    static Map<VariantVersion, Integer> indexes(List<VariantVersion> versions, int size) {
        Map<VariantVersion, Integer> indexes = new HashMap<>();
        for (VariantVersion version : versions) {
            indexes.put(version, indexes.size());
        }
        if (versions.size() != size || indexes.size() != size) {
            throw new IllegalArgumentException(
                    "versions must be as many as there are gains (" + size + "), and all different: " + versions);
        }
        return indexes;
    }

    private static double[] sharesNow(Map<VariantVersion, Double> shares, Map<VariantVersion, Integer> indexes) {
        double[] result = new double[indexes.size()];
        double sum = 0;
        for (Map.Entry<VariantVersion, Double> entry : shares.entrySet()) {
            Integer index = indexes.get(entry.getKey());
            double share = entry.getValue();
            if (index == null) {
                throw new IllegalArgumentException("shares must have no version that versions lack: " + entry);
            }
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("shares must be between 0 and 1: " + entry);
            }
            result[index] = share;
            sum += share;
        }
        if (!(Math.abs(sum - 1) <= SHARE_ROUNDING)) {
            throw new IllegalArgumentException("shares must sum to 1, not " + sum);
        }
        return result;
    }

    static double expectedMaximum(List<Marginal> gains, BitSet set) {
        List<Marginal> members = new ArrayList<>();
        set.stream().forEach(k -> members.add(gains.get(k)));
        return Curves.expectedMaximum(members);
    }

    private static int leader(double[] means, BitSet allowed) {
        int leader = allowed.nextSetBit(0);
        for (int k = leader; k >= 0; k = allowed.nextSetBit(k + 1)) {
            leader = means[k] > means[leader] ? k : leader;
        }
        return leader;
    }

    private static double weighted(double[] weights, double[] values) {
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
            sum += weights[k] * values[k];
        }
        return sum;
    }
}
