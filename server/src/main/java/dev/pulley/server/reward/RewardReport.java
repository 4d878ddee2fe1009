package dev.pulley.server.reward;

import dev.pulley.server.problem.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of the rewards of one request, counted by the decisions that they were credited to.
 *
 * @param waiting have a reference that no decision has yet
 * @param queued are safe in the journal, but not in the evidence yet
 */
public record RewardReport(
        int accepted, int repeated, int corrected, int late, int waiting, int queued, List<Rejected> rejected) {
    public RewardReport {
        rejected = List.copyOf(rejected);
    }

    /** The two together; the places of the other's rewards in the request are behind {@code offset}. */
    public RewardReport plus(RewardReport other, int offset) {
        List<Rejected> all = new ArrayList<>(rejected);
        other.rejected.forEach(one -> all.add(new Rejected(offset + one.index(), one.problem())));
        return new RewardReport(
                accepted + other.accepted,
                repeated + other.repeated,
                corrected + other.corrected,
                late + other.late,
                waiting + other.waiting,
                queued + other.queued,
                all);
    }

    public RewardReport withRejected(List<Rejected> others) {
        return new RewardReport(accepted, repeated, corrected, late, waiting, queued, others);
    }

    /** A reward that was refused, by its place in the request. */
    public record Rejected(int index, Problem problem) {}
}
