package dev.pulley.policies.evidence;

/** What a decision token tells of a decision, as far as evidence needs it. */
public record Decided(VariantVersion variant, double propensity) {
    public Decided {
        if (!(propensity > 0 && propensity <= 1)) {
            throw new IllegalArgumentException("propensity must be over 0 and at most 1: " + propensity);
        }
    }
}
