package dev.pulley.server.reward;

import dev.pulley.server.problem.Problem;
import java.util.List;

/**
 * What became of the rewards of one request, counted by the decisions that they were credited to.
 *
 * @param queued are safe in the journal, but not in the evidence yet
 */
public record RewardReport(int accepted, int repeated, int corrected, int late, int queued, List<Rejected> rejected) {
    public RewardReport {
        rejected = List.copyOf(rejected);
    }

    /** A reward that was refused, by its place in the request. */
    public record Rejected(int index, Problem problem) {}
}
