package dev.pulley.simulator.quality;

import dev.pulley.simulator.contender.Contenders;
import dev.pulley.simulator.environment.Arms;
import dev.pulley.simulator.environment.Environment;
import dev.pulley.simulator.experiment.ExperimentResult;
import dev.pulley.simulator.experiment.PolicyResult;
import dev.pulley.simulator.experiment.Sample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The slope of regret over the logarithm of time, against the least that any good policy can have: Lai and Robbins,
 * "Asymptotically efficient adaptive allocation rules" (1985). With arms at .5 and nine at .4 it is
 * 9 x .1 / KL(.4, .5) = 44.697.
 */
final class LongRunBar implements Bar {
    private static final double LIMIT_SLOPE = 44.697;
    private static final Bounds SLOPE = new Bounds(0.75, 1.25);
    private static final long HORIZON = 1_000_000;
    private static final int RUNS = 1_000;
    private static final double FAR_ABOVE_MEDIAN = 5;

    @Override
    public String letter() {
        return "d";
    }

    @Override
    public String setup() {
        return "default policy, one binary arm at .5 and nine at .4, 1,000,000 decisions, 1,000 runs";
    }

    @Override
    public List<Figure> measure(Laboratory laboratory) {
        List<Double> means = new ArrayList<>(Collections.nCopies(10, 0.4));
        means.set(0, 0.5);
        Environment environment = Environment.bernoulli("one at .5", new Arms.Given(Arms.numbered(10), means));
        long horizon = laboratory.horizon(HORIZON);
        ExperimentResult result = laboratory.run(
                environment,
                List.of(Contenders.DEFAULT, Contenders.PLAIN_THOMPSON),
                List.of(horizon / 10, horizon),
                laboratory.runs(RUNS));
        Sample slope = slope(result.of(Contenders.DEFAULT));
        Sample plainSlope = slope(result.of(Contenders.PLAIN_THOMPSON));
        Sample regret = result.of(Contenders.DEFAULT).last().regret();
        Sample plain = result.of(Contenders.PLAIN_THOMPSON).last().regret();
        double far = regret.shareAbove(FAR_ABOVE_MEDIAN * regret.quantile(0.5));
        double farError = Math.sqrt(far * (1 - far) / regret.size());
        double ratio = regret.mean() / plain.mean();
        double ratioError = regret.minus(ratio, plain).standardError() / plain.mean();
        return List.of(
                // The limit is one of long runs; short ones have another slope.
                Figure.reported("slope / limit", slope).requiring(horizon == HORIZON ? SLOPE : Bounds.NONE),
                Figure.reported("plain Thompson's slope / limit", plainSlope),
                Figure.reported("regret", regret),
                Figure.reported("plain Thompson's regret", plain),
                Figure.reported("regret / plain Thompson's", ratio, ratioError)
                        .requiring(Bounds.atMost(1.02))
                        .wishing(Bounds.atMost(0.75)),
                Figure.reported("share of runs above 5 x the median", far, farError)
                        .requiring(Bounds.atMost(0.005)),
                Figure.reported("median regret", regret.quantile(0.5), 0),
                Figure.reported("99th percentile of regret", regret.quantile(0.99), 0),
                Figure.reported("greatest regret", regret.greatest(), 0).wishing(Bounds.atMost(plain.greatest())));
    }

    private static Sample slope(PolicyResult result) {
        Sample early = result.checkpoints().get(0).regret();
        return result.last().regret().minus(1, early).over(LIMIT_SLOPE * Math.log(10));
    }
}
