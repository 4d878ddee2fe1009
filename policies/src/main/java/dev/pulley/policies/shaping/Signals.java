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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All that is known of some variants where proxies run ahead of the outcome, ready to be learned from.
 *
 * @param variants the sums of each
 * @param products the products of the decisions whose outcome is known, by pattern
 */
public record Signals(List<Observed> variants, SortedMap<FeedbackPattern, Products> products) {

    public Signals {
        variants = List.copyOf(variants);
        products = Collections.unmodifiableSortedMap(new TreeMap<>(products));
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
        return new Signals(sums.observed(outcomes), sums.products());
    }

    /**
     * Where an outcome that stays absent counts as the worse end of what it can be. Every decision enters once, by what is known
     * at its age: its outcome, or its silence ({@link DelayedOutcomes#readings}).
     *
     * @param model a binary outcome or a range
     * @param delayed what the reports of the variants say by themselves
     * @param buckets the same decisions by bucket
     */
    public static Signals late(OutcomeModel model, DelayedOutcomes delayed, List<SignalBucket> buckets) {
        OutcomeEnds ends = OutcomeEnds.of(model);
        List<VariantSummary> outcomes =
                delayed.summaries().stream().map(ends::inUnits).toList();
        List<Reading> readings = delayed.readings();
        SignalSums sums = new SignalSums(outcomes.size(), ends);
        buckets.forEach(bucket -> sums.add(bucket, readings.get(bucket.place())));
        return new Signals(sums.observed(outcomes), sums.products());
    }

    /** These variants and then those of an earlier task of the kind, whose metrics have the same positions. */
    public Signals plus(Signals other) {
        TreeMap<FeedbackPattern, Products> both = new TreeMap<>(products);
        other.products.forEach((pattern, added) -> both.merge(pattern, added, Products::plus));
        return new Signals(
                Stream.concat(variants.stream(), other.variants.stream()).toList(), both);
    }
}
