package dev.pulley.simulator.contender;

import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.Products;
import dev.pulley.policies.evidence.VariantSummary;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** The cells and products of some decisions, in arrays of their own. */
final class PatternSums {
    static final int METRICS = FeedbackPattern.MAXIMUM_SHAPING_PROXIES + 1;
    private static final int PATTERNS = 1 << METRICS;

    /** By arm and pattern: the count, the sums of all metrics, and the outcome's squares. */
    private final double[][][] cells;

    /** By pattern: the products of all metrics with each other, and how many decisions they are of. */
    private final double[][] products = new double[PATTERNS][];

    PatternSums(int arms) {
        this.cells = new double[arms][PATTERNS][];
    }

    /** Adds a decision of a pattern, or takes one away by the sign; its values begin at a place of theirs. */
    void add(int arm, int bits, double[] values, int from, int sign) {
        if (bits == 0) {
            return;
        }
        double[] cell = cells[arm][bits];
        if (cell == null) {
            cell = new double[METRICS + 2];
            cells[arm][bits] = cell;
        }
        double[] product = products[bits];
        if (product == null) {
            product = new double[METRICS * METRICS + 1];
            products[bits] = product;
        }
        cell[0] += sign;
        product[METRICS * METRICS] += sign;
        for (int i = 0; i < METRICS; i++) {
            cell[1 + i] += sign * values[from + i];
            for (int j = 0; j < METRICS; j++) {
                product[i * METRICS + j] += sign * values[from + i] * values[from + j];
            }
        }
        cell[METRICS + 1] += sign * values[from] * values[from];
    }

    void addAll(PatternSums other) {
        for (int arm = 0; arm < cells.length; arm++) {
            addAll(cells[arm], other.cells[arm]);
        }
        addAll(products, other.products);
    }

    private static void addAll(double[][] sums, double[][] added) {
        for (int bits = 0; bits < PATTERNS; bits++) {
            if (added[bits] != null && sums[bits] == null) {
                sums[bits] = added[bits].clone();
            } else if (added[bits] != null) {
                for (int i = 0; i < added[bits].length; i++) {
                    sums[bits][i] += added[bits][i];
                }
            }
        }
    }

    void clear(int arm) {
        Arrays.fill(cells[arm], null);
    }

    VariantSummary summary(int arm, double decisions) {
        double count = 0;
        double sum = 0;
        double squares = 0;
        for (int bits = 1; bits < PATTERNS; bits += 2) {
            double[] cell = cells[arm][bits];
            if (cell != null) {
                count += cell[0];
                sum += cell[1];
                squares += cell[METRICS + 1];
            }
        }
        return new VariantSummary(decisions, count, sum, squares);
    }

    SortedMap<FeedbackPattern, Cell> cells(int arm) {
        TreeMap<FeedbackPattern, Cell> result = new TreeMap<>();
        for (int bits = 1; bits < PATTERNS; bits++) {
            double[] cell = cells[arm][bits];
            if (cell != null && cell[0] > 0) {
                FeedbackPattern pattern = new FeedbackPattern(bits);
                double[] sums = new double[Cell.length(pattern)];
                // Every value is trusted fully, so that decisions count as many as they are.
                sums[0] = cell[0];
                sums[1] = cell[0];
                int at = 2;
                for (int metric = 0; metric < METRICS; metric++) {
                    if (pattern.has(metric)) {
                        sums[at++] = cell[1 + metric];
                    }
                }
                if (pattern.hasOutcome()) {
                    sums[at] = cell[METRICS + 1];
                    sums[at + 1] = cell[0];
                }
                result.put(pattern, Cell.of(pattern, sums));
            }
        }
        return result;
    }

    SortedMap<FeedbackPattern, Products> products() {
        TreeMap<FeedbackPattern, Products> result = new TreeMap<>();
        for (int bits = 2; bits < PATTERNS; bits++) {
            double[] product = products[bits];
            if (product != null && product[METRICS * METRICS] > 0) {
                FeedbackPattern pattern = new FeedbackPattern(bits);
                double[] sums = new double[Products.length(pattern)];
                sums[0] = product[METRICS * METRICS];
                int at = 1;
                for (int i = 0; i < METRICS; i++) {
                    for (int j = Math.max(i, 1); pattern.has(i) && j < METRICS; j++) {
                        if (pattern.has(j)) {
                            sums[at++] = product[i * METRICS + j];
                        }
                    }
                }
                result.put(pattern, Products.of(pattern, sums));
            }
        }
        return result;
    }
}
