package dev.pulley.simulator.quality;

import dev.pulley.simulator.contender.Contender;
import dev.pulley.simulator.contender.Contenders;
import dev.pulley.simulator.environment.Arms;
import dev.pulley.simulator.environment.Delay;
import dev.pulley.simulator.environment.Environment;
import dev.pulley.simulator.experiment.ExperimentResult;
import dev.pulley.simulator.experiment.Sample;
import java.util.List;

/**
 * Conversions that come late, and are only heard of if they come: O. Vernade, O. Capp&eacute; and V. Perchet, Stochastic
 * bandit models for delayed conversions, 2017.
 */
final class DelayedConversionBar implements Bar {
    private static final List<Double> MEANS = List.of(0.1, 0.05, 0.05, 0.05, 0.02, 0.02, 0.02, 0.01, 0.01, 0.01);
    private static final Delay.Geometric DELAY = new Delay.Geometric(500);
    private static final long WINDOW = 1_000;
    private static final long HORIZON = 10_000;
    private static final int RUNS = 4_000;
    private static final String LEARNING = "learning the delay";
    private static final String TOLD = "told the delay";
    private static final String HASTY = "pending as failures";
    private static final String PLAIN_HASTY = "pending as failures, plain Thompson";

    @Override
    public String letter() {
        return "late-d";
    }

    @Override
    public String setup() {
        return "default policy, 10 binary arms, best .1, others .05 x 3, .02 x 3, .01 x 3, 10,000 decisions, only successes"
                + " reported, geometric delay of mean 500, window 1,000, 4,000 runs";
    }

    @Override
    public List<Figure> measure(Laboratory laboratory) {
        Environment atOnce =
                Environment.bernoulli("delayed conversions", new Arms.Given(Arms.numbered(MEANS.size()), MEANS));
        ExperimentResult result = laboratory.run(
                atOnce.withDelay(DELAY).withWindow(WINDOW),
                List.of(LEARNING, TOLD, HASTY, PLAIN_HASTY),
                List.of(HORIZON),
                laboratory.runs(RUNS),
                (policy, given, run, seed) -> contender(policy, seed));
        Sample undelayed = laboratory
                .run(atOnce, List.of(Contenders.DEFAULT), List.of(HORIZON), laboratory.runs(RUNS))
                .of(Contenders.DEFAULT)
                .last()
                .regret();
        Sample learning = result.of(LEARNING).last().regret();
        Sample told = result.of(TOLD).last().regret();
        Sample hasty = result.of(HASTY).last().regret();
        Sample plainHasty = result.of(PLAIN_HASTY).last().regret();
        return List.of(
                Figure.reported("regret, " + LEARNING, learning),
                Figure.reported("regret, " + TOLD, told),
                Figure.reported("regret, " + HASTY, hasty),
                Figure.reported("regret, " + PLAIN_HASTY, plainHasty),
                Figure.reported("regret where every outcome is known at once", undelayed),
                Figure.ratio("regret / that of one told the delay", learning, told)
                        .requiring(Bounds.atMost(1.05)),
                Figure.ratio("regret / that of one that takes pending for failures", learning, hasty)
                        .requiring(Bounds.atMost(0.8)),
                Figure.ratio("regret / that of plain Thompson which does", learning, plainHasty));
    }

    private static Contender contender(String policy, long seed) {
        return switch (policy) {
            case LEARNING -> Contenders.late(MEANS.size(), WINDOW, seed);
            case TOLD -> Contenders.lateTold(MEANS.size(), WINDOW, DELAY, seed);
            case PLAIN_HASTY -> Contenders.plainHasty(MEANS.size(), seed);
            default -> Contenders.lateHasty(MEANS.size(), WINDOW, seed);
        };
    }
}
