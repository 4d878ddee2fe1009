package dev.pulley.server.stats;

import java.util.List;

/**
 * What happened to a task over time, in steps of equal width that follow one another.
 *
 * @param stepMillis the width of a step: a whole number of the task's buckets of time
 */
public record TaskHistory(String task, long asOfMillis, long stepMillis, List<Step> steps) {
    public TaskHistory {
        steps = List.copyOf(steps);
    }

    /**
     * One step.
     *
     * @param atMillis its end, which is still to come for the newest one
     * @param variants the same in every step, in the same order
     */
    public record Step(long atMillis, Regret regret, List<Variant> variants) {
        public Step {
            variants = List.copyOf(variants);
        }
    }

    /**
     * What all decisions until then have cost, as believed now.
     *
     * @param low the 5% quantile of that, and {@code high} the 95% quantile
     * @param evenSplitTotal what they would have cost, spread evenly
     */
    public record Regret(double total, double low, double high, double evenSplitTotal) {}

    /**
     * One variant, all its versions together, in one step.
     *
     * @param share how much of the step's decisions it had; not a number where there were none
     * @param decisions those made in the step
     * @param outcomes how many of those decisions have their outcome by now
     * @param mean of these outcomes; not a number where there are none
     */
    public record Variant(String name, double share, long decisions, long outcomes, double mean) {}
}
