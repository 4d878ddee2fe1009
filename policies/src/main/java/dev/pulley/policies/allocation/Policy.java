package dev.pulley.policies.allocation;

/** A pure function from what is known to how traffic is shared out. */
@FunctionalInterface
public interface Policy {
    Allocation allocate(PolicyInput input);
}
