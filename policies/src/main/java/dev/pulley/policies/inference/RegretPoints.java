package dev.pulley.policies.inference;

import dev.pulley.policies.numeric.LatinHypercube;
import dev.pulley.policies.posterior.Marginal;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Total regret, savings and remaining value, if the means were those of each of some points that fill the marginals'
 * quantiles evenly; each sorted.
 */
final class RegretPoints {
    private final double[] totals;
    private final double[] savings;
    private final double[] remaining;

    private RegretPoints(double[] totals, double[] savings, double[] remaining) {
        this.totals = totals;
        this.savings = savings;
        this.remaining = remaining;
    }

    /**
     * Works through the variants one by one, so that memory grows with the sets and not with the variants.
     *
     * @param savedWeights by how many decisions each version had more than its even share
     * @param leader the version that the remaining value is measured from
     */
    static RegretPoints of(
            List<Marginal> gains, Exposure exposure, double[] savedWeights, BitSet allowedNow, int leader) {
        double[] totals = new double[LatinHypercube.POINTS];
        double[] savings = new double[LatinHypercube.POINTS];
        double[] remaining = new double[LatinHypercube.POINTS];
        Map<BitSet, double[]> greatest = new LinkedHashMap<>();
        exposure.bySet().keySet().forEach(set -> greatest.put(set, lowest()));
        double[] greatestNow = greatest.computeIfAbsent(allowedNow, set -> lowest());
        double[] decisions = exposure.byVersion();
        for (int k = 0; k < gains.size(); k++) {
            double[] means = means(gains.get(k), k);
            addTo(totals, means, -decisions[k]);
            addTo(savings, means, savedWeights[k]);
            addTo(remaining, means, k == leader ? -1 : 0);
            for (Map.Entry<BitSet, double[]> entry : greatest.entrySet()) {
                if (entry.getKey().get(k)) {
                    raise(entry.getValue(), means);
                }
            }
        }
        exposure.bySet().forEach((set, sum) -> addTo(totals, greatest.getOrDefault(set, greatestNow), sum));
        addTo(remaining, greatestNow, 1);
        Arrays.sort(totals);
        Arrays.sort(savings);
        Arrays.sort(remaining);
        return new RegretPoints(totals, savings, remaining);
    }

    /** One variant's mean at each point. */
    static double[] means(Marginal gain, int axis) {
        double[] quantiles = Curves.table(gain).quantiles(LatinHypercube.SLICES);
        int[] slices = LatinHypercube.slices(axis);
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

    static void raise(double[] greatest, double[] values) {
        for (int point = 0; point < greatest.length; point++) {
            greatest[point] = Math.max(greatest[point], values[point]);
        }
    }

    double total(double probability) {
        return quantile(totals, probability);
    }

    double saving(double probability) {
        return quantile(savings, probability);
    }

    double remaining(double probability) {
        return quantile(remaining, probability);
    }

    static double quantile(double[] sorted, double probability) {
        double place = probability * sorted.length - 0.5;
        int before = (int) place;
        return sorted[before] + (place - before) * (sorted[before + 1] - sorted[before]);
    }
}
