package dev.pulley.server.snapshot;

import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.Products;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.policies.shaping.SignalRows;
import dev.pulley.server.snapshot.ShapingRules.Silence;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    private static final ByPattern NOTHING = new ByPattern();

    private final Map<VariantVersion, ByPattern> cells = new HashMap<>();
    private final ByPattern products = new ByPattern();

    /** Sums by the bits of their pattern, with room for no more patterns than the metrics have that came so far. */
    private static final class ByPattern {
        private static final double[][] NO_ROWS = {};

        private double[][] sums = NO_ROWS;

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

    /** These, of some versions in their order. */
    SignalRows rows(List<VariantVersion> versions) {
        SignalRows.Builder rows = new SignalRows.Builder(versions.size());
        for (int k = 0; k < versions.size(); k++) {
            ByPattern known = cells.getOrDefault(versions.get(k), NOTHING);
            for (int bits = 0; bits < known.end(); bits++) {
                double[] sums = known.get(bits);
                if (sums != null && sums[DECISIONS] > 0 && rows.beginCell(k, bits)) {
                    addCell(rows, bits, sums);
                }
            }
        }
        for (int bits = 0; bits < products.end(); bits++) {
            double[] sums = products.get(bits);
            if (sums != null && sums[0] > 0) {
                rows.beginProducts(bits);
                addProducts(rows, bits, sums);
            }
        }
        return rows.build();
    }

    private static void addCell(SignalRows.Builder rows, int bits, double[] sums) {
        rows.add(sums[DECISIONS]);
        rows.add(sums[COUNT]);
        for (int metric = 0; metric < METRICS; metric++) {
            if ((bits >> metric & 1) != 0) {
                rows.add(sums[SUMS + metric]);
            }
        }
        if ((bits & OUTCOME_ONLY) != 0) {
            rows.add(sums[SQUARES]);
        }
    }

    private static void addProducts(SignalRows.Builder rows, int bits, double[] sums) {
        rows.add(sums[0]);
        for (int i = 0; i < METRICS; i++) {
            for (int j = Math.max(1, i); (bits >> i & 1) != 0 && j < METRICS; j++) {
                if ((bits >> j & 1) != 0) {
                    rows.add(sums[i * METRICS + j]);
                }
            }
        }
    }
}
