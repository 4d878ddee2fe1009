package dev.pulley.simulator.contender;

/**
 * A policy in the laboratory: it chooses an arm, and learns what rewards arrive. It holds one run's state and its own
 * random stream. Not thread-safe.
 */
public interface Contender {
    /** The arm for the next round. */
    int choose();

    /** A reward has arrived from the choice of this arm in that round; the first choice was made in round 0. */
    void learn(long round, int arm, double reward);

    /** An early signal has arrived from the choice of this arm in that round. */
    default void observe(long round, int arm, int proxy, double value) {}

    /** The arm is a new variant from now on, of which nothing is known; later rewards are the new one's. */
    void replace(int arm);

    /** What this policy believes to be the arm's mean; only the order matters. */
    double mean(int arm);

    /** How probable it holds it that this arm is the best; not a number where it has no such belief to tell. */
    default double probabilityBest(int arm) {
        return Double.NaN;
    }
}
