package dev.pulley.policies.shaping;

import dev.pulley.policies.delay.OutcomeEnds;
import dev.pulley.policies.delay.Reading;
import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.Products;
import dev.pulley.policies.evidence.VariantSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Cells and products of many buckets, gathered by the proxies that stand: of all decisions; and of what is known of their
 * outcomes, each decision entering as its bucket's {@link Reading} has it. So a pattern with an outcome and the same without
 * one become one, with an outcome.
 */
final class SignalSums {
    /** What proxies stand is a number: the pattern's bits without that of the outcome. */
    private static final int PROXY_SETS = 1 << FeedbackPattern.MAXIMUM_SHAPING_PROXIES;

    /** Where a row of sums has decisions, what they count, and from where on those of the proxies. */
    private static final int DECISIONS = 0;

    private static final int COUNT = 1;
    private static final int PROXIES = 2;

    private final double worse;
    private final double width;
    private final double squareOfWorse;
    private final double squareWidth;

    /** By variant and proxy set: decisions, count and proxies. */
    private final double[][][] all;

    /** The same of what is known, with the outcome, its square, and the count by how much is known, at the end. */
    private final double[][][] known;

    /** By proxy set, as {@link Products} has them with an outcome. */
    private final double[][] products = new double[PROXY_SETS][];

    SignalSums(int variants, OutcomeEnds ends) {
        this.worse = ends.worse();
        this.width = ends.better() - ends.worse();
        this.squareOfWorse = worse * worse;
        this.squareWidth = ends.better() * ends.better() - squareOfWorse;
        this.all = new double[variants][PROXY_SETS][];
        this.known = new double[variants][PROXY_SETS][];
    }

    void add(SignalBucket bucket, Reading reading) {
        if (bucket.cells().size() != all.length) {
            throw new IllegalArgumentException("cells must be those of " + all.length + " variants, not "
                    + bucket.cells().size());
        }
        for (int k = 0; k < all.length; k++) {
            for (Cell cell : bucket.cells().get(k).values()) {
                if (cell.pattern().bits() >> 1 != 0) {
                    add(k, cell, bucket.weight(), reading);
                }
            }
        }
        bucket.products().values().forEach(sums -> add(sums, bucket.weight(), reading));
    }

    private void add(int variant, Cell cell, double weight, Reading reading) {
        boolean hasOutcome = cell.pattern().hasOutcome();
        int set = cell.pattern().bits() >> 1;
        int standing = Integer.bitCount(set);
        addProxies(cell, weight, row(all[variant], set, PROXIES + standing));
        double known = hasOutcome ? reading.reportWeight() : reading.silenceWeight();
        double part = weight * known;
        if (part == 0) {
            return;
        }
        // An outcome y stands for level + slope y, and its square for squareLevel + slope y^2.
        double slope = hasOutcome ? reading.success() - reading.failure() : 0;
        double none = hasOutcome ? reading.failure() : reading.silence();
        double level = worse * (1 - slope) + width * none;
        double squareLevel = squareOfWorse * (1 - slope) + squareWidth * none;
        double[] ofKnown = row(this.known[variant], set, PROXIES + standing + 3);
        addProxies(cell, part, ofKnown);
        int end = PROXIES + standing;
        ofKnown[end] += part * (level * cell.at(COUNT) + (hasOutcome ? slope * cell.at(PROXIES) : 0));
        ofKnown[end + 1] += part * (squareLevel * cell.at(COUNT) + (hasOutcome ? slope * cell.outcomeSquares() : 0));
        ofKnown[end + 2] += part * known * cell.at(COUNT);
        if (level != 0) {
            double[] product = row(products, set, Products.length(withOutcome(set)));
            int first = PROXIES + (hasOutcome ? 1 : 0);
            for (int i = 0; i < standing; i++) {
                product[1 + i] += part * level * cell.at(first + i);
            }
        }
    }

    private static void addProxies(Cell cell, double part, double[] row) {
        int skipped = cell.pattern().hasOutcome() ? 1 : 0;
        row[DECISIONS] += part * cell.at(DECISIONS);
        row[COUNT] += part * cell.at(COUNT);
        int standing = cell.pattern().size() - skipped;
        for (int i = PROXIES; i < PROXIES + standing; i++) {
            row[i] += part * cell.at(i + skipped);
        }
    }

    private void add(Products sums, double weight, Reading reading) {
        boolean hasOutcome = sums.pattern().hasOutcome();
        double part = weight * (hasOutcome ? reading.reportWeight() : reading.silenceWeight());
        if (part == 0) {
            return;
        }
        int set = sums.pattern().bits() >> 1;
        int standing = Integer.bitCount(set);
        double[] row = row(products, set, Products.length(withOutcome(set)));
        row[0] += part * sums.at(0);
        double slope = part * (reading.success() - reading.failure());
        for (int i = 1; i <= standing && hasOutcome; i++) {
            row[i] += slope * sums.at(i);
        }
        // Without an outcome, what is among the proxies comes right behind the count.
        int shift = hasOutcome ? 0 : standing;
        for (int i = 1 + standing; i < row.length; i++) {
            row[i] += part * sums.at(i - shift);
        }
    }

    private static double[] row(double[][] rows, int set, int length) {
        if (rows[set] == null) {
            rows[set] = new double[length];
        }
        return rows[set];
    }

    private static FeedbackPattern withOutcome(int set) {
        return new FeedbackPattern(set << 1 | 1);
    }

    /** What is known of the variants, given what is known of their outcomes by themselves. */
    List<Observed> observed(List<VariantSummary> outcomes) {
        List<Observed> result = new ArrayList<>();
        for (int k = 0; k < all.length; k++) {
            TreeMap<FeedbackPattern, Cell> cells = new TreeMap<>();
            TreeMap<FeedbackPattern, Cell> complete = new TreeMap<>();
            for (int set = 1; set < PROXY_SETS; set++) {
                double[] ofAll = all[k][set];
                if (ofAll != null) {
                    FeedbackPattern pattern = new FeedbackPattern(set << 1);
                    cells.put(pattern, Cell.of(pattern, ofAll));
                }
                double[] ofKnown = known[k][set];
                if (ofKnown != null) {
                    complete.put(withOutcome(set), complete(withOutcome(set), ofKnown));
                }
            }
            result.add(new Observed(outcomes.get(k), cells, complete, paired(known[k])));
        }
        return result;
    }

    private static double paired(double[][] rows) {
        double known = 0;
        double count = 0;
        for (double[] row : rows) {
            if (row != null) {
                known += row[row.length - 1];
                count += row[COUNT];
            }
        }
        return count > 0 ? Math.min(1, known / count) : 1;
    }

    private static Cell complete(FeedbackPattern pattern, double[] row) {
        double[] sums = new double[Cell.length(pattern)];
        int proxies = row.length - PROXIES - 3;
        System.arraycopy(row, 0, sums, 0, PROXIES);
        sums[PROXIES] = row[PROXIES + proxies];
        System.arraycopy(row, PROXIES, sums, PROXIES + 1, proxies);
        sums[PROXIES + 1 + proxies] = row[PROXIES + proxies + 1];
        return Cell.of(pattern, sums);
    }

    SortedMap<FeedbackPattern, Products> products() {
        TreeMap<FeedbackPattern, Products> result = new TreeMap<>();
        for (int set = 1; set < PROXY_SETS; set++) {
            if (products[set] != null) {
                result.put(withOutcome(set), Products.of(withOutcome(set), products[set]));
            }
        }
        return result;
    }
}
