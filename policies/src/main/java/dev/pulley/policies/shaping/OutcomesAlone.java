package dev.pulley.policies.shaping;

import dev.pulley.policies.evidence.VariantSummary;
import java.util.List;

/** What is believed of the variants' means where nothing but outcomes is known. */
@FunctionalInterface
public interface OutcomesAlone {
    /** Of each variant, in the same order. */
    List<Belief> of(List<VariantSummary> variants);

    /** A mean, and how unsure it is. */
    record Belief(double mean, double variance) {}
}
