package dev.pulley.policies.allocation;

import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.posterior.Posterior;
import java.util.List;

/**
 * What a policy may look at. The variants are those that may be chosen now, in one order throughout.
 *
 * @param posterior what is believed of each
 * @param variants the decisions and outcomes of each
 * @param fixedShares the shares that the task gives, for policies that keep to them
 */
public record PolicyInput(Posterior posterior, List<VariantSummary> variants, Allocation fixedShares) {
    public PolicyInput {
        variants = List.copyOf(variants);
        if (variants.size() != posterior.size()) {
            throw new IllegalArgumentException(
                    "variants must be as many as the posterior has (" + posterior.size() + "): " + variants.size());
        }
        if (fixedShares.size() != posterior.size()) {
            throw new IllegalArgumentException("fixedShares must be as many as the posterior has (" + posterior.size()
                    + "): " + fixedShares.size());
        }
    }

    /** With even shares, for policies that find their own. */
    public static PolicyInput of(Posterior posterior, List<VariantSummary> variants) {
        return new PolicyInput(posterior, variants, Allocation.even(posterior.size()));
    }
}
