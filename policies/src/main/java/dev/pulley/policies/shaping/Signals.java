package dev.pulley.policies.shaping;

import dev.pulley.policies.delay.DelayedOutcomes;
import dev.pulley.policies.delay.OutcomeEnds;
import dev.pulley.policies.delay.Reading;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.Products;
import dev.pulley.policies.evidence.VariantSummary;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All that is known of some variants where proxies run ahead of the outcome, ready to be learned from.
 *
 * @param outcomes the decisions of each variant, and what is known of its outcome by itself
 * @param variants what the shaped posterior needs of each, in the same order
 * @param products the products of their complete decisions, by pattern
 */
public record Signals(
        List<VariantSummary> outcomes, List<Observed> variants, SortedMap<FeedbackPattern, Products> products) {
    public static final Signals NONE = new Signals(List.of(), List.of(), Collections.emptySortedMap());

    public Signals {
        outcomes = List.copyOf(outcomes);
        variants = List.copyOf(variants);
        products = Collections.unmodifiableSortedMap(new TreeMap<>(products));
        if (outcomes.size() != variants.size()) {
            throw new IllegalArgumentException(
                    "outcomes must be as many as the variants (" + variants.size() + "): " + outcomes.size());
        }
    }

    /**
     * Where an outcome that is absent is not known.
     *
     * @param outcomes the decisions and reported outcomes of each variant
     * @param buckets the same decisions by bucket
     */
    public static Signals of(List<VariantSummary> outcomes, List<SignalBucket> buckets) {
        SignalSums sums = new SignalSums(outcomes.size(), new OutcomeEnds(0, 1));
        buckets.forEach(bucket -> sums.add(bucket, Reading.REPORTS_ONLY));
        return new Signals(outcomes, sums.observed(outcomes), sums.products());
    }

    /**
     * Where an outcome that stays absent counts as the worse end of what it can be. Every decision enters once, by what is known
     * at its age: its outcome, or its silence ({@link DelayedOutcomes#readings}).
     *
     * @param model a binary outcome or a range
     * @param weights the task's weight of each proxy that shapes, by its position
     * @param delayed what the reports of the variants say by themselves
     * @param buckets the same decisions by bucket
     */
    public static Signals late(
            OutcomeModel model, Map<Integer, Double> weights, DelayedOutcomes delayed, List<SignalBucket> buckets) {
        OutcomeEnds ends = OutcomeEnds.of(model);
        List<VariantSummary> plain = inUnits(ends, delayed.summaries());
        Signals unaware = late(ends, delayed, buckets, plain, plain, 0);
        double explained = ShapedMeans.explained(
                weights, unaware.variants, unaware.products, Math.abs(ends.better() - ends.worse()) / 2);
        return explained > 0
                ? late(ends, delayed, buckets, plain, inUnits(ends, delayed.summaries(explained)), explained)
                : unaware;
    }

    private static Signals late(
            OutcomeEnds ends,
            DelayedOutcomes delayed,
            List<SignalBucket> buckets,
            List<VariantSummary> plain,
            List<VariantSummary> beside,
            double explained) {
        List<Reading> readings = delayed.readings(explained);
        SignalSums sums = new SignalSums(plain.size(), ends);
        buckets.forEach(bucket -> sums.add(bucket, readings.get(bucket.place())));
        return new Signals(plain, sums.observed(beside), sums.products());
    }

    private static List<VariantSummary> inUnits(OutcomeEnds ends, List<VariantSummary> parts) {
        return parts.stream().map(ends::inUnits).toList();
    }

    /** These variants and then those of an earlier task of the kind, whose metrics have the same positions. */
    public Signals plus(Signals other) {
        TreeMap<FeedbackPattern, Products> both = new TreeMap<>(products);
        other.products.forEach((pattern, added) -> both.merge(pattern, added, Products::plus));
        return new Signals(
                Stream.concat(outcomes.stream(), other.outcomes.stream()).toList(),
                Stream.concat(variants.stream(), other.variants.stream()).toList(),
                both);
    }
}
