package dev.pulley.policies.shaping;

import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.Products;
import java.util.Objects;
import java.util.SortedMap;

/**
 * How the proxies go together within variants, and so how those that are missing follow from those that stand: steps 1 and 2 of
 * {@link ProxyMoments}.
 */
final class ProxyCovariance {
    /** Keeps the covariance of proxies that are copies of each other positive definite. */
    private static final double RIDGE = 1e-6;

    /** The part of a sum of squares that may be left by rounding alone. */
    private static final double ROUNDING = 1e-9;

    private final int[] proxies;
    private final int size;
    private final double[][] covariance;
    private final double[][][] fills = new double[FeedbackPattern.COUNT][][];

    private ProxyCovariance(int[] proxies, double[][] covariance) {
        this.proxies = proxies;
        this.size = proxies.length;
        this.covariance = covariance;
    }

    /**
     * That of the proxies at these positions.
     *
     * @param products of complete decisions
     * @param centred the same around the averages of variants
     */
    static ProxyCovariance of(
            int[] proxies,
            SortedMap<FeedbackPattern, Products> products,
            SortedMap<FeedbackPattern, CentredProducts> centred) {
        int size = proxies.length;
        double[][] sums = new double[size][size];
        double[][] counts = new double[size][size];
        double[] squares = new double[size];
        products.forEach((pattern, kept) -> {
            CentredProducts around = Objects.requireNonNull(centred.get(pattern));
            for (int i = 0; i < size; i++) {
                squares[i] += pattern.has(proxies[i]) ? kept.sum(proxies[i], proxies[i]) : 0;
                for (int j = 0; j < size; j++) {
                    if (pattern.has(proxies[i]) && pattern.has(proxies[j])) {
                        sums[i][j] += around.among(i, j);
                        counts[i][j] += around.freedom();
                    }
                }
            }
        });
        return new ProxyCovariance(proxies, covariance(sums, counts, squares));
    }

    private static double[][] covariance(double[][] sums, double[][] counts, double[] squares) {
        int size = squares.length;
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

    /** By proxies and proxies. */
    double[][] matrix() {
        return covariance;
    }

    /** The covariance of averages, each over so many decisions, and of what follows from them. */
    double[][] unsure(FeedbackPattern standing, double[] counts) {
        double[][] fill = fill(standing);
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

    /** The covariance less what is left of it by a fill, as far as that is paired with outcomes. */
    void addLacking(double[][] fill, double paired, double part, double[][] sum) {
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
    double[][] fill(FeedbackPattern pattern) {
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
