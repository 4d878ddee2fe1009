package dev.pulley.policies.evidence;

import dev.pulley.policies.evidence.Credit.Effect;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The values that stand on one decision: of each metric, the greatest reward in the order of as-of time, stamp and
 * value; and when its outcome was first heard of. So the same rewards leave the same values and the same sums in whatever
 * order, and however often, they come. A retraction stays here as a tombstone, against older values that come after it.
 *
 * @param arrival that of the first reward that had an outcome, whether it stands or not; null where none had
 */
public record StandingValues(
        SortedMap<Integer, Reward> byMetric, @Nullable Arrival arrival) {
    public static final StandingValues NONE = new StandingValues(Collections.emptySortedMap(), null);

    /** When an outcome was first heard of: the stamp, and the bin of the delay until then. */
    public record Arrival(long stamp, int bin) {
        private static @Nullable Arrival first(@Nullable Arrival known, Reward reward) {
            if (reward.metric() != FeedbackPattern.OUTCOME || reward.value() == null) {
                return known;
            }
            Arrival other = new Arrival(reward.stamp(), reward.delayBin());
            boolean isFirst =
                    known == null || other.stamp < known.stamp || (other.stamp == known.stamp && other.bin < known.bin);
            return isFirst ? other : known;
        }
    }

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
        boolean stands = standing == null || reward.standsAgainst(standing);
        TreeMap<Integer, Reward> changed = new TreeMap<>(byMetric);
        if (stands) {
            // Also where it says the same: a value between the two must not take its place.
            changed.put(reward.metric(), reward);
        }
        StandingValues next = new StandingValues(changed, Arrival.first(arrival, reward));
        Effect effect = standing == null
                ? Effect.ACCEPTED
                : stands && !reward.countsAs(standing) ? Effect.CORRECTED : Effect.REPEATED;
        if (effect == Effect.REPEATED && Objects.equals(arrival, next.arrival)) {
            return new Credit(next, effect, BucketEvidence.NONE, BucketEvidence.NONE);
        }
        return new Credit(next, effect, sums(decided), next.sums(decided));
    }

    /** What this decision gives to the sums of its bucket, beside its being counted as a decision. */
    public BucketEvidence sums(Decided decided) {
        FeedbackPattern pattern = FeedbackPattern.NONE;
        TreeMap<Integer, MetricSums> metrics = new TreeMap<>();
        TreeMap<SourceMetric, MetricSums> sources = new TreeMap<>();
        for (Reward reward : byMetric.values()) {
            Double value = reward.value();
            if (value == null) {
                continue;
            }
            if (FeedbackPattern.covers(reward.metric())) {
                pattern = pattern.with(reward.metric());
            } else {
                metrics.put(reward.metric(), MetricSums.ofValue(value, reward.trust()));
            }
            if (reward.source() > 0) {
                sources.put(new SourceMetric(reward.source(), reward.metric()), MetricSums.ofValue(value, 1));
            }
        }
        if (pattern.isEmpty() && metrics.isEmpty()) {
            return BucketEvidence.NONE;
        }
        double[] values = valuesOf(pattern);
        double weight = weight(pattern);
        VariantEvidence variant = VariantEvidence.of(
                0,
                Draws.NONE,
                pattern.isEmpty() ? Map.of() : Map.of(pattern, cell(pattern, values, weight, decided)),
                metrics,
                arrivals(pattern, values));
        return BucketEvidence.of(
                Map.of(decided.variant(), variant),
                Products.isKeptFor(pattern) ? Map.of(pattern, products(pattern, values, weight)) : Map.of(),
                sources,
                decided.unitGroup() > 0 && pattern.hasOutcome()
                        ? UnitGroups.ofOutcome(decided.unitGroup(), values[0])
                        : UnitGroups.NONE);
    }

    /** The trust in the outcome or, where none stands, the least trust in a proxy. */
    private double weight(FeedbackPattern pattern) {
        double least = 1;
        for (Reward reward : byMetric.values()) {
            boolean isAsked =
                    pattern.hasOutcome() ? reward.metric() == FeedbackPattern.OUTCOME : pattern.has(reward.metric());
            least = isAsked ? Math.min(least, reward.trust()) : least;
        }
        return least;
    }

    private Arrivals arrivals(FeedbackPattern pattern, double[] values) {
        return pattern.hasOutcome() && arrival != null ? Arrivals.of(arrival.bin(), 1, values[0]) : Arrivals.NONE;
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

    private static Cell cell(FeedbackPattern pattern, double[] values, double weight, Decided decided) {
        double[] sums = new double[Cell.length(pattern)];
        sums[0] = 1;
        sums[1] = weight;
        int at = 2;
        for (double value : values) {
            sums[at++] = weight * value;
        }
        if (pattern.hasOutcome()) {
            double outcome = values[0];
            double inverse = weight / decided.propensity();
            sums[at] = weight * outcome * outcome;
            sums[at + 1] = weight * weight;
            sums[at + 2] = inverse;
            sums[at + 3] = outcome * inverse;
            sums[at + 4] = inverse * inverse;
            sums[at + 5] = outcome * inverse * inverse;
            sums[at + 6] = outcome * inverse * outcome * inverse;
        }
        return Cell.of(pattern, sums);
    }

    private static Products products(FeedbackPattern pattern, double[] values, double weight) {
        double[] sums = new double[Products.length(pattern)];
        sums[0] = 1;
        int at = 1;
        for (int i = 0; i < values.length; i++) {
            // The outcome's own square is in the cell.
            for (int j = i == 0 && pattern.hasOutcome() ? 1 : i; j < values.length; j++) {
                sums[at++] = weight * values[i] * values[j];
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
