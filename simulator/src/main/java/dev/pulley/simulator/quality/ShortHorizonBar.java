package dev.pulley.simulator.quality;

import dev.pulley.simulator.contender.Contenders;
import dev.pulley.simulator.environment.Environment;
import dev.pulley.simulator.experiment.ExperimentResult;
import dev.pulley.simulator.experiment.Sample;
import java.util.ArrayList;
import java.util.List;

/** The default policy in short experiments of ten arms. */
final class ShortHorizonBar implements Bar {
    static final long HORIZON = 500;
    static final int RUNS = 10_000;
    private static final double REQUIRED_SUM = 82;
    private static final double GOAL_SUM = 70;

    @Override
    public String letter() {
        return "c";
    }

    @Override
    public String setup() {
        return "default policy, 500 decisions, 10 binary arms, means from four distributions, 10,000 runs each";
    }

    @Override
    public List<Figure> measure(Laboratory laboratory) {
        List<Figure> figures = new ArrayList<>();
        List<Sample> regrets = new ArrayList<>();
        for (Environment environment : Laboratory.fourKinds(10)) {
            ExperimentResult result = laboratory.run(
                    environment,
                    List.of(Contenders.DEFAULT, Contenders.PLAIN_THOMPSON),
                    List.of(HORIZON),
                    laboratory.runs(RUNS));
            Sample regret = result.of(Contenders.DEFAULT).last().regret();
            Sample plain = result.of(Contenders.PLAIN_THOMPSON).last().regret();
            regrets.add(regret);
            String name = environment.name();
            figures.add(Figure.reported(name + ": regret", regret));
            figures.add(Figure.reported(name + ": plain Thompson's", plain));
            figures.add(Figure.reported(name + ": difference, run by run", regret.minus(1, plain))
                    .requiring(Bounds.atMost(0)));
        }
        Sample sum = regrets.stream().reduce((a, b) -> a.minus(-1, b)).orElseThrow();
        figures.add(Figure.reported("sum of the four regrets", sum)
                .requiring(Bounds.atMost(REQUIRED_SUM))
                .wishing(Bounds.atMost(GOAL_SUM)));
        return figures;
    }
}
