package dev.pulley.policies.shaping;

import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.FeedbackPattern;
import java.util.ArrayList;
import java.util.List;

/**
 * Proxies in units of their own deviation within variants, around the average of the variants' averages. A proxy that is not
 * seen to vary within variants has next to nothing of what it varies by between them for that; and one that does not vary at
 * all has no unit.
 */
final class LevelUnits {
    /** Keeps the covariance of proxies that are copies of each other positive definite. */
    private static final double RIDGE = 1e-6;

    private static final double LEAST_WITHIN = 1e-9;

    private final int[] proxies;
    private final int size;
    private final double[] origin;
    private final double[] unit;

    /** The covariance within variants and, at first sight, that between them. */
    private final double[][] within;

    private final double[][] between;

    private final double[][][] precisions = new double[FeedbackPattern.COUNT][][];

    private LevelUnits(int... proxies) {
        this.proxies = proxies;
        this.size = proxies.length;
        this.origin = new double[size];
        this.unit = new double[size];
        this.within = new double[size][size];
        this.between = new double[size][size];
    }

    static LevelUnits of(int[] proxies, double[][] averages, double[][] standing, double[][] covariance) {
        LevelUnits units = new LevelUnits(proxies);
        double[] apart = new double[units.size];
        double sum = 0;
        double several = 0;
        for (int i = 0; i < apart.length; i++) {
            apart[i] = units.measure(i, averages, standing, covariance[i][i]);
            if (!Double.isNaN(apart[i])) {
                sum += apart[i];
                several++;
            }
        }
        for (int i = 0; i < apart.length; i++) {
            if (Double.isNaN(apart[i])) {
                apart[i] = several > 0 ? sum / several : 1;
            }
        }
        for (int i = 0; i < apart.length; i++) {
            for (int j = 0; j < apart.length; j++) {
                double scale = units.unit[i] * units.unit[j];
                double correlation = scale > 0 ? covariance[i][j] / scale : 0;
                units.within[i][j] = i == j ? 1 + RIDGE : correlation;
                units.between[i][j] = i == j ? apart[i] : Math.sqrt(apart[i] * apart[j]) * correlation;
            }
        }
        return units;
    }

    /** The unit of a proxy, and its variance between variants in units; not a number where no two variants have it. */
    private double measure(int i, double[][] averages, double[][] standing, double variance) {
        double count = 0;
        double squares = 0;
        double chance = 0;
        for (int k = 0; k < averages.length; k++) {
            if (standing[k][i] > 0) {
                count++;
                double distance = averages[k][i] - origin[i];
                origin[i] += distance / count;
                squares += distance * (averages[k][i] - origin[i]);
                chance += variance / standing[k][i];
            }
        }
        double spread = count > 1 ? squares / (count - 1) : 0;
        double least = variance > 0 ? variance : LEAST_WITHIN * spread;
        unit[i] = Math.sqrt(least);
        if (count <= 1) {
            return Double.NaN;
        }
        return least > 0 ? Math.max(2 * chance / (count * count), spread - chance / count) / least : 1;
    }

    double[][] between() {
        return between;
    }

    List<LevelEvidence> evidence(List<Observed> variants) {
        List<LevelEvidence> result = new ArrayList<>();
        for (Observed variant : variants) {
            LevelEvidence evidence = new LevelEvidence(size);
            for (Cell cell : variant.all()) {
                double[] sums = new double[size];
                boolean any = false;
                for (int i = 0; i < size; i++) {
                    if (cell.pattern().has(proxies[i]) && cell.count() > 0) {
                        any = true;
                        sums[i] = unit[i] > 0 ? (cell.sum(proxies[i]) - cell.count() * origin[i]) / unit[i] : 0;
                    }
                }
                if (any) {
                    evidence.add(cell.count(), precision(cell.pattern()), sums);
                }
            }
            result.add(evidence);
        }
        return result;
    }

    /** The inverse of the covariance within variants of the proxies of a pattern, with zeros at the others. */
    private double[][] precision(FeedbackPattern pattern) {
        double[][] known = precisions[pattern.bits()];
        if (known != null) {
            return known;
        }
        int[] standing = new int[size];
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (pattern.has(proxies[i])) {
                standing[count++] = i;
            }
        }
        double[][] among = new double[count][count];
        for (int a = 0; a < count; a++) {
            for (int b = 0; b < count; b++) {
                among[a][b] = within[standing[a]][standing[b]];
            }
        }
        double[][] inverse = Cholesky.of(among).inverse();
        double[][] result = new double[size][size];
        for (int a = 0; a < count; a++) {
            for (int b = 0; b < count; b++) {
                result[standing[a]][standing[b]] = inverse[a][b];
            }
        }
        precisions[pattern.bits()] = result;
        return result;
    }

    /** Turns what is in units into the proxies' own. */
    void toProxies(double[] centre, double[][] means, double[][][] covariances) {
        toProxies(centre);
        for (int k = 0; k < means.length; k++) {
            toProxies(means[k]);
            covariances[k] = toProxies(covariances[k]);
        }
    }

    double[][] toProxies(double[][] covariance) {
        double[][] result = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                result[i][j] = unit[i] * unit[j] * covariance[i][j];
            }
        }
        return result;
    }

    private void toProxies(double[] levels) {
        for (int i = 0; i < size; i++) {
            levels[i] = origin[i] + unit[i] * levels[i];
        }
    }
}
