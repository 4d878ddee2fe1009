package dev.pulley.policies.allocation;

import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.inference.BestProbability;
import dev.pulley.policies.posterior.Marginal;
import java.util.List;

/**
 * Thompson sampling under a posterior that is sharpened while evidence is small, since plain Thompson sampling explores
 * more than a short experiment can repay.
 *
 * <p>Variances are divided by c = 1 + (outcomes / decisions) 2 / (1 + (N / (500 K))&sup2;), with N decisions so far and
 * K variants: it sharpens only as far as outcomes are in, and ends as plain Thompson sampling.
 */
public final class SharpenedThompsonPolicy implements Policy {
    private static final double EXTRA_SHARPNESS = 2;
    private static final double DECISIONS_PER_VARIANT = 500;

    SharpenedThompsonPolicy() {}

    @Override
    public Allocation allocate(PolicyInput input) {
        double factor = factor(input.variants());
        List<Marginal> gains = input.posterior().gains().stream()
                .map(gain -> gain.sharpened(factor))
                .toList();
        return Allocation.of(BestProbability.of(gains));
    }

    /** What the variances are divided by, given the variants that may be chosen now. */
    public static double factor(List<VariantSummary> variants) {
        double decisions = 0;
        double outcomes = 0;
        for (VariantSummary variant : variants) {
            decisions += variant.decisions();
            outcomes += variant.outcomes();
        }
        if (decisions == 0) {
            return 1 + EXTRA_SHARPNESS;
        }
        double age = decisions / (DECISIONS_PER_VARIANT * variants.size());
        return 1 + outcomes / decisions * EXTRA_SHARPNESS / (1 + age * age);
    }
}
