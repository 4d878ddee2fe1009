package dev.pulley.simulator.contender;

import org.apache.commons.rng.UniformRandomProvider;

/** The default policy with a uniform holdout: a part of the decisions is spread evenly, so that no arm ever starves. */
final class HeldOut implements Contender {
    private final DirectThompson policy;
    private final int arms;
    private final double holdout;
    private final UniformRandomProvider random;

    HeldOut(DirectThompson policy, int arms, double holdout, UniformRandomProvider random) {
        this.policy = policy;
        this.arms = arms;
        this.holdout = holdout;
        this.random = random;
    }

    @Override
    public int choose() {
        if (random.nextDouble() >= holdout) {
            return policy.choose();
        }
        int arm = random.nextInt(arms);
        policy.decided(arm);
        return arm;
    }

    @Override
    public void learn(long round, int arm, double reward) {
        policy.learn(round, arm, reward);
    }

    @Override
    public void replace(int arm) {
        policy.replace(arm);
    }

    @Override
    public double mean(int arm) {
        return policy.mean(arm);
    }
}
