package dev.pulley.server.stats;

import dev.pulley.policies.evidence.Bucket;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.server.snapshot.TaskView;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A task's stats in short, for a list of many.
 *
 * @param leader the variant that is most probably the best of those that may be chosen
 * @param minEffect the least difference that matters
 * @param alarms how much needs somebody's eyes, of all kinds together
 * @param traffic decisions in equal parts of the task's life, the oldest first
 */
@SuppressWarnings("ArrayRecordComponent") // written to answers; nobody changes it
public record TaskSummary(
        long decisions,
        long outcomes,
        TaskStats.Verdict verdict,
        @Nullable String leader,
        double probabilityBest,
        TaskStats.Regret regret,
        double minEffect,
        int alarms,
        double[] traffic) {
    static final int PARTS = 24;

    static TaskSummary of(TaskView view, long asOfMillis) {
        TaskStats stats = new Statistician(view).stats(asOfMillis);
        Optional<TaskStats.Variant> leader = stats.variants().stream()
                .filter(variant -> variant.name().equals(stats.lead().variant()))
                .findFirst();
        return new TaskSummary(
                stats.decisions(),
                stats.outcomes(),
                stats.verdict(),
                leader.map(TaskStats.Variant::name).orElse(null),
                leader.map(TaskStats.Variant::probabilityBest).orElse(Double.NaN),
                stats.regret(),
                view.task().definition().verdict().minEffect(),
                Alarms.of(view).total(),
                traffic(view.evidence().buckets()));
    }

    /** A bucket's decisions are spread evenly over its width. */
    private static double[] traffic(SortedMap<Bucket, BucketEvidence> buckets) {
        if (buckets.isEmpty()) {
            return new double[0];
        }
        double start = buckets.firstKey().startMillis();
        double width = (buckets.lastKey().endMillis() - start) / PARTS;
        double[] parts = new double[PARTS];
        buckets.forEach((bucket, evidence) -> {
            double decisions = evidence.variants().values().stream()
                    .mapToDouble(VariantEvidence::decisions)
                    .sum();
            double from = (bucket.startMillis() - start) / width;
            double to = (bucket.endMillis() - start) / width;
            for (int part = (int) from; part < Math.min(PARTS, to); part++) {
                double overlap = Math.min(to, part + 1) - Math.max(from, part);
                parts[part] += decisions * Math.max(0, overlap) / (to - from);
            }
        });
        return parts;
    }
}
