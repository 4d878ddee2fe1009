package dev.pulley.server.snapshot;

import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.Products;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.server.snapshot.ShapingRules.Silence;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The sums by pattern over some of a task's buckets, with what the silence of proxies says. Filled while it is made, and only read
 * from then on.
 *
 * <p>Sums lie here at fixed places, whatever their pattern. Of a cell: how many decisions, how many they count as, each metric, and
 * the outcome's squares. Of products: each pair of metrics, where the outcome's own place has their count.
 */
final class PatternFold {
    private static final int METRICS = FeedbackPattern.MAXIMUM_SHAPING_PROXIES + 1;
    private static final int OUTCOME_ONLY = FeedbackPattern.OUTCOME_ONLY.bits();

    private static final int DECISIONS = 0;
    private static final int COUNT = 1;
    private static final int SUMS = 2;
    private static final int SQUARES = SUMS + METRICS;
    private static final int CELL_LENGTH = SQUARES + 1;

    private final SortedMap<VariantVersion, ByPattern> cells = new TreeMap<>();
    private final ByPattern products = new ByPattern();

    /** Sums by the bits of their pattern, with room for no more patterns than the metrics have that came so far. */
    private static final class ByPattern {
        private static final double[][] NOTHING = {};

        private double[][] sums = NOTHING;

        /** Those of a pattern, which are zeros at first. */
        double[] at(int bits, int length) {
            if (bits >= sums.length) {
                sums = Arrays.copyOf(sums, 2 * Integer.highestOneBit(bits));
            }
            double[] known = sums[bits];
            if (known == null) {
                known = new double[length];
                sums[bits] = known;
            }
            return known;
        }

        /** The patterns have fewer bits than this. */
        int end() {
            return sums.length;
        }

        double @Nullable [] get(int bits) {
            return sums[bits];
        }

        void add(ByPattern added, double weight) {
            for (int bits = 0; bits < added.end(); bits++) {
                double[] from = added.get(bits);
                if (from != null) {
                    double[] into = at(bits, from.length);
                    for (int i = 0; i < into.length; i++) {
                        into[i] += weight * from[i];
                    }
                }
            }
        }
    }

    /**
     * Adds a bucket's sums by a weight.
     *
     * @param silence what the silence of proxies on its decisions says
     */
    void add(BucketEvidence bucket, Silence silence, double weight) {
        bucket.variants().forEach((version, variant) -> {
            ByPattern into = cells.computeIfAbsent(version, any -> new ByPattern());
            for (Cell cell : variant.cells().values()) {
                add(into, cell, silence, weight);
            }
            addSilent(into, variant, silence.zeros(), weight);
        });
        for (Products sums : bucket.products().values()) {
            add(sums, silence, weight);
        }
    }

    private void add(ByPattern into, Cell cell, Silence silence, double weight) {
        FeedbackPattern pattern = cell.pattern();
        int bits = silence.known(pattern.bits());
        if (bits == 0) {
            return;
        }
        double[] sums = into.at(bits, CELL_LENGTH);
        sums[DECISIONS] += weight * cell.decisions();
        sums[COUNT] += weight * cell.count();
        for (int metric = 0; metric < METRICS; metric++) {
            if (pattern.has(metric) && (bits >> metric & 1) != 0) {
                sums[SUMS + metric] += weight * cell.sum(metric);
            }
        }
        if (pattern.hasOutcome()) {
            sums[SQUARES] += weight * cell.outcomeSquares();
        }
        addCount(bits, weight * cell.decisions());
    }

    private void addSilent(ByPattern into, VariantEvidence variant, int zeros, double weight) {
        double silent = zeros == 0 ? 0 : weight * variant.silentDecisions();
        if (silent > 0) {
            double[] sums = into.at(zeros, CELL_LENGTH);
            sums[DECISIONS] += silent;
            sums[COUNT] += silent;
            addCount(zeros, silent);
        }
    }

    private void addCount(int bits, double decisions) {
        if (bits != OUTCOME_ONLY) {
            products.at(bits, METRICS * METRICS)[0] += decisions;
        }
    }

    /** What is filled in is zero, and so are its products. */
    private void add(Products sums, Silence silence, double weight) {
        int bits = silence.known(sums.pattern().bits());
        if (bits == 0 || bits == OUTCOME_ONLY) {
            return;
        }
        int reported = bits & sums.pattern().bits();
        double[] into = products.at(bits, METRICS * METRICS);
        for (int i = 0; i < METRICS; i++) {
            for (int j = Math.max(1, i); (reported >> i & 1) != 0 && j < METRICS; j++) {
                into[i * METRICS + j] += (reported >> j & 1) != 0 ? weight * sums.sum(i, j) : 0;
            }
        }
    }

    /** Adds what another one has, by a weight. */
    void add(PatternFold other, double weight) {
        other.cells.forEach((version, added) ->
                cells.computeIfAbsent(version, any -> new ByPattern()).add(added, weight));
        products.add(other.products, weight);
    }

    /** A version's cells; none, if it had no decisions. */
    SortedMap<FeedbackPattern, Cell> cells(VariantVersion version) {
        ByPattern byPattern = cells.get(version);
        if (byPattern == null) {
            return Collections.emptySortedMap();
        }
        TreeMap<FeedbackPattern, Cell> result = new TreeMap<>();
        for (int bits = 1; bits < byPattern.end(); bits++) {
            double[] sums = byPattern.get(bits);
            if (sums != null && sums[DECISIONS] > 0) {
                FeedbackPattern pattern = new FeedbackPattern(bits);
                result.put(pattern, cell(pattern, sums));
            }
        }
        return result;
    }

    /** Without the sums by propensity, which nobody asks for that asks for patterns. */
    private static Cell cell(FeedbackPattern pattern, double[] sums) {
        double[] dense = new double[Cell.length(pattern)];
        dense[0] = sums[DECISIONS];
        dense[1] = sums[COUNT];
        int at = 2;
        for (int metric = 0; metric < METRICS; metric++) {
            if (pattern.has(metric)) {
                dense[at++] = sums[SUMS + metric];
            }
        }
        if (pattern.hasOutcome()) {
            dense[at] = sums[SQUARES];
        }
        return Cell.of(pattern, dense);
    }

    /** The products over all versions. */
    SortedMap<FeedbackPattern, Products> products() {
        TreeMap<FeedbackPattern, Products> result = new TreeMap<>();
        for (int bits = 2; bits < products.end(); bits++) {
            double[] sums = products.get(bits);
            if (sums != null && sums[0] > 0) {
                FeedbackPattern pattern = new FeedbackPattern(bits);
                result.put(pattern, Products.of(pattern, dense(pattern, sums)));
            }
        }
        return result;
    }

    private static double[] dense(FeedbackPattern pattern, double[] sums) {
        double[] dense = new double[Products.length(pattern)];
        dense[0] = sums[0];
        int at = 1;
        for (int i = 0; i < METRICS; i++) {
            for (int j = Math.max(1, i); pattern.has(i) && j < METRICS; j++) {
                if (pattern.has(j)) {
                    dense[at++] = sums[i * METRICS + j];
                }
            }
        }
        return dense;
    }
}
