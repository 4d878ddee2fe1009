package dev.pulley.simulator.contender;

import dev.pulley.policies.evidence.VariantSummary;
import java.util.ArrayList;
import java.util.List;

/**
 * What the learner's contenders know of each arm, and whether it has changed enough since they last looked.
 *
 * <p>While an arm's evidence is small every reward is news at once. Of much evidence a thousandth more is not: a mean of n
 * rewards moves by about a thirtieth of its own standard error when n grows by a thousandth.
 */
final class Experience {
    /** The part of an arm's evidence, or of all decisions, that may come in before it must be looked at. */
    private static final double STALENESS = 0.001;

    private final long[] decisions;
    private final long[] outcomes;
    private final double[] sums;
    private final double[] squares;
    private final long[] outcomesSeen;
    private long decisionsSinceSeen;
    private long allDecisions;
    private boolean stale = true;

    Experience(int arms) {
        decisions = new long[arms];
        outcomes = new long[arms];
        sums = new double[arms];
        squares = new double[arms];
        outcomesSeen = new long[arms];
    }

    int arms() {
        return decisions.length;
    }

    void decide(int arm) {
        decisions[arm]++;
        allDecisions++;
        decisionsSinceSeen++;
        stale |= decisionsSinceSeen > STALENESS * allDecisions;
    }

    void learn(int arm, double reward) {
        outcomes[arm]++;
        sums[arm] += reward;
        squares[arm] += reward * reward;
        stale |= outcomes[arm] - outcomesSeen[arm] > STALENESS * outcomes[arm];
    }

    void clear(int arm) {
        allDecisions -= decisions[arm];
        decisions[arm] = 0;
        outcomes[arm] = 0;
        sums[arm] = 0;
        squares[arm] = 0;
        outcomesSeen[arm] = 0;
        stale = true;
    }

    /** Whether what was last seen is too old; asking for {@link #summaries} makes it fresh. */
    boolean isStale() {
        return stale;
    }

    /** About how many decisions will pass before what is seen now is too old. */
    double freshDecisions() {
        return STALENESS * allDecisions;
    }

    List<VariantSummary> summaries() {
        List<VariantSummary> summaries = new ArrayList<>(decisions.length);
        for (int arm = 0; arm < decisions.length; arm++) {
            summaries.add(new VariantSummary((double) decisions[arm], (double) outcomes[arm], sums[arm], squares[arm]));
            outcomesSeen[arm] = outcomes[arm];
        }
        decisionsSinceSeen = 0;
        stale = false;
        return summaries;
    }
}
