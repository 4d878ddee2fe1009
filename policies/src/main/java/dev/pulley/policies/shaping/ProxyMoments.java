package dev.pulley.policies.shaping;

import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.Products;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Averages and products of the proxies, where a decision may lack any of them: a missing one is put in as it is expected
 * from those that stand, as if all were jointly normal within a variant (A. Dempster, N. Laird and D. Rubin, Maximum
 * likelihood from incomplete data via the EM algorithm, 1977).
 *
 * <ol>
 *   <li>The covariance of two proxies within variants is from the complete decisions that have both.
 *   <li>A decision of variant k with the proxies O has x = m_k + C_O (x_O - m_kO), where C_O is the covariance with those in
 *       O times the inverse of theirs. m_k is the average of these over all its decisions with any proxy; a few rounds
 *       find it, from the averages of what stands. What a variant has none of follows in the same way from what it has, around
 *       the averages of all variants.
 *   <li>So the averages, over all decisions and over those whose outcome is known, are linear in the cells' sums; and the
 *       products around the averages of each variant and pattern become C_O W C_O' and C_O w.
 * </ol>
 *
 * <p>It breaks where a proxy is missing because of its own value.
 */
final class ProxyMoments {
    private static final int ROUNDS = 4;

    final int[] proxies;

    /** By variant, the average over all decisions, and over those whose outcome is known. */
    final double[][] all;

    final double[][] known;

    /** How many decisions of each variant have any proxy. */
    final double[] counts;

    /** What the proxies' covariance has more than what stands of them, on average over the decisions of a known outcome. */
    final double[][][] lacking;

    /** By variant, the covariance of its averages by the chance that is in what stands of them. */
    final double[][][] unsure;

    /** Around the averages of their variant and pattern: proxies by proxies, proxies by outcome, and the outcome's squares. */
    final double[][] products;

    final double[] withOutcome;
    final double outcomeSquares;

    /** How many complete decisions these products are of, less the averages that were taken off. */
    final double freedom;

    /** The covariance within variants. */
    final double[][] covariance;

    /** What the averages would be over decisions without end. */
    final Levels levels;

    private ProxyMoments(
            int[] proxies,
            double[][] all,
            double[][] known,
            double[] counts,
            double[][][] lacking,
            double[][][] unsure,
            double[][] products,
            double[] withOutcome,
            double outcomeSquares,
            double freedom,
            double[][] covariance,
            Levels levels) {
        this.proxies = proxies;
        this.all = all;
        this.known = known;
        this.counts = counts;
        this.lacking = lacking;
        this.unsure = unsure;
        this.products = products;
        this.withOutcome = withOutcome;
        this.outcomeSquares = outcomeSquares;
        this.freedom = freedom;
        this.covariance = covariance;
        this.levels = levels;
    }

    /** The moments of the proxies at these positions. */
    static ProxyMoments of(int[] proxies, List<Observed> variants, Map<FeedbackPattern, Products> products) {
        return new Moments(proxies, variants, products).moments();
    }

    /** What it takes to find them. */
    private static final class Moments {
        private final int[] proxies;
        private final int size;
        /** The bits of these proxies. */
        private final int mask;

        private final List<Observed> variants;
        private final SortedMap<FeedbackPattern, CentredProducts> products;
        private final ProxyCovariance covariance;
        private final double[][] standing;
        private final double[][] means;

        private Moments(int[] proxies, List<Observed> variants, Map<FeedbackPattern, Products> products) {
            this.proxies = proxies;
            this.size = proxies.length;
            this.variants = variants;
            this.mask = IntStream.of(proxies).map(proxy -> 1 << proxy).sum();
            SortedMap<FeedbackPattern, Products> complete = complete(products);
            this.products = CentredProducts.of(proxies, complete, variants);
            this.covariance = ProxyCovariance.of(proxies, complete, this.products);
            this.standing = new double[variants.size()][size];
            this.means = standingMeans();
        }

        /** Proxies that stand without an outcome have products too, which say nothing of it. */
        private static SortedMap<FeedbackPattern, Products> complete(Map<FeedbackPattern, Products> products) {
            TreeMap<FeedbackPattern, Products> complete = new TreeMap<>(products);
            complete.keySet().removeIf(pattern -> !pattern.hasOutcome());
            return complete;
        }

