package dev.pulley.simulator.contender;

import dev.pulley.policies.delay.Ages;
import dev.pulley.policies.delay.DelayBins;
import dev.pulley.policies.delay.Reports;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Decisions and successes by arm and bucket of rounds, as a server keeps them of an outcome whose absence means failure: about
 * 256 buckets to a window, and all that are closed in one. A round counts as a millisecond.
 */
final class LateReports {
    private static final long BUCKETS_PER_WINDOW = 256;

    private final int arms;
    private final long window;
    private final long width;
    private final DelayBins bins;

    /** By arm, the closed bucket first; then the open ones in a ring. */
    private final double[][] decisions;

    private final double[][] successes;
    private final double[][] delays;
    private final int ring;
    private long closedBuckets;
    private long round;

    LateReports(int arms, long windowRounds) {
        this.arms = arms;
        this.window = windowRounds;
        this.width = Math.max(1, windowRounds / BUCKETS_PER_WINDOW);
        this.bins = new DelayBins(windowRounds + 1);
        this.ring = (int) ((windowRounds + 2) / width) + 3;
        this.decisions = new double[arms][ring + 1];
        this.successes = new double[arms][ring + 1];
        this.delays = new double[arms][DelayBins.COUNT];
    }

    DelayBins bins() {
        return bins;
    }

    /** How many rounds a bucket has. */
    long width() {
        return width;
    }

    /** How many buckets are closed. */
    long closedBuckets() {
        return closedBuckets;
    }

    /** A decision in the round that is now. */
    void decide(int arm) {
        decisions[arm][place(round)]++;
        round++;
        // A bucket's last decision must have been silent for longer than the window before it is closed.
        while ((closedBuckets + 1) * width + window < round) {
            close(1 + (int) (closedBuckets % ring));
            closedBuckets++;
        }
    }

    /** A success that a decision of an earlier round has had. */
    void succeed(long decidedRound, int arm) {
        successes[arm][place(decidedRound)]++;
        delays[arm][bins.binOf(round - decidedRound)]++;
    }

    private int place(long decidedRound) {
        long bucket = decidedRound / width;
        return bucket < closedBuckets ? 0 : 1 + (int) (bucket % ring);
    }

    private void close(int place) {
        for (int arm = 0; arm < arms; arm++) {
            decisions[arm][0] += decisions[arm][place];
            successes[arm][0] += successes[arm][place];
            decisions[arm][place] = 0;
            successes[arm][place] = 0;
        }
    }

    void clear(int arm) {
        Arrays.fill(decisions[arm], 0);
        Arrays.fill(successes[arm], 0);
        Arrays.fill(delays[arm], 0);
    }

    double decisions(int arm) {
        return Arrays.stream(decisions[arm]).sum();
    }

    double successes(int arm) {
        return Arrays.stream(successes[arm]).sum();
    }

    Ages ages() {
        List<Ages.Range> ranges = new ArrayList<>();
        ranges.add(new Ages.Range(bins.closingMillis(), bins.closingMillis()));
        long buckets = openBuckets();
        for (long bucket = closedBuckets; bucket < closedBuckets + buckets; bucket++) {
            // The decision of round r has been heard of if its delay is at most round - r: on average half a round
            // more.
            long last = Math.min(round, (bucket + 1) * width) - 1;
            ranges.add(new Ages.Range((double) (round - last), (double) (round - bucket * width + 1)));
        }
        return Ages.of(bins, ranges);
    }

    private long openBuckets() {
        return (round + width - 1) / width - closedBuckets;
    }

    List<Reports> reports() {
        int buckets = (int) openBuckets();
        List<Reports> result = new ArrayList<>(arms);
        double[] none = new double[buckets + 1];
        for (int arm = 0; arm < arms; arm++) {
            result.add(Reports.of(
                    unrolled(decisions[arm], buckets),
                    unrolled(successes[arm], buckets),
                    none,
                    delays[arm],
                    new double[DelayBins.COUNT]));
        }
        return result;
    }

    private double[] unrolled(double[] values, int buckets) {
        double[] result = new double[buckets + 1];
        result[0] = values[0];
        for (int i = 0; i < buckets; i++) {
            result[i + 1] = values[1 + (int) ((closedBuckets + i) % ring)];
        }
        return result;
    }
}
