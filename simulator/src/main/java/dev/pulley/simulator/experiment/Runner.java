package dev.pulley.simulator.experiment;

import dev.pulley.simulator.contender.Contender;
import dev.pulley.simulator.contender.Contenders;
import dev.pulley.simulator.environment.Environment;
import java.util.ArrayList;
import java.util.List;

/** Runs an experiment in parallel; the result is the same, to the bit, for any number of threads. */
public final class Runner {
    private final Parallel parallel;
    private final Factory factory;

    /** With the contenders of the laboratory. */
    public Runner(Parallel parallel) {
        this(parallel, (policy, environment, run, seed) -> Contenders.create(policy, environment, seed));
    }

    public Runner(Parallel parallel, Factory factory) {
        this.parallel = parallel;
        this.factory = factory;
    }

    /** Makes a fresh contender for one run. */
    public interface Factory {
        Contender create(String policy, Environment environment, int run, long seed);
    }

    public ExperimentResult run(Experiment experiment) {
        Seeds seeds = new Seeds(experiment.seed(), experiment.runs());
        Environment environment = experiment.environment();
        List<PolicyResult> results = new ArrayList<>();
        for (String policy : experiment.policies()) {
            List<RunRecord> runs = parallel.map(policy, experiment.runs(), run -> {
                Contender contender = factory.create(policy, environment, run, seeds.policy(run));
                return Run.play(environment, seeds.world(run), contender, experiment.checkpoints());
            });
            results.add(PolicyResult.of(policy, experiment.checkpoints(), runs));
        }
        return new ExperimentResult(experiment, results);
    }
}
