package dev.pulley.policies.evidence;

import dev.pulley.policies.evidence.Credit.Effect;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The values that stand on one decision: of each metric, the greatest reward in the order of as-of time, stamp and
 * value. So the same rewards leave the same values and the same sums in whatever order, and however often, they come.
 * A retraction stays here as a tombstone, against older values that come after it.
 */
public record StandingValues(SortedMap<Integer, Reward> byMetric) {
    public static final StandingValues NONE = new StandingValues(Collections.emptySortedMap());

    public StandingValues {
        byMetric = Collections.unmodifiableSortedMap(new TreeMap<>(byMetric));
        for (Map.Entry<Integer, Reward> entry : byMetric.entrySet()) {
            if (entry.getKey() != entry.getValue().metric()) {
                throw new IllegalArgumentException("rewards must stand under their own metric: " + entry);
            }
        }
    }

    /** What a reward on this decision does. */
    public Credit credit(Decided decided, Reward reward) {
        Reward standing = byMetric.get(reward.metric());
        if (standing != null && !reward.standsAgainst(standing)) {
            return new Credit(this, Effect.REPEATED, BucketEvidence.NONE, BucketEvidence.NONE);
        }
        TreeMap<Integer, Reward> changed = new TreeMap<>(byMetric);
        changed.put(reward.metric(), reward);
        StandingValues next = new StandingValues(changed);
        if (standing != null && reward.sameValueAs(standing)) {
            // The sums stay, but what stands is now newer: a value between the two must not take its place.
            return new Credit(next, Effect.REPEATED, BucketEvidence.NONE, BucketEvidence.NONE);
        }
        Effect effect = standing == null ? Effect.ACCEPTED : Effect.CORRECTED;
        return new Credit(next, effect, sums(decided), next.sums(decided));
    }

    /** What this decision gives to the sums of its bucket, beside its being counted as a decision. */
    public BucketEvidence sums(Decided decided) {
        FeedbackPattern pattern = FeedbackPattern.NONE;
        TreeMap<Integer, MetricSums> metrics = new TreeMap<>();
        for (Reward reward : byMetric.values()) {
            Double value = reward.value();
            if (value != null && FeedbackPattern.covers(reward.metric())) {
                pattern = pattern.with(reward.metric());
            } else if (value != null) {
                metrics.put(reward.metric(), MetricSums.ofValue(value));
            }
        }
        if (pattern.isEmpty() && metrics.isEmpty()) {
            return BucketEvidence.NONE;
        }
        double[] values = valuesOf(pattern);
        VariantEvidence variant = VariantEvidence.of(
                0, pattern.isEmpty() ? Map.of() : Map.of(pattern, cell(pattern, values, decided)), metrics);
        return BucketEvidence.of(
                Map.of(decided.variant(), variant),
                Products.isKeptFor(pattern) ? Map.of(pattern, products(pattern, values)) : Map.of());
    }

    private double[] valuesOf(FeedbackPattern pattern) {
        double[] values = new double[pattern.size()];
        byMetric.forEach((metric, reward) -> {
            Double value = reward.value();
            if (value != null && pattern.has(metric)) {
                values[pattern.indexOf(metric)] = value;
            }
        });
        return values;
    }

    private static Cell cell(FeedbackPattern pattern, double[] values, Decided decided) {
        double[] sums = new double[Cell.length(pattern)];
        sums[0] = 1;
        System.arraycopy(values, 0, sums, 1, values.length);
        if (pattern.hasOutcome()) {
            double outcome = values[0];
            double inverse = 1 / decided.propensity();
            int at = 1 + values.length;
            sums[at] = outcome * outcome;
            sums[at + 1] = inverse;
            sums[at + 2] = outcome * inverse;
            sums[at + 3] = inverse * inverse;
            sums[at + 4] = outcome * inverse * inverse;
            sums[at + 5] = outcome * inverse * outcome * inverse;
        }
        return Cell.of(pattern, sums);
    }

    private static Products products(FeedbackPattern pattern, double[] values) {
        double[] sums = new double[Products.length(pattern)];
        sums[0] = 1;
        int at = 1;
        for (int i = 0; i < values.length; i++) {
            for (int j = Math.max(i, 1); j < values.length; j++) {
                sums[at++] = values[i] * values[j];
            }
        }
        return Products.of(pattern, sums);
    }

    /** The value of a metric that stands; null if there is none, or it was retracted. */
    public @Nullable Double value(int metric) {
        Reward reward = byMetric.get(metric);
        return reward == null ? null : reward.value();
    }
}
