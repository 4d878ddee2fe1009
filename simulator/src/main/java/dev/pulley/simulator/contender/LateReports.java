package dev.pulley.simulator.contender;

import dev.pulley.policies.delay.AgeGroups;
import dev.pulley.policies.delay.Ages;
import dev.pulley.policies.delay.ArrivalCurve;
import dev.pulley.policies.delay.DelayBins;
import dev.pulley.policies.delay.DelayedOutcomes;
import dev.pulley.policies.delay.Reports;
import dev.pulley.policies.evidence.Bucket;
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

    /** What all of it says. */
    DelayedOutcomes outcomes() {
        List<List<Bucket>> groups = groups();
        return DelayedOutcomes.of(ages(groups), reports(groups));
    }

    /** The same to whom is told how late reports come. */
    DelayedOutcomes told(ArrivalCurve curve) {
        List<List<Bucket>> groups = groups();
        return DelayedOutcomes.told(ages(groups), reports(groups), curve);
    }

    /** The open buckets, those together that are learned from together. */
    List<List<Bucket>> groups() {
        List<Bucket> open = new ArrayList<>();
        for (long bucket = closedBuckets; bucket * width < round; bucket++) {
            open.add(new Bucket(bucket * width, width));
        }
        return AgeGroups.of(open, round);
    }

    /** How old decisions are: those that are closed, and each group. */
    private Ages ages(List<List<Bucket>> groups) {
        List<List<Ages.Part>> parts = new ArrayList<>();
        parts.add(List.of(new Ages.Part(new Ages.Range(bins.closingMillis(), bins.closingMillis()), 1)));
        groups.forEach(group -> parts.add(group.stream().map(this::part).toList()));
        return Ages.together(bins, parts);
    }

    private Ages.Part part(Bucket bucket) {
        // The decision of round r has been heard of if its delay is at most round - r: on average half a round more.
        long last = Math.min(round, bucket.endMillis()) - 1;
        double decided = 0;
        for (double[] of : decisions) {
            decided += of[place(bucket.startMillis())];
        }
        return new Ages.Part(
                new Ages.Range((double) (round - last), (double) (round - bucket.startMillis() + 1)), decided);
    }

    /** What is reported of each arm, by what is closed and these groups. */
    private List<Reports> reports(List<List<Bucket>> groups) {
        List<Reports> result = new ArrayList<>(arms);
        double[] none = new double[1 + groups.size()];
        for (int arm = 0; arm < arms; arm++) {
            result.add(Reports.of(
                    grouped(decisions[arm], groups),
                    grouped(successes[arm], groups),
                    none,
                    delays[arm],
                    new double[DelayBins.COUNT]));
        }
        return result;
    }

    private double[] grouped(double[] values, List<List<Bucket>> groups) {
        double[] result = new double[1 + groups.size()];
        result[0] = values[0];
        for (int g = 0; g < groups.size(); g++) {
            for (Bucket bucket : groups.get(g)) {
                result[1 + g] += values[place(bucket.startMillis())];
            }
        }
        return result;
    }
}
