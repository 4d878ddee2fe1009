package dev.pulley.loadtests.traffic;

import dev.pulley.policies.evidence.VariantSummary;

/** What the outcomes of a variant add up to. Thread-safe. */
final class Sums {
    private long outcomes;
    private double sum;
    private double sumOfSquares;

    synchronized void add(double value) {
        outcomes++;
        sum += value;
        sumOfSquares += value * value;
    }

    /** As the learner takes it. */
    synchronized VariantSummary summary(long decisions) {
        return new VariantSummary(Math.max(decisions, outcomes), outcomes, sum, sumOfSquares);
    }
}
