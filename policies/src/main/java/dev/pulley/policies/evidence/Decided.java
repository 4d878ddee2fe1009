package dev.pulley.policies.evidence;

/**
 * What a decision token tells of a decision, as far as evidence needs it.
 *
 * @param unitGroup the group of the unit that it is for; 0 where it is for none
 */
public record Decided(VariantVersion variant, double propensity, int unitGroup) {
    public Decided {
        if (!(propensity > 0 && propensity <= 1)) {
            throw new IllegalArgumentException("propensity must be over 0 and at most 1: " + propensity);
        }
        if (unitGroup < 0 || unitGroup > UnitGroups.COUNT) {
            throw new IllegalArgumentException("unitGroup must be from 0 to " + UnitGroups.COUNT + ": " + unitGroup);
        }
    }

    /** One that is for no unit. */
    public Decided(VariantVersion variant, double propensity) {
        this(variant, propensity, 0);
    }
}
