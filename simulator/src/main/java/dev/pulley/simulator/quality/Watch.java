package dev.pulley.simulator.quality;

import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.inference.Verdict;
import dev.pulley.simulator.contender.Contender;
import dev.pulley.simulator.environment.World;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs one experiment and asks for the verdict after every decision, until there is a winner.
 *
 * <p>The verdict is only reckoned where there can be a winner at all. Its evidence that one arm is better than another is a
 * mixture of likelihood ratios against a common mean m, so at most their greatest: n KL(average, m) for each of the two. If
 * the sum of these at one m is under the threshold, here with {@link #SLACK} to spare, there is none.
 */
final class Watch {
    static final OutcomeModel MODEL = new OutcomeModel.Binary(Goal.MAXIMIZE);

    /** For rounding, and for a mixture over one side of m only. */
    private static final double SLACK = 1;

    private final World world;
    private final Contender contender;
    private final double error;
    private final double[] ones;
    private final double[] counts;
    private long decisions;
    private int winner = World.NONE;

    Watch(World world, Contender contender, double error) {
        this.world = world;
        this.contender = contender;
        this.error = error;
        this.ones = new double[world.arms()];
        this.counts = new double[world.arms()];
    }

    /** Goes on until there is a winner, or up to a limit. */
    Watch until(long limit) {
        while (decisions < limit && winner == World.NONE) {
            world.advance();
            int arm = contender.choose();
            double reward = world.reward(arm);
            contender.learn(decisions, arm, reward);
            ones[arm] += reward;
            counts[arm]++;
            decisions++;
            if (canHaveWinner()) {
                look();
            }
        }
        return this;
    }

    long decisions() {
        return decisions;
    }

    /** The arm that won, or {@link World#NONE}. */
    int winner() {
        return winner;
    }

    VariantSummary summary(int arm) {
        return VariantSummary.ofBinary(ones[arm], counts[arm] - ones[arm]);
    }

    private void look() {
        List<Verdict.Candidate> candidates = new ArrayList<>();
        for (int arm = 0; arm < counts.length; arm++) {
            candidates.add(new Verdict.Candidate(Integer.toString(arm), summary(arm)));
        }
        Verdict verdict = Verdict.of(MODEL, candidates, (double) decisions, 0, error);
        if (verdict.winner() != null) {
            winner = Integer.parseInt(verdict.winner());
        }
    }

    private boolean canHaveWinner() {
        int leader = 0;
        for (int arm = 0; arm < counts.length; arm++) {
            if (counts[arm] == 0) {
                return false;
            }
            leader = ones[arm] * counts[leader] > ones[leader] * counts[arm] ? arm : leader;
        }
        double threshold = Math.log(counts.length / error) - SLACK;
        for (int arm = 0; arm < counts.length; arm++) {
            if (arm != leader && greatestEvidence(leader, arm) < threshold) {
                return false;
            }
        }
        return true;
    }

    private double greatestEvidence(int one, int other) {
        double common = (ones[one] + ones[other]) / (counts[one] + counts[other]);
        return divergence(one, common) + divergence(other, common);
    }

    private double divergence(int arm, double common) {
        double zeros = counts[arm] - ones[arm];
        double result = 0;
        if (ones[arm] > 0) {
            result += ones[arm] * Math.log(ones[arm] / (counts[arm] * common));
        }
        if (zeros > 0) {
            result += zeros * Math.log(zeros / (counts[arm] * (1 - common)));
        }
        return result;
    }
}
