package dev.pulley.policies.inference;

import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.policies.numeric.LatinHypercube;
import dev.pulley.policies.posterior.Marginal;
import dev.pulley.policies.posterior.Posterior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What not having known the best variant costs, as believed now, so that it may fall as well as rise. In the outcome's
 * units; never negative but for what was saved, whichever way is better.
 *
 * <p>A decision of a bucket could have gone to any variant version that was chosen there, or that could have been.
 *
 * <ol>
 *   <li>Decisions are summed by the set S of versions that were so allowed, N_S, and by version, N_k.
 *   <li>total = sum of N_S E[max over S of mu] - sum of N_k E[mu_k], by quadrature, exact for independent marginals.
 *   <li>even_split_total = sum of N_S (E[max over S of mu] - average over S of E[mu_k]). What was saved is the
 *       difference of the two, linear in mu, and so known more tightly than either.
 *   <li>Each band runs from the 5% to the 95% quantile over fixed points that fill the marginals' quantiles evenly
 *       ({@link LatinHypercube}), widened to hold the mean where a skewed belief has it outside.
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
    private static final double TAIL = 0.05;
    private static final double SHARE_ROUNDING = 1e-9;

    /**
     * The regret of all decisions so far, and of the next.
     *
     * @param posterior what is believed of every variant version that has evidence or may be chosen now
     * @param versions those versions, in the posterior's order
     * @param evidence the decisions so far
     * @param shares the versions that may be chosen now, with their shares, which sum to 1
     */
    public static Regret of(
            Posterior posterior, List<VariantVersion> versions, Evidence evidence, Map<VariantVersion, Double> shares) {
        if (versions.size() != posterior.size()) {
            throw new IllegalArgumentException(
                    "versions must be as many as the posterior has (" + posterior.size() + "): " + versions.size());
        }
        Map<VariantVersion, Integer> indexes = new LinkedHashMap<>();
        for (VariantVersion version : versions) {
            if (indexes.put(version, indexes.size()) != null) {
                throw new IllegalArgumentException("versions must differ: " + version);
            }
        }
        return new Reckoning(posterior.gains(), indexes, evidence, shares).regret();
    }

    /** The decisions by allowed set and by version, and the beliefs that they are judged by. */
    private static final class Reckoning {
        private final List<Marginal> gains;
        private final double[] decisions;
        private final Map<BitSet, Double> decisionsBySet = new LinkedHashMap<>();
        private final double[] weightNow;
        private final BitSet allowedNow = new BitSet();

        Reckoning(
                List<Marginal> gains,
                Map<VariantVersion, Integer> indexes,
                Evidence evidence,
                Map<VariantVersion, Double> shares) {
            this.gains = gains;
            decisions = new double[gains.size()];
            weightNow = new double[gains.size()];
            for (BucketEvidence bucket : evidence.buckets().values()) {
                add(bucket, indexes);
            }
            double sum = 0;
            for (Map.Entry<VariantVersion, Double> entry : shares.entrySet()) {
                double share = entry.getValue();
                if (!(share >= 0 && share <= 1)) {
                    throw new IllegalArgumentException("shares must be between 0 and 1: " + entry);
                }
                int index = index(indexes, entry.getKey(), "shares");
                weightNow[index] = share;
                allowedNow.set(index);
                sum += share;
            }
            if (!(Math.abs(sum - 1) <= SHARE_ROUNDING)) {
                throw new IllegalArgumentException("shares must sum to 1, not " + sum);
            }
        }

        private void add(BucketEvidence bucket, Map<VariantVersion, Integer> indexes) {
            BitSet allowed = new BitSet();
            double sum = 0;
            for (Map.Entry<VariantVersion, VariantEvidence> entry :
                    bucket.variants().entrySet()) {
                VariantEvidence variant = entry.getValue();
                if (variant.decisions() > 0 || variant.expectedDecisions() > 0) {
                    int index = index(indexes, entry.getKey(), "evidence");
                    allowed.set(index);
                    decisions[index] += variant.decisions();
                    sum += variant.decisions();
                }
            }
            if (sum > 0) {
                decisionsBySet.merge(allowed, sum, Double::sum);
            }
        }

        private static int index(Map<VariantVersion, Integer> indexes, VariantVersion version, String argument) {
            Integer index = indexes.get(version);
            if (index == null) {
                throw new IllegalArgumentException(argument + " must have no version that versions lack: " + version);
            }
            return index;
        }

        Regret regret() {
            double[] means = gains.stream().mapToDouble(Marginal::mean).toArray();
            double[] evenWeights = new double[means.length];
            double best = 0;
            double bestNow = expectedMaximum(allowedNow);
            for (Map.Entry<BitSet, Double> entry : decisionsBySet.entrySet()) {
                BitSet set = entry.getKey();
                best += entry.getValue() * (set.equals(allowedNow) ? bestNow : expectedMaximum(set));
                double each = entry.getValue() / set.cardinality();
                set.stream().forEach(k -> evenWeights[k] += each);
            }
            double[] savedWeights = new double[means.length];
            for (int k = 0; k < means.length; k++) {
                savedWeights[k] = decisions[k] - evenWeights[k];
            }
            double total = Math.max(0, best - weighted(decisions, means));
            double evenSplitTotal = Math.max(0, best - weighted(evenWeights, means));
            double perDecision = Math.max(0, bestNow - weighted(weightNow, means));
            Points points = new Points(savedWeights, leader(means));
            return new Regret(
                    perDecision,
                    total,
                    Math.min(total, Math.max(0, quantile(points.totals, TAIL))),
                    Math.max(total, quantile(points.totals, 1 - TAIL)),
                    evenSplitTotal,
                    points.saved(weighted(savedWeights, means)),
                    quantile(points.remaining, 1 - TAIL));
        }

        private double expectedMaximum(BitSet set) {
            List<Marginal> members = new ArrayList<>();
            set.stream().forEach(k -> members.add(gains.get(k)));
            return Curves.expectedMaximum(members);
        }

        private int leader(double[] means) {
            int leader = allowedNow.nextSetBit(0);
            for (int k = leader; k >= 0; k = allowedNow.nextSetBit(k + 1)) {
                leader = means[k] > means[leader] ? k : leader;
            }
            return leader;
        }

        /** Totals, savings and remaining value if the means were those of each point, sorted. */
        private final class Points {
            final double[] totals = new double[LatinHypercube.POINTS];
            final double[] savings = new double[LatinHypercube.POINTS];
            final double[] remaining = new double[LatinHypercube.POINTS];

            Points(double[] savedWeights, int leader) {
                Map<BitSet, double[]> greatest = new LinkedHashMap<>();
                decisionsBySet.keySet().forEach(set -> greatest.put(set, lowest()));
                double[] greatestNow = greatest.computeIfAbsent(allowedNow, set -> lowest());
                for (int k = 0; k < gains.size(); k++) {
                    double[] means = means(k);
                    addTo(totals, means, -decisions[k]);
                    addTo(savings, means, savedWeights[k]);
                    addTo(remaining, means, k == leader ? -1 : 0);
                    for (Map.Entry<BitSet, double[]> entry : greatest.entrySet()) {
                        if (entry.getKey().get(k)) {
                            raise(entry.getValue(), means);
                        }
                    }
                }
                greatest.forEach((set, values) -> addTo(totals, values, decisionsBySet.getOrDefault(set, 0.0)));
                addTo(remaining, greatestNow, 1);
                Arrays.sort(totals);
                Arrays.sort(savings);
                Arrays.sort(remaining);
            }

            private double[] means(int k) {
                double[] quantiles = Curves.table(gains.get(k)).quantiles(LatinHypercube.SLICES);
                int[] slices = LatinHypercube.slices(k);
                double[] result = new double[slices.length];
                for (int point = 0; point < slices.length; point++) {
                    result[point] = quantiles[slices[point]];
                }
                return result;
            }

            private static double[] lowest() {
                double[] result = new double[LatinHypercube.POINTS];
                Arrays.fill(result, Double.NEGATIVE_INFINITY);
                return result;
            }

            private static void addTo(double[] sums, double[] values, double weight) {
                if (weight != 0) {
                    for (int point = 0; point < sums.length; point++) {
                        sums[point] += weight * values[point];
                    }
                }
            }

            private static void raise(double[] greatest, double[] values) {
                for (int point = 0; point < greatest.length; point++) {
                    greatest[point] = Math.max(greatest[point], values[point]);
                }
            }

            Estimate saved(double mean) {
                return new Estimate(
                        mean, Math.min(mean, quantile(savings, TAIL)), Math.max(mean, quantile(savings, 1 - TAIL)));
            }
        }

        private static double weighted(double[] weights, double[] values) {
            double sum = 0;
            for (int k = 0; k < weights.length; k++) {
                sum += weights[k] * values[k];
            }
            return sum;
        }

        private static double quantile(double[] sorted, double probability) {
            double place = probability * sorted.length - 0.5;
            int before = (int) place;
            return sorted[before] + (place - before) * (sorted[before + 1] - sorted[before]);
        }
    }
}
