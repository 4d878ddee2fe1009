package dev.pulley.simulator.quality;

import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.Products;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.shaping.Observed;
import dev.pulley.policies.shaping.Signals;
import dev.pulley.simulator.environment.Show;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.apache.commons.rng.UniformRandomProvider;

/** What is known of the listeners of some shows, each by as many days as have passed since he was sent there. */
final class ListenerSums {
    private static final int[] SIGNAL_DAYS = {1, 3, 7, 14, 28, 45};
    static final int PROXIES = SIGNAL_DAYS.length;
    private static final int[] ALL_DAYS = {1, 3, 7, 14, 28, 45, Show.DAYS};
    private static final FeedbackPattern COMPLETE = new FeedbackPattern((1 << (PROXIES + 1)) - 1);

    /** By show and how many signals are in: the cells of those who are still out, and last the complete one. */
    private final double[][][] cells;

    private final double[] decisions;
    private final double[] products = new double[Products.length(COMPLETE)];

    ListenerSums(int shows) {
        this.cells = new double[shows][PROXIES + 2][];
        this.decisions = new double[shows];
    }

    static String signalDays() {
        return Arrays.toString(SIGNAL_DAYS);
    }

    /** The activity of one listener by the days of the signals, and in all. */
    static double[] listen(Show show, UniformRandomProvider random) {
        return show.listen(random, ALL_DAYS);
    }

    void add(int show, double[] activity, int daysPassed) {
        decisions[show]++;
        int in = 0;
        while (in < ALL_DAYS.length && ALL_DAYS[in] <= daysPassed) {
            in++;
        }
        if (in == 0) {
            return;
        }
        boolean isComplete = in == ALL_DAYS.length;
        FeedbackPattern pattern = pattern(in);
        if (cells[show][in] == null) {
            cells[show][in] = new double[Cell.length(pattern)];
        }
        double[] cell = cells[show][in];
        cell[0]++;
        cell[1]++;
        int at = 2;
        if (isComplete) {
            cell[at++] += activity[PROXIES];
            cell[Cell.length(pattern) - 7] += activity[PROXIES] * activity[PROXIES];
            addProducts(activity);
        }
        for (int i = 0; i < Math.min(in, PROXIES); i++) {
            cell[at++] += activity[i];
        }
    }

    private void addProducts(double[] activity) {
        products[0]++;
        int at = 1;
        for (int i = 0; i < PROXIES; i++) {
            products[at++] += activity[PROXIES] * activity[i];
        }
        for (int i = 0; i < PROXIES; i++) {
            for (int j = i; j < PROXIES; j++) {
                products[at++] += activity[i] * activity[j];
            }
        }
    }

    private static FeedbackPattern pattern(int in) {
        return in > PROXIES ? COMPLETE : new FeedbackPattern(((1 << in) - 1) << 1);
    }

    Signals signals() {
        List<Observed> result = new ArrayList<>();
        for (int show = 0; show < cells.length; show++) {
            TreeMap<FeedbackPattern, Cell> own = new TreeMap<>();
            VariantSummary summary = new VariantSummary(decisions[show], 0, 0, 0);
            for (int in = 1; in < cells[show].length; in++) {
                if (cells[show][in] != null) {
                    Cell cell = Cell.of(pattern(in), cells[show][in]);
                    own.put(pattern(in), cell);
                    if (in > PROXIES) {
                        summary = new VariantSummary(
                                decisions[show],
                                cell.count(),
                                cell.sum(FeedbackPattern.OUTCOME),
                                cell.outcomeSquares());
                    }
                }
            }
            result.add(Observed.of(summary, own));
        }
        TreeMap<FeedbackPattern, Products> complete = new TreeMap<>();
        if (products[0] > 0) {
            complete.put(COMPLETE, Products.of(COMPLETE, products));
        }
        return new Signals(result, complete);
    }
}
