package dev.pulley.policies.allocation;

/** The shares that the task gives, whatever is learned: a plain A/B test. */
final class FixedPolicy implements Policy {
    @Override
    public Allocation allocate(PolicyInput input) {
        return input.fixedShares();
    }
}
