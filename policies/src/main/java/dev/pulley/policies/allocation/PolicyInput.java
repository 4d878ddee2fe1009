package dev.pulley.policies.allocation;

import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.inference.BestProbability;
import dev.pulley.policies.posterior.Posterior;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a policy may look at. The variants are those that may be chosen now, in one order throughout. For one thread: what
 * several ask for is worked out at the first asking and kept.
 */
public final class PolicyInput {
    private final Posterior posterior;
    private final List<VariantSummary> variants;
    private final Allocation fixedShares;
    private final boolean fading;
    private double @Nullable [] bestProbabilities;

    private PolicyInput(Posterior posterior, List<VariantSummary> variants, Allocation fixedShares, boolean fading) {
        this.posterior = posterior;
        this.variants = variants;
        this.fixedShares = fixedShares;
        this.fading = fading;
    }

    /**
     * With shares for policies that keep to them.
     *
     * @param posterior what is believed of each variant
     * @param variants the decisions and outcomes of each
     * @param fixedShares the shares that the task gives
     */
    public static PolicyInput of(Posterior posterior, List<VariantSummary> variants, Allocation fixedShares) {
        if (variants.size() != posterior.size()) {
            throw new IllegalArgumentException(
                    "variants must be as many as the posterior has (" + posterior.size() + "): " + variants.size());
        }
        if (fixedShares.size() != posterior.size()) {
            throw new IllegalArgumentException("fixedShares must be as many as the posterior has (" + posterior.size()
                    + "): " + fixedShares.size());
        }
        return new PolicyInput(posterior, List.copyOf(variants), fixedShares, false);
    }

    /** With even shares, for policies that find their own. */
    public static PolicyInput of(Posterior posterior, List<VariantSummary> variants) {
        return of(posterior, variants, Allocation.even(posterior.size()));
    }

    /** The same with other shares for policies that keep to them; what was worked out is kept. */
    public PolicyInput withFixedShares(Allocation shares) {
        PolicyInput given = of(posterior, variants, shares);
        PolicyInput result = new PolicyInput(posterior, given.variants, shares, fading);
        result.bestProbabilities = bestProbabilities;
        return result;
    }

    /** The same of evidence that fades, as with a half-life. */
    public PolicyInput fading() {
        PolicyInput result = new PolicyInput(posterior, variants, fixedShares, true);
        result.bestProbabilities = bestProbabilities;
        return result;
    }

    public Posterior posterior() {
        return posterior;
    }

    public List<VariantSummary> variants() {
        return variants;
    }

    public Allocation fixedShares() {
        return fixedShares;
    }

    /** Whether evidence fades, so that what is left alone becomes unsure again by itself. */
    public boolean isFading() {
        return fading;
    }

    /** The probability of each variant to be the best, taking what is believed of them as independent. */
    public double[] bestProbabilities() {
        double[] known = bestProbabilities;
        if (known == null) {
            known = BestProbability.of(posterior.gains());
            bestProbabilities = known;
        }
        return known.clone();
    }
}
