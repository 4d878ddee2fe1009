package dev.pulley.server.snapshot;

import dev.pulley.policies.delay.Ages;
import dev.pulley.policies.delay.ArrivalCurve;
import dev.pulley.policies.delay.DelayBins;
import dev.pulley.policies.delay.DelayedOutcomes;
import dev.pulley.policies.delay.Reports;
import dev.pulley.policies.evidence.Bucket;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.server.task.Absence;
import dev.pulley.server.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * How late a task's outcomes come, over all variants, and for how many one may still come. What is still out is taken into
 * account, so that the delay of a young task is not thought shorter than it is.
 *
 * @param pending decisions whose window and grace are not over, and that have no outcome
 * @param medianMillis the delay until half of the outcomes have come that will; like the others, not a number where none has
 *     come yet
 * @param isLevelKnown whether a decision is old enough for nothing more to come of it, where that matters: until then the means may
 *     all be off by one factor
 */
public record Lateness(long pending, double medianMillis, double p90Millis, double p95Millis, boolean isLevelKnown) {
    private static final double MEDIAN = 0.5;
    private static final double P90 = 0.9;
    private static final double P95 = 0.95;

    public static Lateness of(Task task, Evidence evidence, long asOfMillis) {
        return of(task, new TaskMemo().digests(evidence), asOfMillis);
    }

    static Lateness of(Task task, SortedMap<Bucket, BucketDigest> digests, long asOfMillis) {
        long closesAfterMillis = task.closesAfter().toMillis();
        List<Ages.Range> ages = new ArrayList<>();
        List<double[]> sums = new ArrayList<>();
        double[] closed = new double[2];
        // All that is closed is one bucket, the first.
        ages.add(new Ages.Range((double) closesAfterMillis, (double) closesAfterMillis));
        sums.add(closed);
        double[] delays = new double[DelayBins.COUNT];
        double pending = 0;
        for (Map.Entry<Bucket, BucketDigest> entry : digests.entrySet()) {
            Bucket bucket = entry.getKey();
            BucketDigest digest = entry.getValue();
            for (int bin : digest.arrivals().bins()) {
                delays[Math.min(bin, delays.length - 1)] += digest.arrivals().count(bin);
            }
            if (bucket.endMillis() + closesAfterMillis > asOfMillis) {
                pending += digest.decisions() - digest.outcomes();
                ages.add(Ages.Range.of(bucket.startMillis(), bucket.endMillis(), asOfMillis));
                sums.add(new double[] {digest.decisions(), digest.outcomes()});
            } else {
                closed[0] += digest.decisions();
                closed[1] += digest.outcomes();
            }
        }
        boolean isLevelKnown = task.definition().outcome().absent() != Absence.FAILURE || closed[0] > 0;
        return of(Math.round(pending), closesAfterMillis, ages, sums, delays, isLevelKnown);
    }

    private static Lateness of(
            long pending,
            long closesAfterMillis,
            List<Ages.Range> ages,
            List<double[]> sums,
            double[] delays,
            boolean isLevelKnown) {
        double[] decisions = sums.stream().mapToDouble(sum -> sum[0]).toArray();
        double[] outcomes = sums.stream().mapToDouble(sum -> sum[1]).toArray();
        double known = 0;
        for (double each : outcomes) {
            known += each;
        }
        if (known == 0) {
            return new Lateness(pending, Double.NaN, Double.NaN, Double.NaN, isLevelKnown);
        }
        Reports reports =
                Reports.of(decisions, outcomes, new double[outcomes.length], delays, new double[DelayBins.COUNT]);
        ArrivalCurve curve = DelayedOutcomes.of(Ages.of(new DelayBins(closesAfterMillis), ages), List.of(reports))
                .successCurve();
        return new Lateness(
                pending,
                curve.quantileMillis(MEDIAN),
                curve.quantileMillis(P90),
                curve.quantileMillis(P95),
                isLevelKnown);
    }
}
