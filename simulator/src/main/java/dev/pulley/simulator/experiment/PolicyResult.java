package dev.pulley.simulator.experiment;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** One policy's figures at every checkpoint. */
public record PolicyResult(String policy, List<Checkpoint> checkpoints) {
    public PolicyResult {
        checkpoints = List.copyOf(checkpoints);
    }

    public Checkpoint last() {
        return checkpoints.get(checkpoints.size() - 1);
    }

    /**
     * The figures after so many decisions.
     *
     * @param simpleRegret of the arm with the greatest posterior mean
     * @param bestShare the share of all decisions so far that chose the best arm
     * @param bestProbability how probable the policy held it that the best arm is the best
     * @param rankShares the shares, since the checkpoint before, of the best arm, the second ..., and the rest
     */
    public record Checkpoint(
            long decisions,
            Sample regret,
            Sample regretPerDecision,
            Sample simpleRegret,
            Sample bestShare,
            Sample bestProbability,
            List<Double> rankShares) {
        public Checkpoint {
            rankShares = List.copyOf(rankShares);
        }
    }

    static PolicyResult of(String policy, List<Long> decisions, List<RunRecord> runs) {
        return new PolicyResult(
                policy,
                IntStream.range(0, decisions.size())
                        .mapToObj(i -> checkpoint(i, decisions, runs))
                        .toList());
    }

    private static Checkpoint checkpoint(int i, List<Long> decisions, List<RunRecord> runs) {
        double count = decisions.get(i);
        return new Checkpoint(
                decisions.get(i),
                sample(runs, run -> run.regret(i)),
                sample(runs, run -> run.regret(i) / count),
                sample(runs, run -> run.simpleRegret(i)),
                sample(runs, run -> run.bestShare(i)),
                sample(runs, run -> run.bestProbability(i)),
                rankShares(i, decisions, runs));
    }

    private static List<Double> rankShares(int i, List<Long> decisions, List<RunRecord> runs) {
        long stretch = decisions.get(i) - (i == 0 ? 0 : decisions.get(i - 1));
        Double[] shares = new Double[RunRecord.RANK_GROUPS];
        for (int group = 0; group < shares.length; group++) {
            long chosen = 0;
            for (RunRecord run : runs) {
                chosen += run.decisionsOfRank(i, group) - (i == 0 ? 0 : run.decisionsOfRank(i - 1, group));
            }
            shares[group] = (double) chosen / stretch / runs.size();
        }
        return List.of(shares);
    }

    private static Sample sample(List<RunRecord> runs, ToDoubleFunction<RunRecord> figure) {
        return new Sample(runs.stream().mapToDouble(figure).toArray());
    }
}
