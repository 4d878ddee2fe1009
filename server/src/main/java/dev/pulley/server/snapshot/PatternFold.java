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
 * <p>Sums lie here as {@link SignalRows} has them. Of a cell: how many decisions, how many they count as, each metric of its pattern
 * in order, and, with the outcome, its squares. Of products: how many decisions, and each pair of metrics of the pattern in order, each
 * with itself too, but not the outcome.
 */
final class PatternFold {
    private static final int OUTCOME_ONLY = FeedbackPattern.OUTCOME_ONLY.bits();

    private static final int DECISIONS = 0;
    private static final int COUNT = 1;
    private static final int SUMS = 2;

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
        double[] sums = into.at(bits, cellLength(bits));
        sums[DECISIONS] += weight * cell.decisions();
        sums[COUNT] += weight * cell.count();
        int place = SUMS;
        for (int left = bits; left != 0; left = withoutFirst(left)) {
            int metric = first(left);
            if (pattern.has(metric)) {
                sums[place] += weight * cell.sum(metric);
            }
            place++;
        }
        if (pattern.hasOutcome()) {
            sums[place] += weight * cell.outcomeSquares();
        }
        addCount(bits, weight * cell.decisions());
    }

    private void addSilent(ByPattern into, VariantEvidence variant, int zeros, double weight) {
        double silent = zeros == 0 ? 0 : weight * variant.silentDecisions();
        if (silent > 0) {
            double[] sums = into.at(zeros, cellLength(zeros));
            sums[DECISIONS] += silent;
            sums[COUNT] += silent;
            addCount(zeros, silent);
        }
    }

    private void addCount(int bits, double decisions) {
        if (bits != OUTCOME_ONLY) {
            products.at(bits, productsLength(bits))[DECISIONS] += decisions;
        }
    }

    /** What is filled in is zero, and so are its products. */
    private void add(Products sums, Silence silence, double weight) {
        int reported = sums.pattern().bits();
        int bits = silence.known(reported);
        if (bits == 0 || bits == OUTCOME_ONLY) {
            return;
        }
        double[] into = products.at(bits, productsLength(bits));
        int place = DECISIONS + 1;
        for (int left = bits; left != 0; left = withoutFirst(left)) {
            int i = first(left);
            for (int with = i == FeedbackPattern.OUTCOME ? withoutFirst(left) : left;
                    with != 0;
                    with = withoutFirst(with)) {
                int j = first(with);
                if ((reported >> i & reported >> j & 1) != 0) {
                    into[place] += weight * sums.sum(i, j);
                }
                place++;
            }
        }
    }

    private static int cellLength(int bits) {
        return SUMS + Integer.bitCount(bits) + (bits & OUTCOME_ONLY);
    }

    private static int productsLength(int bits) {
        int metrics = Integer.bitCount(bits);
        return 1 + metrics * (metrics + 1) / 2 - (bits & OUTCOME_ONLY);
    }

    /** The first metric of a pattern. */
    private static int first(int bits) {
        return Integer.numberOfTrailingZeros(bits);
    }

    private static int withoutFirst(int bits) {
        return bits & bits - 1;
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
                if (sums != null && sums[DECISIONS] > 0) {
                    rows.cell(k, bits, sums);
                }
            }
        }
        for (int bits = 0; bits < products.end(); bits++) {
            double[] sums = products.get(bits);
            if (sums != null && sums[DECISIONS] > 0) {
                rows.products(bits, sums);
            }
        }
        return rows.build();
    }
}
