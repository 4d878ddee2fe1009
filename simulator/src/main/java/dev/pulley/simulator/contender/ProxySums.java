package dev.pulley.simulator.contender;

import dev.pulley.policies.evidence.Bucket;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.shaping.SignalBucket;
import dev.pulley.policies.shaping.SignalRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The cells and products of a task's evidence by bucket of rounds, kept up to date: a report moves its decision from one
 * pattern to another.
 */
final class ProxySums {
    private static final int METRICS = PatternSums.METRICS;
    private static final int FIRST_CAPACITY = 1024;

    private final int arms;
    private final long width;

    /** Those of the buckets that are closed, which are one, and of the others by their number. */
    private final PatternSums closed;

    private final List<PatternSums> buckets = new ArrayList<>();
    private int closedBuckets;

    private final long[] decisions;
    private double[] values = new double[FIRST_CAPACITY * METRICS];
    private byte[] patterns = new byte[FIRST_CAPACITY];

    /** The arm's variant has been replaced so often; what was reported of the former ones is gone. */
    private final int[] generations;

    private int[] decidedGenerations = new int[FIRST_CAPACITY];
    private int[] decidedArms = new int[FIRST_CAPACITY];
    private long round;

    /** With buckets of so many rounds. */
    ProxySums(int arms, long widthRounds) {
        this.arms = arms;
        this.width = widthRounds;
        this.closed = new PatternSums(arms);
        this.decisions = new long[arms];
        this.generations = new int[arms];
    }

    /** With all in one bucket. */
    ProxySums(int arms) {
        this(arms, Long.MAX_VALUE);
    }

    int arms() {
        return arms;
    }

    void decide(int arm) {
        int place = (int) round++;
        if (place == patterns.length) {
            patterns = Arrays.copyOf(patterns, 2 * place);
            values = Arrays.copyOf(values, 2 * place * METRICS);
            decidedArms = Arrays.copyOf(decidedArms, 2 * place);
            decidedGenerations = Arrays.copyOf(decidedGenerations, 2 * place);
        }
        decidedArms[place] = arm;
        decidedGenerations[place] = generations[arm];
        decisions[arm]++;
        if (place / width == buckets.size()) {
            buckets.add(new PatternSums(arms));
        }
    }

    /** Of the buckets so many are closed. */
    void close(long count) {
        while (closedBuckets < count) {
            closed.addAll(buckets.get(closedBuckets));
            buckets.set(closedBuckets, closed);
            closedBuckets++;
        }
    }

    /** A metric's first and only value for the decision of a round. */
    void report(long decidedRound, int arm, int metric, double value) {
        int place = (int) decidedRound;
        if (decidedGenerations[place] != generations[arm]) {
            return;
        }
        add(place, arm, -1);
        patterns[place] |= (byte) (1 << metric);
        values[place * METRICS + metric] = value;
        add(place, arm, 1);
    }

    private void add(int place, int arm, int sign) {
        buckets.get((int) (place / width)).add(arm, patterns[place], values, place * METRICS, sign);
    }

    /** Forgets an arm. */
    void clear(int arm) {
        for (int place = 0; place < round; place++) {
            if (decidedArms[place] == arm && decidedGenerations[place] == generations[arm]) {
                add(place, arm, -1);
            }
        }
        buckets.forEach(bucket -> bucket.clear(arm));
        decisions[arm] = 0;
        generations[arm]++;
    }

    /** The decisions and reported outcomes of each arm, where all is in one bucket. */
    List<VariantSummary> summaries() {
        PatternSums all = buckets.isEmpty() ? closed : buckets.get(0);
        return IntStream.range(0, arms)
                .mapToObj(arm -> all.summary(arm, (double) decisions[arm]))
                .toList();
    }

    /** Where all is in one bucket, that. */
    SignalBucket all() {
        return bucket(0, buckets.isEmpty() ? closed : buckets.get(0));
    }

    /** What is closed in the first place, and these groups of open buckets in the next. */
    List<SignalBucket> buckets(List<List<Bucket>> groups) {
        List<SignalBucket> result = new ArrayList<>();
        result.add(bucket(0, closed));
        for (List<Bucket> group : groups) {
            result.add(bucket(result.size(), together(group)));
        }
        return result;
    }

    private PatternSums together(List<Bucket> group) {
        if (group.size() == 1) {
            return sums(group.get(0));
        }
        PatternSums all = new PatternSums(arms);
        group.forEach(bucket -> all.addAll(sums(bucket)));
        return all;
    }

    private PatternSums sums(Bucket bucket) {
        return buckets.get((int) (bucket.startMillis() / width));
    }

    private SignalBucket bucket(int place, PatternSums sums) {
        return new SignalBucket(
                place,
                1,
                SignalRows.of(IntStream.range(0, arms).mapToObj(sums::cells).toList(), sums.products()));
    }
}
