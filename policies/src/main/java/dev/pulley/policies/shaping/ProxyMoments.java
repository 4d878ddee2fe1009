package dev.pulley.policies.shaping;

import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.Products;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

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

    /** Keeps the covariance of proxies that are copies of each other positive definite. */
    private static final double RIDGE = 1e-6;

    private static final double COUNT_ROUNDING = 1e-6;

    /** The part of a sum of squares that may be left by rounding alone. */
    private static final double ROUNDING = 1e-9;

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
        private final List<Observed> variants;
        private final Map<FeedbackPattern, Products> products;
        private final double[][] covariance;
        private final double[][] standing;
        private final double[][] means;
        private final double[][][] fills = new double[1 << (FeedbackPattern.MAXIMUM_SHAPING_PROXIES + 1)][][];

        private Moments(int[] proxies, List<Observed> variants, Map<FeedbackPattern, Products> products) {
            this.proxies = proxies;
            this.size = proxies.length;
            this.variants = variants;
            this.products = complete(products);
            this.covariance = covariances();
            this.standing = new double[variants.size()][size];
            this.means = standingMeans();
        }

        /** Proxies that stand without an outcome have products too, which say nothing of it. */
        private static Map<FeedbackPattern, Products> complete(Map<FeedbackPattern, Products> products) {
            Map<FeedbackPattern, Products> complete = new TreeMap<>(products);
            complete.keySet().removeIf(pattern -> !pattern.hasOutcome());
            return complete;
        }

        ProxyMoments moments() {
            Levels levels = Levels.of(proxies, variants, means, covariance);
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
                for (Cell cell : variants.get(k).all().values()) {
                    counts[k] += hasAny(cell.pattern()) ? cell.count() : 0;
                }
                unsure[k] = unsure(fill(anyOf(standing[k])), standing[k]);
            }
            double[][] filled = new double[size][size];
            double[] withOutcome = new double[size];
            double freedom = 0;
            double outcomeSquares = 0;
            for (Map.Entry<FeedbackPattern, Products> entry : products.entrySet()) {
                if (hasAny(entry.getKey()) && entry.getKey().hasOutcome()) {
                    Centred centred = new Centred(entry.getKey(), entry.getValue());
                    centred.addTo(filled, withOutcome);
                    freedom += centred.freedom;
                    outcomeSquares += centred.outcomeSquares;
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
                    covariance,
                    levels);
        }

        private boolean hasAny(FeedbackPattern pattern) {
            for (int proxy : proxies) {
                if (pattern.has(proxy)) {
                    return true;
                }
            }
            return false;
        }

        private boolean anyMissing() {
            for (Observed variant : variants) {
                for (FeedbackPattern pattern : variant.all().keySet()) {
                    int standing = 0;
                    for (int proxy : proxies) {
                        standing += pattern.has(proxy) ? 1 : 0;
                    }
                    if (standing > 0 && standing < size) {
                        return true;
                    }
                }
            }
            return false;
        }

        /** The products of one pattern, around the averages of each variant's cell of it. */
        private final class Centred {
            private final FeedbackPattern pattern;
            private final double[][] among;
            private final double[] outcome;
            private double counted;
            private double freedom;
            private double outcomeSquares;

            Centred(FeedbackPattern pattern, Products sums) {
                this.pattern = pattern;
                this.among = new double[size][size];
                this.outcome = new double[size];
                for (int i = 0; i < size; i++) {
                    if (pattern.has(proxies[i])) {
                        outcome[i] = sums.sum(FeedbackPattern.OUTCOME, proxies[i]);
                        for (int j = 0; j < size; j++) {
                            among[i][j] = pattern.has(proxies[j]) ? sums.sum(proxies[i], proxies[j]) : 0;
                        }
                    }
                }
                for (Observed variant : variants) {
                    Cell cell = variant.known().get(pattern);
                    if (cell != null && cell.count() > 0) {
                        takeOff(cell);
                    }
                }
                requireAll(sums);
            }

            private void takeOff(Cell cell) {
                double count = cell.count();
                counted += cell.decisions();
                double outcomeSum = cell.sum(FeedbackPattern.OUTCOME);
                freedom += Math.max(0, count - 1);
                outcomeSquares += Math.max(0, cell.outcomeSquares() - outcomeSum * outcomeSum / count);
                for (int i = 0; i < size; i++) {
                    if (pattern.has(proxies[i])) {
                        double sum = cell.sum(proxies[i]);
                        outcome[i] -= sum * outcomeSum / count;
                        for (int j = 0; j < size; j++) {
                            among[i][j] -= pattern.has(proxies[j]) ? sum * cell.sum(proxies[j]) / count : 0;
                        }
                    }
                }
            }

            /** Products of decisions whose averages are not at hand would make slopes of what variants differ in. */
            void requireAll(Products sums) {
                double missing = sums.count() - counted;
                if (!(Math.abs(missing) <= COUNT_ROUNDING * (1 + sums.count()))) {
                    throw new IllegalArgumentException(
                            "products must be of the complete decisions of the variants given: " + pattern + " has "
                                    + missing + " more");
                }
            }

            void addTo(double[][] filled, double[] withOutcome) {
                double[][] fill = fill(pattern);
                for (int i = 0; i < size; i++) {
                    for (int o = 0; o < size; o++) {
                        withOutcome[i] += fill[i][o] * outcome[o];
                        for (int j = 0; j < size && fill[i][o] != 0; j++) {
                            double sum = 0;
                            for (int q = 0; q < size; q++) {
                                sum += among[o][q] * fill[j][q];
                            }
                            filled[i][j] += fill[i][o] * sum;
                        }
                    }
                }
            }
        }

        private double[][] covariances() {
            double[][] sums = new double[size][size];
            double[][] counts = new double[size][size];
            double[] squares = new double[size];
            products.forEach((pattern, kept) -> {
                if (!pattern.hasOutcome()) {
                    return;
                }
                Centred centred = new Centred(pattern, kept);
                for (int i = 0; i < size; i++) {
                    squares[i] += pattern.has(proxies[i]) ? kept.sum(proxies[i], proxies[i]) : 0;
                    for (int j = 0; j < size; j++) {
                        if (pattern.has(proxies[i]) && pattern.has(proxies[j])) {
                            sums[i][j] += centred.among[i][j];
                            counts[i][j] += centred.freedom;
                        }
                    }
                }
            });
            double[][] result = new double[size][size];
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    // A proxy of which nothing is left but rounding goes with none.
                    boolean vary = sums[i][i] > ROUNDING * squares[i] && sums[j][j] > ROUNDING * squares[j];
                    result[i][j] = vary && counts[i][j] > 0 ? sums[i][j] / (counts[i][j] + 1) : 0;
                }
            }
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < i; j++) {
                    // Pairs are of other decisions than each by itself, and may seem to go together more than can be.
                    double most = Math.sqrt(result[i][i] * result[j][j]);
                    result[i][j] = Math.max(-most, Math.min(most, result[i][j]));
                    result[j][i] = result[i][j];
                }
            }
            return result;
        }

        /** The averages of what stands, by variant. */
        private double[][] standingMeans() {
            double[] pooledSums = new double[size];
            double[] pooledCounts = new double[size];
            double[][] sums = new double[variants.size()][size];
            for (int k = 0; k < sums.length; k++) {
                for (Cell cell : variants.get(k).all().values()) {
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

        /** The covariance of averages, each over so many decisions, and of what follows from them. */
        private double[][] unsure(double[][] fill, double[] counts) {
            double[][] result = new double[size][size];
            for (int a = 0; a < size; a++) {
                for (int b = 0; b < size; b++) {
                    double more = Math.max(counts[a], counts[b]);
                    double shared = counts[a] > 0 && counts[b] > 0 ? covariance[a][b] / more : 0;
                    for (int i = 0; i < size && shared != 0; i++) {
                        for (int j = 0; j < size; j++) {
                            result[i][j] += fill[i][a] * shared * fill[j][b];
                        }
                    }
                }
            }
            return result;
        }

        /** What a variant has none of is expected to follow from what it has, as it does within variants. */
        private void expectMissing(FeedbackPattern standing, double[] distance, double[] pooled, double[] mean) {
            double[][] fill = fill(standing);
            for (int i = 0; i < size; i++) {
                if (!standing.has(proxies[i])) {
                    mean[i] = pooled[i] + MixedModel.dot(fill[i], distance);
                }
            }
        }

        /** The average over at least so many decisions: those that have no proxies at all are expected to be like the others. */
        private double[] average(SortedMap<FeedbackPattern, Cell> cells, double[] mean, double atLeast) {
            double[] sum = new double[size];
            double count = 0;
            for (Cell cell : cells.values()) {
                if (!hasAny(cell.pattern()) || cell.count() == 0) {
                    continue;
                }
                double[][] fill = fill(cell.pattern());
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
        private double[][] lacking(SortedMap<FeedbackPattern, Cell> cells, double paired, double decisions) {
            double[][] result = new double[size][size];
            double rest = 1;
            for (Cell cell : cells.values()) {
                if (hasAny(cell.pattern()) && decisions > 0) {
                    double part = cell.count() / decisions;
                    rest -= part;
                    addLacking(fill(cell.pattern()), paired, part, result);
                }
            }
            addLacking(new double[size][size], 0, Math.max(0, rest), result);
            return result;
        }

        /** The covariance less what is left of it by a fill, as far as that is paired with outcomes. */
        private void addLacking(double[][] fill, double paired, double part, double[][] sum) {
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    double kept = 0;
                    for (int o = 0; o < size; o++) {
                        kept += fill[i][o] * covariance[o][j];
                    }
                    sum[i][j] += part * (covariance[i][j] - paired * kept);
                }
            }
        }

        /** How the proxies follow from those that stand: a row for each of all, with numbers at those alone. */
        private double[][] fill(FeedbackPattern pattern) {
            double[][] known = fills[pattern.bits()];
            if (known == null) {
                known = newFill(pattern);
                fills[pattern.bits()] = known;
            }
            return known;
        }

        private double[][] newFill(FeedbackPattern pattern) {
            int[] standing = new int[size];
            int count = 0;
            for (int i = 0; i < size; i++) {
                if (pattern.has(proxies[i])) {
                    standing[count++] = i;
                }
            }
            double[][] result = new double[size][size];
            double[][] among = new double[count][count];
            for (int a = 0; a < count; a++) {
                for (int b = 0; b < count; b++) {
                    among[a][b] = covariance[standing[a]][standing[b]];
                }
                among[a][a] += RIDGE * among[a][a] + Double.MIN_NORMAL;
            }
            Cholesky factor = count == size ? null : Cholesky.of(among);
            for (int i = 0; i < size; i++) {
                if (pattern.has(proxies[i])) {
                    result[i][i] = 1;
                } else if (factor != null) {
                    double[] with = new double[count];
                    for (int a = 0; a < count; a++) {
                        with[a] = covariance[i][standing[a]];
                    }
                    double[] slopes = factor.solve(with);
                    for (int a = 0; a < count; a++) {
                        result[i][standing[a]] = slopes[a];
                    }
                }
            }
            return result;
        }
    }
}
