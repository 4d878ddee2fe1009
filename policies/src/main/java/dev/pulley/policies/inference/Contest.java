package dev.pulley.policies.inference;

import java.util.Arrays;

/**
 * The evidence that one variant is better than another.
 *
 * <p>If it is not, some common m lies from its mean up to the other's, and the evidence for it being over m times that
 * for the other being under m is a supermartingale, since each variant's outcomes move one factor only. So the least
 * such product over all m ever reaches a threshold with a probability of at most its inverse.
 *
 * <ol>
 *   <li>A product at the average of both is seldom far from the least: where that is under the threshold all is said.
 *   <li>Else the least is looked for on a grid as fine as each variant's standard error around its average, with even
 *       steps between the averages, and
 *   <li>by golden section around the least on the grid.
 * </ol>
 */
record Contest(MeanMartingale better, MeanMartingale worse) {
    /**
     * The worth of the mixed prior. A contest is mostly with variants of few outcomes, as the better ones get the traffic:
     * 200 is within a nat of the best worth from some hundred to ten thousand outcomes a variant. What other worths would
     * do is in docs/adr/0008.
     */
    static final double PRIOR_OUTCOMES = 200;

    private static final int GRID_STEPS = 16;
    private static final int GOLDEN_STEPS = 30;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    /** Whether the evidence reaches a threshold. */
    boolean isWon(double logThreshold) {
        if (better.outcomes() == 0 || worse.outcomes() == 0 || !(better.mean() > worse.mean())) {
            return false;
        }
        return logEvidence(common()) >= logThreshold && leastLogEvidence() >= logThreshold;
    }

    private double common() {
        double first = better.outcomes() / better.variance();
        double second = worse.outcomes() / worse.variance();
        return (first * better.mean() + second * worse.mean()) / (first + second);
    }

    private double logEvidence(double mean) {
        double above = better.logAbove(mean);
        double below = worse.logBelow(mean);
        // A mean that one of them rules out for certain never is the common one.
        return above == Double.POSITIVE_INFINITY || below == Double.POSITIVE_INFINITY
                ? Double.POSITIVE_INFINITY
                : above + below;
    }

    double leastLogEvidence() {
        double[] grid = new double[3 * (GRID_STEPS + 1)];
        for (int i = 0; i <= GRID_STEPS; i++) {
            double errors = i - GRID_STEPS / 2.0;
            grid[i] = better.mean() + errors * Math.sqrt(better.variance() / better.outcomes());
            grid[GRID_STEPS + 1 + i] = worse.mean() + errors * Math.sqrt(worse.variance() / worse.outcomes());
            grid[2 * (GRID_STEPS + 1) + i] = worse.mean() + (better.mean() - worse.mean()) * ((double) i / GRID_STEPS);
        }
        Arrays.sort(grid);
        int least = 0;
        double leastEvidence = Double.POSITIVE_INFINITY;
        for (int i = 0; i < grid.length; i++) {
            double evidence = logEvidence(grid[i]);
            if (evidence < leastEvidence) {
                least = i;
                leastEvidence = evidence;
            }
        }
        double low = grid[Math.max(0, least - 1)];
        double high = grid[Math.min(grid.length - 1, least + 1)];
        double left = high - GOLDEN * (high - low);
        double right = low + GOLDEN * (high - low);
        double leftEvidence = logEvidence(left);
        double rightEvidence = logEvidence(right);
        for (int step = 0; step < GOLDEN_STEPS; step++) {
            if (leftEvidence < rightEvidence) {
                high = right;
                right = left;
                rightEvidence = leftEvidence;
                left = high - GOLDEN * (high - low);
                leftEvidence = logEvidence(left);
            } else {
                low = left;
                left = right;
                leftEvidence = rightEvidence;
                right = low + GOLDEN * (high - low);
                rightEvidence = logEvidence(right);
            }
        }
        return Math.min(leastEvidence, Math.min(leftEvidence, rightEvidence));
    }
}
