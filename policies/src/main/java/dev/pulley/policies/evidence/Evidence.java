package dev.pulley.policies.evidence;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * All that is known about a task: the sums of its decisions and rewards, by the bucket that the decision fell into.
 * Merging is associative and commutative, to the rounding of floating addition.
 */
public record Evidence(SortedMap<Bucket, BucketEvidence> buckets) {
    public static final Evidence NONE = new Evidence(Collections.emptySortedMap());

    public Evidence {
        buckets = Additive.sorted(buckets);
    }

    public static Evidence of(Map<Bucket, BucketEvidence> buckets) {
        return new Evidence(Additive.sorted(buckets));
    }

    /** With a bucket's sums in place of those that it had; a bucket that has none is not kept. */
    public Evidence with(Bucket bucket, BucketEvidence evidence) {
        TreeMap<Bucket, BucketEvidence> changed = new TreeMap<>(buckets);
        if (evidence.equals(BucketEvidence.NONE)) {
            changed.remove(bucket);
        } else {
            changed.put(bucket, evidence);
        }
        return new Evidence(changed);
    }

    public Evidence plus(Bucket bucket, BucketEvidence added) {
        return with(bucket, in(bucket).plus(added));
    }

    /** Without what had been added to a bucket. */
    public Evidence minus(Bucket bucket, BucketEvidence removed) {
        return with(bucket, in(bucket).minus(removed));
    }

    public Evidence merge(Evidence other) {
        return new Evidence(Additive.sum(buckets, other.buckets));
    }

    /** The sums of a bucket, which are none if nothing fell into it. */
    public BucketEvidence in(Bucket bucket) {
        return buckets.getOrDefault(bucket, BucketEvidence.NONE);
    }

    /** Decisions and outcomes of each variant version, over all buckets. */
    public SortedMap<VariantVersion, VariantSummary> summaries() {
        return summaries(bucket -> 1);
    }

    /** How many decisions a version had, and on how many of them an outcome stands, whatever it counts. */
    public record Counts(double decisions, double outcomes) {
        public static final Counts NONE = new Counts(0, 0);

        public Counts plus(Counts other) {
            return new Counts(decisions + other.decisions, outcomes + other.outcomes);
        }
    }

    /** How many decisions each variant version had, at least as many as have outcomes, and how many outcomes. */
    public SortedMap<VariantVersion, Counts> counts() {
        TreeMap<VariantVersion, Counts> result = new TreeMap<>();
        for (BucketEvidence evidence : buckets.values()) {
            evidence.variants().forEach((variant, sums) -> {
                double outcomes = sums.outcomes();
                result.merge(
                        variant, new Counts(Math.max((double) sums.decisions(), outcomes), outcomes), Counts::plus);
            });
        }
        return Collections.unmodifiableSortedMap(result);
    }

    /** Decisions and outcomes of each variant version, each bucket counting by its weight. */
    public SortedMap<VariantVersion, VariantSummary> summaries(ToDoubleFunction<Bucket> weight) {
        TreeMap<VariantVersion, VariantSummary> result = new TreeMap<>();
        buckets.forEach((bucket, evidence) -> {
            double bucketWeight = weight.applyAsDouble(bucket);
            evidence.variants()
                    .forEach((variant, sums) -> result.put(
                            variant,
                            result.getOrDefault(variant, VariantSummary.NONE).plus(sums.summary(), bucketWeight)));
        });
        return Collections.unmodifiableSortedMap(result);
    }
}
