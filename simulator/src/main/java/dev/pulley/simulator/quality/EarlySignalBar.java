package dev.pulley.simulator.quality;

import dev.pulley.simulator.contender.Contenders;
import dev.pulley.simulator.environment.Arms;
import dev.pulley.simulator.environment.Delay;
import dev.pulley.simulator.environment.Environment;
import dev.pulley.simulator.environment.Proxy;
import dev.pulley.simulator.experiment.ExperimentResult;
import dev.pulley.simulator.experiment.PolicyResult;
import dev.pulley.simulator.experiment.Sample;
import java.util.ArrayList;
import java.util.List;

/** A proxy that tells the truth of the variants, and one that is gamed, while outcomes are late. */
final class EarlySignalBar implements Bar {
    private static final double SLOPE = 1.0 / 3;
    private static final List<Double> WEIGHTS = List.of(0.1, SLOPE, 1.0);
    private static final long HORIZON = 20_000;
    private static final int RUNS = 1_000;
    private static final double SURE = 0.95;
    private static final List<Double> GAMED = List.of(0.4, 0.7);
    private static final List<Double> TRUTHFUL = List.of(0.7, 0.4);

    private final boolean withSlope;

    private EarlySignalBar(boolean withSlope) {
        this.withSlope = withSlope;
    }

    /** Where the proxy says something of each decision. */
    static EarlySignalBar predicting() {
        return new EarlySignalBar(true);
    }

    /** Where it says nothing of a decision, or is not there. */
    static EarlySignalBar useless() {
        return new EarlySignalBar(false);
    }

    @Override
    public String letter() {
        return withSlope ? "late-a" : "late-b";
    }

    @Override
    public String setup() {
        String common =
                "default policy, two binary arms at .5 and .4, outcomes after 1,000 more decisions, 20,000 decisions,"
                        + " a binary proxy at once, 1,000 runs each, ";
        return common
                + (withSlope
                        ? "P(y given x = 1) - P(y given x = 0) = 1/3 within arms, levels .7/.4 (truthful) and .4/.7 (gamed)"
                        : "slope 0 within arms with levels .7/.4, and a proxy that is never reported");
    }

    @Override
    public List<Figure> measure(Laboratory laboratory) {
        List<Figure> figures = new ArrayList<>();
        Environment plain = Environment.bernoulli("early signals", new Arms.Given(Arms.numbered(2), List.of(0.5, 0.4)))
                .withDelay(new Delay.Fixed(1_000));
        Sample alone = measure(laboratory, plain).last().regret();
        figures.add(Figure.reported("regret by outcomes alone", alone));
        for (double weight : WEIGHTS) {
            String suffix = String.format(java.util.Locale.ROOT, ", weight %.2g", weight);
            if (withSlope) {
                add(
                        figures,
                        laboratory,
                        plain,
                        "truthful" + suffix,
                        proxy(weight, TRUTHFUL, SLOPE, 0),
                        alone,
                        0.6,
                        0.5);
                add(figures, laboratory, plain, "gamed" + suffix, proxy(weight, GAMED, SLOPE, 0), alone, 1.6, 1.5);
            } else {
                add(figures, laboratory, plain, "no slope" + suffix, proxy(weight, TRUTHFUL, 0, 0), alone, 1.02, 1.02);
            }
        }
        if (!withSlope) {
            add(figures, laboratory, plain, "never reported", proxy(SLOPE, TRUTHFUL, SLOPE, 1), alone, 1.02, 1.02);
        }
        return figures;
    }

    private static Proxy proxy(double weight, List<Double> levels, double slope, double missing) {
        return new Proxy("signal", weight, levels, slope, new Delay.Fixed(0), missing, Proxy.Change.NEVER);
    }

    private static PolicyResult measure(Laboratory laboratory, Environment environment) {
        // With proxies and without, a run has the same draws as long as what is believed is the same.
        ExperimentResult result = laboratory.run(
                environment,
                List.of(Contenders.DEFAULT),
                List.of(HORIZON),
                laboratory.runs(RUNS),
                (policy, given, run, seed) -> Contenders.shaped(given, seed));
        return result.of(Contenders.DEFAULT);
    }

    private static void add(
            List<Figure> figures,
            Laboratory laboratory,
            Environment plain,
            String name,
            Proxy proxy,
            Sample alone,
            double required,
            double goal) {
        PolicyResult result = measure(laboratory, plain.withProxies(List.of(proxy)));
        Sample sure = result.last().bestProbability();
        double share = sure.shareAbove(SURE);
        figures.add(Figure.ratio(name + ": regret / that alone", result.last().regret(), alone)
                .requiring(Bounds.atMost(required))
                .wishing(Bounds.atMost(goal)));
        figures.add(Figure.reported(
                        name + ": runs sure of the better in the end",
                        share,
                        Math.sqrt(share * (1 - share) / sure.size()))
                .requiring(Bounds.atLeast(SURE)));
    }
}
