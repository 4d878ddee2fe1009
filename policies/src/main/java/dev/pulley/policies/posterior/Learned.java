package dev.pulley.policies.posterior;

import dev.pulley.policies.evidence.VariantSummary;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the learner makes of a task's evidence.
 *
 * @param posterior what is believed of each variant
 * @param variants the decisions of each, and the outcomes that they are worth: where absence means failure, decisions that
 *     have been silent for long are outcomes in part
 * @param proxies what each proxy that was heard of says of the outcome, by its position
 */
public record Learned(Posterior posterior, List<VariantSummary> variants, SortedMap<Integer, LearnedProxy> proxies) {
    public Learned {
        variants = List.copyOf(variants);
        proxies = Collections.unmodifiableSortedMap(new TreeMap<>(proxies));
    }

    /** Without any proxy. */
    Learned(Posterior posterior, List<VariantSummary> variants) {
        this(posterior, variants, Collections.emptySortedMap());
    }

    /**
     * What one proxy says of the outcome within variants.
     *
     * @param slope by how much the outcome is greater where the proxy is greater by 1, as it counts in the posterior: between
     *     the task's weight and what the outcomes show
     * @param correlation of both; not a number as long as no outcomes show it
     */
    public record LearnedProxy(double slope, double correlation) {}
}
