package dev.pulley.simulator.contender;

/** Whether so much has come in since a contender last looked that it must look again, by the rule of {@link Experience}. */
final class Staleness {
    private static final double PART = 0.001;

    private final long[] rewards;
    private final long[] rewardsSeen;
    private long decisions;
    private long decisionsSeen;
    private boolean stale = true;

    Staleness(int arms) {
        rewards = new long[arms];
        rewardsSeen = new long[arms];
    }

    void decide() {
        decisions++;
        stale |= decisions - decisionsSeen > PART * decisions;
    }

    void learn(int arm) {
        rewards[arm]++;
        stale |= rewards[arm] - rewardsSeen[arm] > PART * rewards[arm];
    }

    void clear(int arm) {
        rewards[arm] = 0;
        rewardsSeen[arm] = 0;
        stale = true;
    }

    boolean isStale() {
        return stale;
    }

    void seen() {
        System.arraycopy(rewards, 0, rewardsSeen, 0, rewards.length);
        decisionsSeen = decisions;
        stale = false;
    }
}
