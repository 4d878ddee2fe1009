package dev.pulley.server.stats;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a task, for people. What is not known is null. Intervals are 95%. */
public record TaskStats(
        String task,
        long revision,
        long asOfMillis,
        String policy,
        long decisions,
        long outcomes,
        long pending,
        long late,
        List<Variant> variants) {
    public TaskStats {
        variants = List.copyOf(variants);
    }

    /** What is known of one variant, at the version that it has now. */
    public record Variant(
            String name,
            int version,
            String status,
            double share,
            long decisions,
            long outcomes,
            @Nullable Double mean,
            @Nullable Double low,
            @Nullable Double high,
            double probabilityBest) {}
}
