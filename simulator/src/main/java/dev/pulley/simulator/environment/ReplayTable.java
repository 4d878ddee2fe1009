package dev.pulley.simulator.environment;

import java.util.List;

/** Full information: what each arm would have earned in each round. Immutable. */
public final class ReplayTable {
    private final List<String> names;
    private final double[] rewards;

    /** The rewards are laid out round after round. */
    ReplayTable(List<String> names, double[] rewards) {
        this.names = List.copyOf(names);
        this.rewards = rewards.clone();
    }

    public List<String> names() {
        return names;
    }

    int arms() {
        return names.size();
    }

    public int rounds() {
        return rewards.length / arms();
    }

    double reward(int round, int arm) {
        return rewards[round * arms() + arm];
    }

    /** An arm's mean over the first rounds. */
    double mean(int arm, int firstRounds) {
        double sum = 0;
        for (int round = 0; round < firstRounds; round++) {
            sum += reward(round, arm);
        }
        return sum / firstRounds;
    }
}
