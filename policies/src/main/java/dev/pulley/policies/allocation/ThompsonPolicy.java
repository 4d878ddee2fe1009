package dev.pulley.policies.allocation;

/**
 * Thompson sampling (W. R. Thompson, On the likelihood that one unknown probability exceeds another, 1933): each variant
 * is chosen with the probability that it is the best, here computed rather than sampled.
 */
final class ThompsonPolicy implements Policy {
    @Override
    public Allocation allocate(PolicyInput input) {
        return Allocation.of(input.bestProbabilities());
    }
}
