package dev.pulley.policies.inference;

import dev.pulley.policies.evidence.Evidence;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.policies.numeric.LatinHypercube;
import dev.pulley.policies.posterior.Marginal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What all decisions until some moment have cost: the regret's total, its band and what an even split would have cost, by
 * the formulas of {@link Regret}, and under one belief, that of now.
 *
 * <ol>
 *   <li>All three are sums over decisions, so that each stretch of evidence adds its own to what was before it.
 *   <li>The band is made of the same fixed points as that of {@link Regret}: a running sum for each point, sorted at the
 *       end of each stretch.
 * </ol>
 *
 * @param total what is expected
 * @param low the 5% quantile
 * @param high the 95% quantile
 * @param evenSplitTotal what an even split would have cost
 */
public record RegretGrowth(double total, double low, double high, double evenSplitTotal) {

    /**
     * How the total grew: of all decisions until the end of each stretch.
     *
     * @param gains what is believed of every variant version that has had decisions
     * @param versions those versions, in the same order
     * @param stretches the evidence in pieces that follow one another, the first from the beginning, the last until now
     * @param running the versions that may be chosen now
     */
    public static List<RegretGrowth> of(
            List<Marginal> gains,
            List<VariantVersion> versions,
            List<Evidence> stretches,
            Collection<VariantVersion> running) {
        Curves.requireAlike(gains);
        Map<VariantVersion, Integer> indexes = Regret.indexes(versions, gains.size());
        Lives lives = Lives.of(stretches, running);
        Sums sums = new Sums(gains);
        List<RegretGrowth> growth = new ArrayList<>();
        for (Evidence stretch : stretches) {
            if (!stretch.buckets().isEmpty() || growth.isEmpty()) {
                sums.add(Exposure.of(stretch, indexes, lives));
                growth.add(sums.now());
            } else {
                growth.add(growth.getLast());
            }
        }
        return growth;
    }

    /** All that was summed so far. */
    private static final class Sums {
        private final List<Marginal> gains;
        private final double[] means;
        private final Map<Integer, double[]> pointMeans = new HashMap<>();
        private final double[] points = new double[LatinHypercube.POINTS];
        private final Map<BitSet, Double> maxima = new HashMap<>();
        private final Map<BitSet, double[]> pointMaxima = new HashMap<>();
        private double total;
        private double evenSplitTotal;

        Sums(List<Marginal> gains) {
            this.gains = gains;
            this.means = gains.stream().mapToDouble(Marginal::mean).toArray();
        }

        void add(Exposure exposure) {
            for (Map.Entry<BitSet, Double> entry : exposure.bySet().entrySet()) {
                BitSet set = entry.getKey();
                double best = entry.getValue()
                        * maxima.computeIfAbsent(set, members -> Regret.expectedMaximum(gains, members));
                total += best;
                evenSplitTotal += best;
                addTo(points, pointMaxima.computeIfAbsent(set, this::greatest), entry.getValue());
            }
            double[] decisions = exposure.byVersion();
            double[] even = exposure.evenSplit();
            for (int k = 0; k < means.length; k++) {
                total -= decisions[k] * means[k];
                evenSplitTotal -= even[k] * means[k];
                if (decisions[k] != 0) {
                    addTo(points, pointMeans(k), -decisions[k]);
                }
            }
        }

        RegretGrowth now() {
            double[] sorted = points.clone();
            Arrays.sort(sorted);
            double positive = Math.max(0, total);
            return new RegretGrowth(
                    positive,
                    Math.min(positive, Math.max(0, RegretPoints.quantile(sorted, Regret.TAIL))),
                    Math.max(positive, RegretPoints.quantile(sorted, 1 - Regret.TAIL)),
                    Math.max(0, evenSplitTotal));
        }

        private double[] pointMeans(int k) {
            return pointMeans.computeIfAbsent(k, index -> RegretPoints.means(gains.get(index), index));
        }

        private double[] greatest(BitSet set) {
            double[] greatest = new double[LatinHypercube.POINTS];
            Arrays.fill(greatest, Double.NEGATIVE_INFINITY);
            set.stream().forEach(k -> RegretPoints.raise(greatest, pointMeans(k)));
            return greatest;
        }

        private static void addTo(double[] sums, double[] values, double weight) {
            for (int point = 0; point < sums.length; point++) {
                sums[point] += weight * values[point];
            }
        }
    }
}
