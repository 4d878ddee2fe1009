package dev.pulley.simulator.quality;

import dev.pulley.simulator.contender.Contenders;
import dev.pulley.simulator.environment.Delay;
import dev.pulley.simulator.environment.Drift;
import dev.pulley.simulator.environment.Environment;
import dev.pulley.simulator.environment.MeanDistribution;
import dev.pulley.simulator.experiment.Sample;
import java.util.ArrayList;
import java.util.List;

/** Variants come and go, and rewards are late: Chapelle and Li, "An empirical evaluation of Thompson sampling" (2011). */
final class ReplacementBar implements Bar {
    private static final int RUNS = 100;
    private static final List<Case> CASES =
            List.of(new Case(1, 9_105, 6_800), new Case(100, 11_550, 9_000), new Case(1000, 59_256, 32_000));

    private record Case(long delayRounds, double published, double goal) {}

    @Override
    public String letter() {
        return "e";
    }

    @Override
    public String setup() {
        return "default policy, 10 binary arms with means Beta(4,4), each step one replaced with probability .001,"
                + " 1,000,000 decisions, fixed delays, 100 runs each";
    }

    @Override
    public List<Figure> measure(Laboratory laboratory) {
        List<Figure> figures = new ArrayList<>();
        for (Case one : CASES) {
            Environment environment = Environment.bernoulli("replaced", 10, new MeanDistribution.Beta(4, 4))
                    .withDrift(new Drift.Replacement(0.001))
                    .withDelay(new Delay.Fixed(one.delayRounds));
            long horizon = laboratory.horizon(1_000_000);
            Sample regret = laboratory
                    .run(environment, List.of(Contenders.DEFAULT), List.of(horizon), laboratory.runs(RUNS))
                    .of(Contenders.DEFAULT)
                    .last()
                    .regret()
                    // A shorter version is held against the same figures in proportion.
                    .over(horizon / 1e6);
            figures.add(Figure.reported("regret at delay " + one.delayRounds, regret)
                    .requiring(Bounds.atMost(one.published))
                    .wishing(Bounds.atMost(one.goal)));
        }
        return figures;
    }
}
