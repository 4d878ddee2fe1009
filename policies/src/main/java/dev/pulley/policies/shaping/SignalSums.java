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
        if (bucket.rows().variants() != all.length) {
            throw new IllegalArgumentException("rows must be those of " + all.length + " variants, not "
                    + bucket.rows().variants());
        }
        Meaning reported = meaning(bucket.weight() * reading.reportWeight(), reading.reportWeight(), reading, true);
        Meaning silent = meaning(bucket.weight() * reading.silenceWeight(), reading.silenceWeight(), reading, false);
        SignalRows.Rows cells = bucket.rows().cells();
        for (int row = 0; row < cells.count(); row++) {
            addCell(cells, row, bucket.weight(), hasOutcome(cells.pattern(row)) ? reported : silent);
        }
        SignalRows.Rows sums = bucket.rows().products();
        for (int row = 0; row < sums.count(); row++) {
            addProducts(sums, row, hasOutcome(sums.pattern(row)) ? reported : silent);
        }
    }

    /**
     * What outcomes of a bucket stand for: an outcome y for level + slope y, and its square for squareLevel + slope y&sup2;.
     *
     * @param part how much a decision counts
     * @param known how much of its outcome is known
     */
    private record Meaning(double part, double known, double slope, double level, double squareLevel) {}

    private Meaning meaning(double part, double known, Reading reading, boolean isReported) {
        double slope = isReported ? reading.success() - reading.failure() : 0;
        double none = isReported ? reading.failure() : reading.silence();
        return new Meaning(
                part,
                known,
                slope,
                worse * (1 - slope) + width * none,
                squareOfWorse * (1 - slope) + squareWidth * none);
    }

    private static boolean hasOutcome(int pattern) {
        return (pattern & FeedbackPattern.OUTCOME_ONLY.bits()) != 0;
    }

    private void addCell(SignalRows.Rows cells, int row, double weight, Meaning meaning) {
        int pattern = cells.pattern(row);
        boolean hasOutcome = hasOutcome(pattern);
        int set = pattern >> 1;
        int standing = Integer.bitCount(set);
        int variant = cells.variant(row);
        int start = cells.start(row);
        int proxies = start + PROXIES + (hasOutcome ? 1 : 0);
        addProxies(cells, start, proxies, standing, weight, row(all[variant], set, PROXIES + standing));
        double part = meaning.part;
        if (part == 0) {
            return;
        }
        double[] ofKnown = row(known[variant], set, PROXIES + standing + 3);
        addProxies(cells, start, proxies, standing, part, ofKnown);
        double count = cells.at(start + COUNT);
        double outcomes = hasOutcome ? cells.at(start + PROXIES) : 0;
        double squares = hasOutcome ? cells.at(proxies + standing) : 0;
        int end = PROXIES + standing;
        ofKnown[end] += part * (meaning.level * count + meaning.slope * outcomes);
        ofKnown[end + 1] += part * (meaning.squareLevel * count + meaning.slope * squares);
        ofKnown[end + 2] += part * meaning.known * count;
        if (meaning.level != 0) {
            double[] product = row(products, set, Products.length(withOutcome(set)));
            for (int i = 0; i < standing; i++) {
                product[1 + i] += part * meaning.level * cells.at(proxies + i);
            }
        }
    }

    private static void addProxies(
            SignalRows.Rows cells, int start, int proxies, int standing, double part, double[] into) {
        into[DECISIONS] += part * cells.at(start + DECISIONS);
        into[COUNT] += part * cells.at(start + COUNT);
        for (int i = 0; i < standing; i++) {
            into[PROXIES + i] += part * cells.at(proxies + i);
        }
    }

    private void addProducts(SignalRows.Rows sums, int row, Meaning meaning) {
        double part = meaning.part;
        if (part == 0) {
            return;
        }
        boolean hasOutcome = hasOutcome(sums.pattern(row));
        int set = sums.pattern(row) >> 1;
        int standing = Integer.bitCount(set);
        int start = sums.start(row);
        double[] into = row(products, set, Products.length(withOutcome(set)));
        into[0] += part * sums.at(start);
        double slope = part * meaning.slope;
        for (int i = 1; i <= standing && hasOutcome; i++) {
            into[i] += slope * sums.at(start + i);
        }
        // Without an outcome, what is among the proxies comes right behind the count.
        int shift = hasOutcome ? 0 : standing;
        for (int i = 1 + standing; i < into.length; i++) {
            into[i] += part * sums.at(start + i - shift);
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
            List<Cell> cells = new ArrayList<>();
            List<Cell> complete = new ArrayList<>();
            for (int set = 1; set < PROXY_SETS; set++) {
                double[] ofAll = all[k][set];
                if (ofAll != null) {
                    cells.add(Cell.of(new FeedbackPattern(set << 1), ofAll));
                }
                double[] ofKnown = known[k][set];
                if (ofKnown != null) {
                    complete.add(complete(withOutcome(set), ofKnown));
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
