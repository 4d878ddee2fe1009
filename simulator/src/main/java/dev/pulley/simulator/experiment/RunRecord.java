package dev.pulley.simulator.experiment;

import dev.pulley.simulator.contender.Contender;
import dev.pulley.simulator.environment.World;

/** What one policy did in one run, as seen at the checkpoints. Filled by the run itself; read-only to others. */
final class RunRecord {
    /** Decisions are told apart by the chosen arm's rank among the true means; the last group holds all further ranks. */
    static final int RANK_GROUPS = 5;

    private final double[] regret;
    private final double[] simpleRegret;
    private final double[] bestShare;
    private final double[] bestProbability;
    private final long[][] ranks;

    private final long[] ranksSoFar = new long[RANK_GROUPS];
    private double regretSoFar;
    private long decisions;
    private long bestDecisions;
    private int filled;

    RunRecord(int checkpoints) {
        regret = new double[checkpoints];
        simpleRegret = new double[checkpoints];
        bestShare = new double[checkpoints];
        bestProbability = new double[checkpoints];
        ranks = new long[checkpoints][];
    }

    void count(World world, int arm) {
        int rank = world.rank(arm);
        decisions++;
        regretSoFar += world.regret(arm);
        ranksSoFar[Math.min(rank, RANK_GROUPS - 1)]++;
        if (rank == 0) {
            bestDecisions++;
        }
    }

    void checkpoint(World world, Contender contender) {
        regret[filled] = regretSoFar;
        simpleRegret[filled] = simpleRegret(world, contender);
        bestShare[filled] = (double) bestDecisions / decisions;
        bestProbability[filled] = contender.probabilityBest(world.best());
        ranks[filled] = ranksSoFar.clone();
        filled++;
    }

    double regret(int checkpoint) {
        return regret[checkpoint];
    }

    double simpleRegret(int checkpoint) {
        return simpleRegret[checkpoint];
    }

    double bestShare(int checkpoint) {
        return bestShare[checkpoint];
    }

    /** How probable the policy held it that the best arm is the best. */
    double bestProbability(int checkpoint) {
        return bestProbability[checkpoint];
    }

    /** Decisions up to the checkpoint for arms of this rank group. */
    long decisionsOfRank(int checkpoint, int group) {
        return ranks[checkpoint][group];
    }

    /** The gap of the arm with the greatest posterior mean; the average where several share it. */
    private static double simpleRegret(World world, Contender contender) {
        double greatest = Double.NEGATIVE_INFINITY;
        double gaps = 0;
        int leaders = 0;
        for (int arm = 0; arm < world.arms(); arm++) {
            double mean = contender.mean(arm);
            if (mean > greatest) {
                greatest = mean;
                gaps = 0;
                leaders = 0;
            }
            if (mean == greatest) {
                gaps += world.gap(arm);
                leaders++;
            }
        }
        return gaps / leaders;
    }
}
