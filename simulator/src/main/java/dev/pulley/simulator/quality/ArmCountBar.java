package dev.pulley.simulator.quality;

import dev.pulley.simulator.contender.Contenders;
import dev.pulley.simulator.environment.Environment;
import dev.pulley.simulator.experiment.ExperimentResult;
import dev.pulley.simulator.experiment.Sample;
import java.util.ArrayList;
import java.util.List;

/** The default policy with very few and with many arms. */
final class ArmCountBar implements Bar {
    @Override
    public String letter() {
        return "f";
    }

    @Override
    public String setup() {
        return "default policy, 500 decisions, 2 and 50 binary arms, means U(0,1), 10,000 runs each";
    }

    @Override
    public List<Figure> measure(Laboratory laboratory) {
        List<Figure> figures = new ArrayList<>();
        figures.addAll(measure(laboratory, 2, 0.8));
        figures.addAll(measure(laboratory, 50, 0.6));
        return figures;
    }

    private List<Figure> measure(Laboratory laboratory, int arms, double goalRatio) {
        Environment environment = Laboratory.fourKinds(arms).get(0);
        ExperimentResult result = laboratory.run(
                environment,
                List.of(Contenders.DEFAULT, Contenders.PLAIN_THOMPSON),
                List.of(ShortHorizonBar.HORIZON),
                laboratory.runs(ShortHorizonBar.RUNS));
        Sample regret = result.of(Contenders.DEFAULT).last().regret();
        Sample plain = result.of(Contenders.PLAIN_THOMPSON).last().regret();
        String name = arms + " arms: ";
        double ratio = regret.mean() / plain.mean();
        // To first order, the error of a ratio is that of the difference it makes, relative to its denominator.
        double ratioError = regret.minus(ratio, plain).standardError() / plain.mean();
        return List.of(
                Figure.reported(name + "regret", regret),
                Figure.reported(name + "plain Thompson's", plain),
                Figure.reported(name + "ratio", ratio, ratioError)
                        .requiring(Bounds.atMost(1))
                        .wishing(Bounds.atMost(goalRatio)));
    }
}
