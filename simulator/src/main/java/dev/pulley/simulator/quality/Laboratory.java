package dev.pulley.simulator.quality;

import dev.pulley.simulator.environment.Environment;
import dev.pulley.simulator.environment.MeanDistribution;
import dev.pulley.simulator.experiment.Experiment;
import dev.pulley.simulator.experiment.ExperimentResult;
import dev.pulley.simulator.experiment.Parallel;
import dev.pulley.simulator.experiment.Runner;
import dev.pulley.simulator.input.InvalidInput;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * What all bars measure with.
 *
 * @param part the part of the full number of runs that is run; 1 for the real thing
 */
record Laboratory(Parallel parallel, long seed, double part) {
    /** However small the part, there are enough runs for a standard error. */
    private static final int LEAST_RUNS = 10;

    /** A smaller version does not go further than this. */
    private static final long QUICK_HORIZON = 10_000;

    /** The four kinds of environment that the bars share, by what the arms' means are drawn from. */
    static List<Environment> fourKinds(int arms) {
        return List.of(
                Environment.bernoulli("U(0,1)", arms, new MeanDistribution.Uniform(0, 1)),
                Environment.bernoulli("U(.25,.75)", arms, new MeanDistribution.Uniform(0.25, 0.75)),
                Environment.bernoulli("Beta(1,8)", arms, new MeanDistribution.Beta(1, 8)),
                Environment.bernoulli("Beta(8,1)", arms, new MeanDistribution.Beta(8, 1)));
    }

    int runs(int full) {
        return (int) Math.max(LEAST_RUNS, Math.round(full * part));
    }

    long horizon(long full) {
        return part < 1 ? Math.min(full, QUICK_HORIZON) : full;
    }

    /** Seeds for what is run without an experiment: always the same. */
    long[] seeds(int count) {
        UniformRandomProvider random = RandomSource.L64_X128_MIX.create(seed);
        return LongStream.generate(random::nextLong).limit(count).toArray();
    }

    ExperimentResult run(Environment environment, List<String> policies, List<Long> checkpoints, int runs) {
        return run(new Runner(parallel), environment, policies, checkpoints, runs);
    }

    /** The same with contenders that are in no file. */
    ExperimentResult run(
            Environment environment,
            List<String> policies,
            List<Long> checkpoints,
            int runs,
            Runner.Factory contenders) {
        return run(new Runner(parallel, contenders), environment, policies, checkpoints, runs);
    }

    private ExperimentResult run(
            Runner runner, Environment environment, List<String> policies, List<Long> checkpoints, int runs) {
        long horizon = checkpoints.get(checkpoints.size() - 1);
        try {
            return runner.run(Experiment.of(environment, policies, horizon, runs, seed, checkpoints));
        } catch (InvalidInput fault) {
            throw new IllegalArgumentException("the bar's own set-up must be valid", fault);
        }
    }
}
