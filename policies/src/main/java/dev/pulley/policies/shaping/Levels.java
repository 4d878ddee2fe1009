package dev.pulley.policies.shaping;

import java.util.List;

/**
 * What the variants' averages of the proxies would be over decisions without end, each drawn to the average of all: the normal
 * means of B. Efron and C. Morris, Data analysis using Stein's estimator and its generalizations, 1975, for several proxies
 * at once, of which a variant may have some and not others yet (A. Dempster, N. Laird and D. Rubin, Maximum likelihood from
 * incomplete data via the EM algorithm, 1977).
 *
 * <ol>
 *   <li>Between variants, levels are N(m, B). With the information L and the force h ({@link LevelEvidence}), those of a
 *       variant are N(V (h + B^-1 m), V), with V^-1 = L + B^-1.
 *   <li>At first each proxy has for B the variance of the averages, less that by chance, v on average; but no less than 2 v
 *       over how many they are, since so few can't show that it is nothing. And two proxies go together between variants as
 *       they do within. This counts for as many variants as there are proxies.
 *   <li>A few rounds add what the variants show: the variance of their levels around m, and V on average; and m is the
 *       average of the levels.
 *   <li>Of a first variant, nothing can be said but that B may be as the covariance within variants.
 * </ol>
 *
 * <p>So what a variant has none of yet is expected from what it has: as it was with other variants, where there are many; where
 * there are few, as it is with decisions. What may be wrong with that is as what may be wrong with any prediction: the
 * variant's own deviation.
 */
final class Levels {
    private static final int ROUNDS_LIMIT = 12;

    /** Rounds end when no variance between variants changes by more than this part of it. */
    private static final double PRECISION = 1e-3;

    private final int size;
    private final List<LevelEvidence> variants;
    private final double seen;
    private final double[] centre;
    private final double[][] means;
    private final double[][][] covariances;
    private double[][] between = new double[0][];

    private Levels(int size, List<LevelEvidence> variants) {
        this.size = size;
        this.variants = variants;
        this.seen = variants.stream().filter(LevelEvidence::isSeen).count();
        this.centre = new double[size];
        this.means = new double[variants.size()][size];
        this.covariances = new double[variants.size()][][];
    }

    /**
     * The levels of the variants.
     *
     * @param averages each variant's averages of what it has
     * @param standing how many decisions these are over
     * @param covariance that of the proxies within variants
     */
    static Levels of(
            int[] proxies, List<Observed> variants, double[][] averages, double[][] standing, double[][] covariance) {
        LevelUnits units = LevelUnits.of(proxies, averages, standing, covariance);
        Levels levels = new Levels(proxies.length, units.evidence(variants));
        levels.estimate(units);
        levels.between = units.toProxies(levels.between);
        units.toProxies(levels.centre, levels.means, levels.covariances);
        return levels;
    }

    private void estimate(LevelUnits units) {
        double[][] first = units.between();
        between = first;
        update();
        for (int round = 0; round < ROUNDS_LIMIT && seen > 1; round++) {
            double[][] next = shown(first);
            boolean isClose = isClose(between, next);
            between = next;
            update();
            if (isClose) {
                break;
            }
        }
    }

    /** The levels, if they are apart so far; and their average. */
    private void update() {
        double[][] precision = Cholesky.of(between).inverse();
        double[] force = new double[size];
        for (int i = 0; i < size; i++) {
            force[i] = MixedModel.dot(precision[i], centre);
        }
        for (int k = 0; k < means.length; k++) {
            LevelEvidence variant = variants.get(k);
            if (variant.isSeen()) {
                Cholesky factor = Cholesky.of(variant.informationWith(precision));
                means[k] = factor.solve(variant.forceWith(force));
                covariances[k] = factor.inverse();
            }
        }
        for (int i = 0; i < size; i++) {
            double sum = 0;
            for (int k = 0; k < means.length; k++) {
                sum += variants.get(k).isSeen() ? means[k][i] : 0;
            }
            centre[i] = seen > 0 ? sum / seen : 0;
        }
        for (int k = 0; k < means.length; k++) {
            if (!variants.get(k).isSeen()) {
                means[k] = centre.clone();
                covariances[k] = between;
            }
        }
    }

    /** How far the levels are apart, from what is believed of each. */
    private double[][] shown(double[][] first) {
        double[][] result = new double[size][size];
        double unbiased = seen / (seen - 1);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = size * first[i][j];
                for (int k = 0; k < means.length; k++) {
                    if (variants.get(k).isSeen()) {
                        sum += covariances[k][i][j] + unbiased * (means[k][i] - centre[i]) * (means[k][j] - centre[j]);
                    }
                }
                result[i][j] = sum / (size + seen);
                result[j][i] = result[i][j];
            }
        }
        return result;
    }

    private static boolean isClose(double[][] before, double[][] now) {
        for (int i = 0; i < now.length; i++) {
            if (Math.abs(now[i][i] - before[i][i]) > PRECISION * before[i][i]) {
                return false;
            }
        }
        return true;
    }

    /** The average over the variants that have any proxy. */
    double[] centre() {
        return centre;
    }

    /** How far the variants are apart. */
    double[][] between() {
        return between;
    }

    double[] mean(int variant) {
        return means[variant];
    }

    /** By how much the means may be wrong. */
    double[][] covariance(int variant) {
        return covariances[variant];
    }
}
