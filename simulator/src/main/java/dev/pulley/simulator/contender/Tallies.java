package dev.pulley.simulator.contender;

/** Counts and sums of rewards by arm: what the baselines learn from. */
final class Tallies {
    private final long[] counts;
    private final double[] sums;
    private final double[] squares;

    Tallies(int arms) {
        counts = new long[arms];
        sums = new double[arms];
        squares = new double[arms];
    }

    int arms() {
        return counts.length;
    }

    void add(int arm, double reward) {
        counts[arm]++;
        raise(arm, reward);
    }

    /** Adds to what was counted before. */
    void raise(int arm, double reward) {
        sums[arm] += reward;
        squares[arm] += reward * reward;
    }

    void clear(int arm) {
        counts[arm] = 0;
        sums[arm] = 0;
        squares[arm] = 0;
    }

    long count(int arm) {
        return counts[arm];
    }

    double sum(int arm) {
        return sums[arm];
    }

    /** The average reward; unknown means come out as the prior mean that is given. */
    double mean(int arm, double unknown) {
        return counts[arm] == 0 ? unknown : sums[arm] / counts[arm];
    }

    /** The sum of squared deviations from the arm's average. */
    double scatter(int arm) {
        return counts[arm] == 0 ? 0 : Math.max(0, squares[arm] - sums[arm] * sums[arm] / counts[arm]);
    }
}
