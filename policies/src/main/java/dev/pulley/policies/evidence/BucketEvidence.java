package dev.pulley.policies.evidence;

import java.util.Map;
import java.util.SortedMap;

/**
 * All sums of one task in one bucket.
 *
 * @param products those of pairs of metrics, pooled over the variants
 * @param sources what each named source reports, pooled over the variants, each value counting in full
 * @param units the same decisions and outcomes by groups of units, as far as they are for one
 */
public record BucketEvidence(
        SortedMap<VariantVersion, VariantEvidence> variants,
        SortedMap<FeedbackPattern, Products> products,
        SortedMap<SourceMetric, MetricSums> sources,
        UnitGroups units)
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

    /** Without anything of named sources or units. */
    public static BucketEvidence of(
            Map<VariantVersion, VariantEvidence> variants, Map<FeedbackPattern, Products> products) {
        return of(variants, products, Map.of());
    }

    public static BucketEvidence of(
            Map<VariantVersion, VariantEvidence> variants,
            Map<FeedbackPattern, Products> products,
            Map<SourceMetric, MetricSums> sources) {
        return of(variants, products, sources, UnitGroups.NONE);
    }

    public static BucketEvidence of(
            Map<VariantVersion, VariantEvidence> variants,
            Map<FeedbackPattern, Products> products,
            Map<SourceMetric, MetricSums> sources,
            UnitGroups units) {
        return new BucketEvidence(
                Additive.sorted(variants), Additive.sorted(products), Additive.sorted(sources), units);
    }

    @Override
    public BucketEvidence plus(BucketEvidence other) {
        return new BucketEvidence(
                Additive.sum(variants, other.variants),
                Additive.sum(products, other.products),
                Additive.sum(sources, other.sources),
                units.plus(other.units));
    }

    @Override
    public BucketEvidence minus(BucketEvidence other) {
        return new BucketEvidence(
                Additive.difference(variants, other.variants),
                Additive.difference(products, other.products),
                Additive.difference(sources, other.sources),
                units.minus(other.units));
    }

    /** Whether all that was reported is the same, so that nothing but decisions, and how they were drawn, sets the two apart. */
    public boolean hasSameReports(BucketEvidence other) {
        return products.equals(other.products)
                && sources.equals(other.sources)
                && hasReportsOf(other)
                && other.hasReportsOf(this);
    }

    private boolean hasReportsOf(BucketEvidence other) {
        for (Map.Entry<VariantVersion, VariantEvidence> entry : other.variants.entrySet()) {
            VariantEvidence known = variants.getOrDefault(entry.getKey(), VariantEvidence.NONE);
            if (!known.hasSameReports(entry.getValue())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean isEmpty() {
        return variants.isEmpty() && products.isEmpty() && sources.isEmpty() && units.isEmpty();
    }
}
