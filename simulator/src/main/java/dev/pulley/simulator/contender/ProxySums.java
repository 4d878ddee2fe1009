package dev.pulley.simulator.contender;

import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.Products;
import dev.pulley.policies.evidence.VariantSummary;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The cells and products of a task's evidence, kept up to date in arrays of their own: a report moves its decision from one
 * pattern to another.
 */
final class ProxySums {
    private static final int METRICS = FeedbackPattern.MAXIMUM_SHAPING_PROXIES + 1;
    private static final int PATTERNS = 1 << METRICS;
    private static final int FIRST_CAPACITY = 1024;

    private final int arms;

    /** By arm and pattern: the count, the sums of all metrics, and the outcome's squares. */
    private final double[][][] cells;

    /** By pattern: the products of all metrics with each other. */
    private final double[][] products = new double[PATTERNS][];

    private final long[] decisions;
    private double[] values = new double[FIRST_CAPACITY * METRICS];
    private byte[] patterns = new byte[FIRST_CAPACITY];

    /** The arm's variant has been replaced so often; what was reported of the former ones is gone. */
    private final int[] generations;

    private int[] decidedGenerations = new int[FIRST_CAPACITY];
    private int[] decidedArms = new int[FIRST_CAPACITY];
    private long round;

    ProxySums(int arms) {
        this.arms = arms;
        this.cells = new double[arms][PATTERNS][];
        this.decisions = new long[arms];
        this.generations = new int[arms];
    }

    int arms() {
        return arms;
    }

    void decide(int arm) {
        int place = (int) round++;
        if (place == patterns.length) {
            patterns = Arrays.copyOf(patterns, 2 * place);
            values = Arrays.copyOf(values, 2 * place * METRICS);
            decidedArms = Arrays.copyOf(decidedArms, 2 * place);
            decidedGenerations = Arrays.copyOf(decidedGenerations, 2 * place);
        }
        decidedArms[place] = arm;
        decidedGenerations[place] = generations[arm];
        decisions[arm]++;
    }

    /** A metric's first and only value for the decision of a round. */
    void report(long decidedRound, int arm, int metric, double value) {
        int place = (int) decidedRound;
        if (decidedGenerations[place] != generations[arm]) {
            return;
        }
        add(place, arm, -1);
        patterns[place] |= (byte) (1 << metric);
        values[place * METRICS + metric] = value;
        add(place, arm, 1);
    }

    private void add(int place, int arm, int sign) {
        int bits = patterns[place];
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
            product = new double[METRICS * METRICS];
            products[bits] = product;
        }
        int from = place * METRICS;
        cell[0] += sign;
        for (int i = 0; i < METRICS; i++) {
            cell[1 + i] += sign * values[from + i];
            for (int j = 0; j < METRICS; j++) {
                product[i * METRICS + j] += sign * values[from + i] * values[from + j];
            }
        }
        cell[METRICS + 1] += sign * values[from] * values[from];
    }

    /** Forgets an arm. */
    void clear(int arm) {
        for (int place = 0; place < round; place++) {
            if (decidedArms[place] == arm && decidedGenerations[place] == generations[arm]) {
                add(place, arm, -1);
            }
        }
        Arrays.fill(cells[arm], null);
        decisions[arm] = 0;
        generations[arm]++;
    }

    VariantSummary summary(int arm) {
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
        return new VariantSummary((double) decisions[arm], count, sum, squares);
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
        for (int bits = 3; bits < PATTERNS; bits += 2) {
            double[] product = products[bits];
            if (product != null) {
                FeedbackPattern pattern = new FeedbackPattern(bits);
                double[] sums = new double[Products.length(pattern)];
                int at = 1;
                for (int i = 0; i < METRICS; i++) {
                    for (int j = Math.max(i, 1); pattern.has(i) && j < METRICS; j++) {
                        if (pattern.has(j)) {
                            sums[at++] = product[i * METRICS + j];
                        }
                    }
                }
                for (double[][] cellsOfArm : cells) {
                    double[] cell = cellsOfArm[bits];
                    sums[0] += cell == null ? 0 : cell[0];
                }
                if (sums[0] > 0) {
                    result.put(pattern, Products.of(pattern, sums));
                }
            }
        }
        return result;
    }
}
