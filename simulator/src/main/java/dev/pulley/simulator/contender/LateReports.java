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

    /** What all of it says, by what is closed and these groups of what is open now. */
    DelayedOutcomes outcomes(List<List<Bucket>> groups) {
        Grouping grouping = new Grouping(groups);
        return DelayedOutcomes.of(grouping.ages(), grouping.reports());
    }

    /** The same to whom is told how late reports come. */
    DelayedOutcomes told(ArrivalCurve curve) {
        Grouping grouping = new Grouping(groups());
        return DelayedOutcomes.told(grouping.ages(), grouping.reports(), curve);
    }

    /** The open buckets, those together that are learned from together. */
    List<List<Bucket>> groups() {
        List<Bucket> open = new ArrayList<>();
        for (long bucket = closedBuckets; bucket * width < round; bucket++) {
            open.add(new Bucket(bucket * width, width));
        }
        return AgeGroups.of(open, round);
    }

    /** What there is in this round of all that is closed, which is the first, and of each group of open buckets. */
    private final class Grouping {
        private final List<List<Bucket>> groups;

        /** Where each open bucket's sums lie, and in which group it is. */
        private final int[] places;

        private final int[] groupOf;

        Grouping(List<List<Bucket>> groups) {
            this.groups = groups;
            int buckets = groups.stream().mapToInt(List::size).sum();
            this.places = new int[buckets];
            this.groupOf = new int[buckets];
            int next = 0;
            for (int g = 0; g < groups.size(); g++) {
                for (Bucket bucket : groups.get(g)) {
                    places[next] = place(bucket.startMillis());
                    groupOf[next++] = 1 + g;
                }
            }
        }

        Ages ages() {
            double[] decided = new double[places.length];
            for (double[] of : decisions) {
                for (int i = 0; i < places.length; i++) {
                    decided[i] += of[places[i]];
                }
            }
            List<List<Ages.Part>> parts = new ArrayList<>();
            parts.add(List.of(new Ages.Part(new Ages.Range(bins.closingMillis(), bins.closingMillis()), 1)));
            int next = 0;
            for (List<Bucket> group : groups) {
                List<Ages.Part> ofGroup = new ArrayList<>(group.size());
                for (Bucket bucket : group) {
                    ofGroup.add(new Ages.Part(range(bucket), decided[next++]));
                }
                parts.add(ofGroup);
            }
            return Ages.together(bins, parts);
        }

        private Ages.Range range(Bucket bucket) {
            // The decision of round r has been heard of if its delay is at most round - r: on average half a round
            // more.
            long last = Math.min(round, bucket.endMillis()) - 1;
            return new Ages.Range((double) (round - last), (double) (round - bucket.startMillis() + 1));
        }

        List<Reports> reports() {
            List<Reports> result = new ArrayList<>(arms);
            double[] none = new double[1 + groups.size()];
            for (int arm = 0; arm < arms; arm++) {
                result.add(Reports.of(
                        grouped(decisions[arm]),
                        grouped(successes[arm]),
                        none,
                        delays[arm],
                        new double[DelayBins.COUNT]));
            }
            return result;
        }

        private double[] grouped(double[] values) {
            double[] result = new double[1 + groups.size()];
            result[0] = values[0];
            for (int i = 0; i < places.length; i++) {
                result[groupOf[i]] += values[places[i]];
            }
            return result;
        }
    }
}
