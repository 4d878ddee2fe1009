package dev.pulley.policies.evidence;

import java.util.Map;
import java.util.SortedMap;

/** All sums of one task in one bucket. */
public record BucketEvidence(
        SortedMap<VariantVersion, VariantEvidence> variants, SortedMap<FeedbackPattern, Products> products)
        implements Additive<BucketEvidence> {
    public static final BucketEvidence NONE = of(Map.of(), Map.of());

    public BucketEvidence {
        variants = Additive.sorted(variants);
        products = Additive.sorted(products);
        for (Map.Entry<FeedbackPattern, Products> entry : products.entrySet()) {
            if (!entry.getKey().equals(entry.getValue().pattern())) {
                throw new IllegalArgumentException("products must stand under their own pattern: " + entry);
            }
        }
    }

    public static BucketEvidence of(
            Map<VariantVersion, VariantEvidence> variants, Map<FeedbackPattern, Products> products) {
        return new BucketEvidence(Additive.sorted(variants), Additive.sorted(products));
    }

    @Override
    public BucketEvidence plus(BucketEvidence other) {
        return new BucketEvidence(Additive.sum(variants, other.variants), Additive.sum(products, other.products));
    }

    @Override
    public BucketEvidence minus(BucketEvidence other) {
        return new BucketEvidence(
                Additive.difference(variants, other.variants), Additive.difference(products, other.products));
    }

    @Override
    public boolean isEmpty() {
        return variants.isEmpty() && products.isEmpty();
    }
}
