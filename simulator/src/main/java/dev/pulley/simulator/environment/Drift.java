package dev.pulley.simulator.environment;

import java.util.List;

/** How the true means move while a run goes on. */
public sealed interface Drift {
    record None() implements Drift {}

    /** Every round each mean takes a normal step; a binary arm's mean is reflected at 0 and 1. */
    record RandomWalk(double step) implements Drift {}

    /** Every round each mean, a rate, takes a normal step on the scale of its logit, and is reflected at two bounds. */
    record LogitWalk(double step, double low, double high) implements Drift {}

    /** In a round, with this probability, one arm is replaced by a new variant with a newly drawn mean. */
    record Replacement(double probability) implements Drift {}

    /** From a round on the means are others: these, or newly drawn ones where the list is empty. */
    record Abrupt(long round, List<Double> means) implements Drift {
        public Abrupt {
            means = List.copyOf(means);
        }
    }
}
