package dev.pulley.simulator.experiment;

import dev.pulley.simulator.contender.Contender;
import dev.pulley.simulator.contender.Contenders;
import java.util.ArrayList;
import java.util.List;

/** Runs an experiment in parallel; the result is the same, to the bit, for any number of threads. */
public final class Runner {
    private final Parallel parallel;

    public Runner(Parallel parallel) {
        this.parallel = parallel;
    }

    public ExperimentResult run(Experiment experiment) {
        Seeds seeds = new Seeds(experiment.seed(), experiment.runs());
        List<PolicyResult> results = new ArrayList<>();
        for (String policy : experiment.policies()) {
            List<RunRecord> runs = parallel.map(policy, experiment.runs(), run -> {
                Contender contender = Contenders.create(
                        policy,
                        experiment.environment().outcome(),
                        experiment.environment().arms().count(),
                        seeds.policy(run));
                return Run.play(experiment.environment(), seeds.world(run), contender, experiment.checkpoints());
            });
            results.add(PolicyResult.of(policy, experiment.checkpoints(), runs));
        }
        return new ExperimentResult(experiment, results);
    }
}
