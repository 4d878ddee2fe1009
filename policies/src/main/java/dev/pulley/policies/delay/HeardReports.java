package dev.pulley.policies.delay;

import java.util.stream.IntStream;

/** How many reports those buckets have that have any, and may get more. Immutable. */
final class HeardReports {
    /** Where less than this part can have been seen, a report is of another clock. */
    private static final double LEAST_SEEN = 1e-9;

    private final Ages ages;
    private final int[] buckets;
    private final double[] reports;

    private HeardReports(Ages ages, int[] buckets, double[] reports) {
        this.ages = ages;
        this.buckets = buckets;
        this.reports = reports;
    }

    /** Those of all buckets. */
    static HeardReports of(Ages ages, double[] reports) {
        int[] buckets = IntStream.range(0, reports.length)
                .filter(bucket -> reports[bucket] > 0 && !ages.isClosed(bucket))
                .toArray();
        return new HeardReports(
                ages,
                buckets,
                IntStream.of(buckets).mapToDouble(bucket -> reports[bucket]).toArray());
    }

    /** For each bin the reports on decisions too young for one in it. */
    double[] tooYoung() {
        return ages.yetToPass(buckets, reports);
    }

    /** For each bin the reports that are still to come in it, if all are spread by these shares. */
    double[] toCome(double[] shares) {
        double[] below = ArrivalCurve.below(shares);
        double[] scales = new double[buckets.length];
        for (int i = 0; i < scales.length; i++) {
            double seen = ages.between(below, buckets[i]);
            scales[i] = seen < LEAST_SEEN ? 0 : reports[i] / seen;
        }
        double[] toCome = ages.yetToPass(buckets, scales);
        for (int bin = 0; bin < toCome.length; bin++) {
            toCome[bin] *= shares[bin];
        }
        return toCome;
    }
}
