package dev.pulley.simulator.experiment;

import dev.pulley.simulator.environment.Arms;
import dev.pulley.simulator.environment.Environment;
import dev.pulley.simulator.input.InvalidInput;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * What is run: every policy over every run of an environment, up to the horizon, looked at after so many decisions.
 *
 * @param checkpoints ascending; the last one is the horizon
 */
public record Experiment(
        Environment environment, List<String> policies, long horizon, int runs, long seed, List<Long> checkpoints) {
    public static final long HORIZON_LIMIT = 1_000_000_000L;
    public static final int RUNS_LIMIT = 1_000_000;

    /** Figures kept in memory, over all policies, checkpoints and runs. */
    private static final long FIGURES_LIMIT = 50_000_000L;

    public Experiment {
        policies = List.copyOf(policies);
        checkpoints = List.copyOf(checkpoints);
    }

    /**
     * Checks the parts against each other.
     *
     * @param checkpoints in any order; those beyond the horizon are refused; none means 1, 2, 5, 10, 20, ...
     */
    public static Experiment of(
            Environment environment, List<String> policies, long horizon, int runs, long seed, List<Long> checkpoints)
            throws InvalidInput {
        require(horizon >= 1 && horizon <= HORIZON_LIMIT, "--horizon must be between 1 and " + HORIZON_LIMIT);
        require(runs >= 1 && runs <= RUNS_LIMIT, "--runs must be between 1 and " + RUNS_LIMIT);
        require(!policies.isEmpty(), "--policy must name at least one policy");
        require(new HashSet<>(policies).size() == policies.size(), "--policy names a policy twice");
        if (environment.arms() instanceof Arms.Replayed replayed) {
            require(
                    horizon <= replayed.table().rounds(),
                    "--horizon is " + horizon + ", but " + environment.name() + " has only "
                            + replayed.table().rounds() + " rounds recorded");
        }
        List<Long> sorted = new ArrayList<>();
        for (long checkpoint : checkpoints.isEmpty() ? roundNumbers(horizon) : checkpoints) {
            require(
                    checkpoint >= 1 && checkpoint <= horizon,
                    "--checkpoints must be between 1 and the horizon; " + checkpoint + " is not");
            sorted.add(checkpoint);
        }
        sorted.add(horizon);
        List<Long> ascending = sorted.stream().distinct().sorted().toList();
        require(
                (double) policies.size() * ascending.size() * runs <= FIGURES_LIMIT,
                "policies x checkpoints x runs must be at most " + FIGURES_LIMIT);
        return new Experiment(environment, policies, horizon, runs, seed, ascending);
    }

    private static List<Long> roundNumbers(long horizon) {
        List<Long> numbers = new ArrayList<>();
        for (long decade = 1; decade <= horizon; decade *= 10) {
            for (long factor : new long[] {1, 2, 5}) {
                if (factor * decade <= horizon) {
                    numbers.add(factor * decade);
                }
            }
        }
        return numbers;
    }

    private static void require(boolean holds, String problem) throws InvalidInput {
        if (!holds) {
            throw new InvalidInput(problem);
        }
    }
}
