package dev.pulley.policies.evidence;

import java.util.Map;
import java.util.SortedMap;

/**
 * All sums of one task in one bucket.
 *
 * @param products those of pairs of metrics, pooled over the variants
 * @param sources what each named source reports, pooled over the variants, each value counting in full
 */
public record BucketEvidence(
        SortedMap<VariantVersion, VariantEvidence> variants,
        SortedMap<FeedbackPattern, Products> products,
        SortedMap<SourceMetric, MetricSums> sources)
        implements Additive<BucketEvidence> {
    public static final BucketEvidence NONE = of(Map.of(), Map.of());

    public BucketEvidence {
        variants = Additive.sorted(variants);
        products = Additive.sorted(products);
        sources = Additive.sorted(sources);
        for (Map.Entry<FeedbackPattern, Products> entry : products.entrySet()) {
            if (!entry.getKey().equals(entry.getValue().pattern())) {
                throw new IllegalArgumentException("products must stand under their own pattern: " + entry);
            }
        }
    }

    /** Without anything of named sources. */
    public static BucketEvidence of(
            Map<VariantVersion, VariantEvidence> variants, Map<FeedbackPattern, Products> products) {
        return of(variants, products, Map.of());
    }

    public static BucketEvidence of(
            Map<VariantVersion, VariantEvidence> variants,
            Map<FeedbackPattern, Products> products,
            Map<SourceMetric, MetricSums> sources) {
        return new BucketEvidence(Additive.sorted(variants), Additive.sorted(products), Additive.sorted(sources));
    }

    @Override
    public BucketEvidence plus(BucketEvidence other) {
        return new BucketEvidence(
                Additive.sum(variants, other.variants),
                Additive.sum(products, other.products),
                Additive.sum(sources, other.sources));
    }

    @Override
    public BucketEvidence minus(BucketEvidence other) {
        return new BucketEvidence(
                Additive.difference(variants, other.variants),
                Additive.difference(products, other.products),
                Additive.difference(sources, other.sources));
    }

    @Override
    public boolean isEmpty() {
        return variants.isEmpty() && products.isEmpty() && sources.isEmpty();
    }
}
