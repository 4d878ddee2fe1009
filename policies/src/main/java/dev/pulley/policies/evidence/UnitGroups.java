package dev.pulley.policies.evidence;

/**
 * How decisions and outcomes fall to groups of units, over all variants of a task. A unit is always in the same group, so what the
 * decisions of a unit have in common shows in how much groups differ.
 *
 * @param sums as arrivals are kept: in a group's bin its outcomes and the sum of their values, and in the bin that is
 *     {@value #DECISIONS} higher its decisions
 */
public record UnitGroups(Arrivals sums) implements Additive<UnitGroups> {
    /** Groups are numbered from 1; 0 is for decisions that are for no unit. */
    public static final int COUNT = 63;

    private static final int DECISIONS = 64;

    public static final UnitGroups NONE = new UnitGroups(Arrivals.NONE);

    public static UnitGroups ofDecisions(int group, double count) {
        return new UnitGroups(Arrivals.of(DECISIONS + group, count, 0));
    }

    /** One outcome, of a decision that is counted by itself. */
    public static UnitGroups ofOutcome(int group, double value) {
        return new UnitGroups(Arrivals.of(group, 1, value));
    }

    public double decisions(int group) {
        return sums.count(DECISIONS + group);
    }

    public double outcomes(int group) {
        return sums.count(group);
    }

    /** Of the values of a group's outcomes. */
    public double sum(int group) {
        return sums.sum(group);
    }

    @Override
    public UnitGroups plus(UnitGroups other) {
        return new UnitGroups(sums.plus(other.sums));
    }

    @Override
    public UnitGroups minus(UnitGroups other) {
        return new UnitGroups(sums.minus(other.sums));
    }

    @Override
    public boolean isEmpty() {
        return sums.isEmpty();
    }
}
