package dev.pulley.policies.delay;

/**
 * What has been reported of one variant's decisions, by the bucket that they fell into, where the absence of an outcome
 * will count as a failure. Nothing need be whole: old buckets and doubted sources may weigh less. Immutable.
 */
public final class Reports {
    private static final double ROUNDING = 1e-9;

    final double[] decisions;
    final double[] successes;
    final double[] failures;
    final double[] successDelays;
    final double[] failureDelays;

    private Reports(
            double[] decisions, double[] successes, double[] failures, double[] successDelays, double[] failureDelays) {
        this.decisions = decisions;
        this.successes = successes;
        this.failures = failures;
        this.successDelays = successDelays;
        this.failureDelays = failureDelays;
    }

    /**
     * Reports from their sums.
     *
     * @param decisions the decisions of each bucket; fewer than the reports, they count as those
     * @param successes how many of them have been reported as successes; of a range, the sum of how far up it each is
     * @param failures how many of them have been reported as failures; of a range, the sum of how far down
     * @param successDelays the successes of all buckets together, by the bin of their delay
     * @param failureDelays the same of failures
     */
    public static Reports of(
            double[] decisions, double[] successes, double[] failures, double[] successDelays, double[] failureDelays) {
        double[] atLeastReported = checked("decisions", decisions, decisions.length);
        double[] checkedSuccesses = checked("successes", successes, decisions.length);
        double[] checkedFailures = checked("failures", failures, decisions.length);
        for (int b = 0; b < atLeastReported.length; b++) {
            // A reward may be known before its decision is.
            atLeastReported[b] = Math.max(atLeastReported[b], checkedSuccesses[b] + checkedFailures[b]);
        }
        return new Reports(
                atLeastReported,
                checkedSuccesses,
                checkedFailures,
                checked("successDelays", successDelays, DelayBins.COUNT),
                checked("failureDelays", failureDelays, DelayBins.COUNT));
    }

    private static double[] checked(String name, double[] values, int length) {
        if (values.length != length) {
            throw new IllegalArgumentException(name + " must be " + length + " numbers, not " + values.length);
        }
        double[] kept = values.clone();
        for (int i = 0; i < length; i++) {
            if (!(kept[i] >= -ROUNDING && Double.isFinite(kept[i]))) {
                throw new IllegalArgumentException(name + " must be finite and not negative: " + kept[i]);
            }
            kept[i] = Math.max(0, kept[i]);
        }
        return kept;
    }

    int buckets() {
        return decisions.length;
    }

    double silent(int bucket) {
        return Math.max(0, decisions[bucket] - successes[bucket] - failures[bucket]);
    }

    static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    static double[] sum(double[] first, double[] second) {
        double[] result = first.clone();
        add(result, second);
        return result;
    }

    static void add(double[] sum, double[] added) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += added[i];
        }
    }
}
