package dev.pulley.simulator.quality;

import dev.pulley.policies.evidence.HalfLife;
import dev.pulley.simulator.contender.Contenders;
import dev.pulley.simulator.environment.Arms;
import dev.pulley.simulator.environment.Drift;
import dev.pulley.simulator.environment.Environment;
import dev.pulley.simulator.environment.MeanDistribution;
import dev.pulley.simulator.experiment.ExperimentResult;
import dev.pulley.simulator.experiment.Sample;
import java.util.List;

/** Means that wander, with a half-life and without. */
final class WanderingBar implements Bar {
    private static final int ARMS = 3;
    private static final long HORIZON = 20_000;
    private static final int RUNS = 400;
    private static final HalfLife HALF_LIFE = new HalfLife(500);
    private static final String FADING = "with a half-life of 500";

    @Override
    public String letter() {
        return "late-h";
    }

    @Override
    public String setup() {
        return "default policy, 3 binary arms, means from U(.05,.95) that take a normal step of .01 on the logit scale at each"
                + " decision, reflected at .05 and .95, 20,000 decisions, 400 runs";
    }

    @Override
    public List<Figure> measure(Laboratory laboratory) {
        Environment environment = Environment.bernoulli(
                        "wandering", new Arms.Drawn(ARMS, new MeanDistribution.Uniform(0.05, 0.95)))
                .withDrift(new Drift.LogitWalk(0.01, 0.05, 0.95));
        ExperimentResult result = laboratory.run(
                environment,
                List.of(Contenders.DEFAULT, FADING),
                List.of(HORIZON),
                laboratory.runs(RUNS),
                (policy, given, run, seed) -> policy.equals(FADING)
                        ? Contenders.fading(ARMS, HALF_LIFE, seed)
                        : Contenders.create(policy, given, seed));
        Sample fading = result.of(FADING).last().regret();
        Sample lasting = result.of(Contenders.DEFAULT).last().regret();
        return List.of(
                Figure.reported("regret, " + FADING, fading),
                Figure.reported("regret, without", lasting),
                Figure.ratio("regret / that without", fading, lasting)
                        .requiring(Bounds.atMost(0.45))
                        .wishing(Bounds.atMost(0.35)));
    }
}