        ProxyMoments moments() {
            Levels levels = Levels.of(proxies, variants, means, standing, covariance.matrix());
            for (int round = 0; round < ROUNDS && anyMissing(); round++) {
                for (int k = 0; k < means.length; k++) {
                    means[k] = average(variants.get(k).all(), means[k], 0);
                }
            }
            double[][] known = new double[means.length][];
            double[] counts = new double[means.length];
            double[][][] lacking = new double[means.length][][];
            double[][][] unsure = new double[means.length][][];
            for (int k = 0; k < means.length; k++) {
                double outcomes = variants.get(k).outcomes().outcomes();
                known[k] = average(variants.get(k).known(), means[k], outcomes);
                lacking[k] = lacking(variants.get(k).known(), variants.get(k).paired(), outcomes);
                for (Cell cell : variants.get(k).all()) {
                    counts[k] += hasAny(cell.pattern()) ? cell.count() : 0;
                }
                unsure[k] = covariance.unsure(anyOf(standing[k]), standing[k]);
            }
            double[][] filled = new double[size][size];
            double[] withOutcome = new double[size];
            double freedom = 0;
            double outcomeSquares = 0;
            for (Map.Entry<FeedbackPattern, CentredProducts> entry : products.entrySet()) {
                if (hasAny(entry.getKey())) {
                    CentredProducts centred = entry.getValue();
                    centred.addTo(covariance.fill(entry.getKey()), filled, withOutcome);
                    freedom += centred.freedom();
                    outcomeSquares += centred.outcomeSquares();
                }
            }
            return new ProxyMoments(
                    proxies,
                    means,
                    known,
                    counts,
                    lacking,
                    unsure,
                    filled,
                    withOutcome,
                    outcomeSquares,
                    freedom,
                    covariance.matrix(),
                    levels);
        }

        private boolean hasAny(FeedbackPattern pattern) {
            return (pattern.bits() & mask) != 0;
        }

        private boolean anyMissing() {
            for (Observed variant : variants) {
                for (Cell cell : variant.all()) {
                    int standing = cell.pattern().bits() & mask;
                    if (standing != 0 && standing != mask) {
                        return true;
                    }
                }
            }
            return false;
        }

        /** The averages of what stands, by variant. */
        private double[][] standingMeans() {
            double[] pooledSums = new double[size];
            double[] pooledCounts = new double[size];
            double[][] sums = new double[variants.size()][size];
            for (int k = 0; k < sums.length; k++) {
                for (Cell cell : variants.get(k).all()) {
                    for (int i = 0; i < size; i++) {
                        if (cell.pattern().has(proxies[i])) {
                            sums[k][i] += cell.sum(proxies[i]);
                            standing[k][i] += cell.count();
                            pooledSums[i] += cell.sum(proxies[i]);
                            pooledCounts[i] += cell.count();
                        }
                    }
                }
            }
            double[] pooled = new double[size];
            for (int i = 0; i < size; i++) {
                pooled[i] = pooledCounts[i] > 0 ? pooledSums[i] / pooledCounts[i] : 0;
            }
            for (int k = 0; k < sums.length; k++) {
                double[] distance = new double[size];
                for (int i = 0; i < size; i++) {
                    if (standing[k][i] > 0) {
                        sums[k][i] /= standing[k][i];
                        distance[i] = sums[k][i] - pooled[i];
                    }
                }
                expectMissing(anyOf(standing[k]), distance, pooled, sums[k]);
            }
            return sums;
        }

        /** The proxies of which there are any. */
        private FeedbackPattern anyOf(double[] counts) {
            FeedbackPattern pattern = FeedbackPattern.NONE;
            for (int i = 0; i < size; i++) {
                pattern = counts[i] > 0 ? pattern.with(proxies[i]) : pattern;
            }
            return pattern;
        }

        /** What a variant has none of is expected to follow from what it has, as it does within variants. */
        private void expectMissing(FeedbackPattern standing, double[] distance, double[] pooled, double[] mean) {
            double[][] fill = covariance.fill(standing);
            for (int i = 0; i < size; i++) {
                if (!standing.has(proxies[i])) {
                    mean[i] = pooled[i] + MixedModel.dot(fill[i], distance);
                }
            }
        }

        /** The average over at least so many decisions: those that have no proxies at all are expected to be like the others. */
        private double[] average(List<Cell> cells, double[] mean, double atLeast) {
            double[] sum = new double[size];
            double count = 0;
            for (Cell cell : cells) {
                if (!hasAny(cell.pattern()) || cell.count() == 0) {
                    continue;
                }
                double[][] fill = covariance.fill(cell.pattern());
                count += cell.count();
                for (int o = 0; o < size; o++) {
                    if (cell.pattern().has(proxies[o])) {
                        double distance = cell.sum(proxies[o]) - cell.count() * mean[o];
                        for (int i = 0; i < size; i++) {
                            sum[i] += fill[i][o] * distance;
                        }
                    }
                }
            }
            double[] result = mean.clone();
            for (int i = 0; i < size && count > 0; i++) {
                result[i] += sum[i] / Math.max(count, atLeast);
            }
            return result;
        }

        /** On average over so many decisions, of which those that have no cell have no proxies. */
        private double[][] lacking(List<Cell> cells, double paired, double decisions) {
            double[][] result = new double[size][size];
            double rest = 1;
            for (Cell cell : cells) {
                if (hasAny(cell.pattern()) && decisions > 0) {
                    double part = cell.count() / decisions;
                    rest -= part;
                    covariance.addLacking(covariance.fill(cell.pattern()), paired, part, result);
                }
            }
            covariance.addLacking(new double[size][size], 0, Math.max(0, rest), result);
            return result;
        }
    }
}
