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
    /** What is known of the delay makes so little of a difference that it takes these to tell. */
    private static final int TOLD_RUNS = 16_000;

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
                + " reported, geometric delay of mean 500, window 1,000, 4,000 runs, 16,000 of what"
                + " learns the delay or is told it";
    }

    @Override
    public List<Figure> measure(Laboratory laboratory) {
        Environment atOnce =
                Environment.bernoulli("delayed conversions", new Arms.Given(Arms.numbered(MEANS.size()), MEANS));
        Environment delayed = atOnce.withDelay(DELAY).withWindow(WINDOW);
        ExperimentResult patient = run(laboratory, delayed, List.of(LEARNING, TOLD), TOLD_RUNS);
        ExperimentResult impatient = run(laboratory, delayed, List.of(HASTY, PLAIN_HASTY), RUNS);
        Sample undelayed = laboratory
                .run(atOnce, List.of(Contenders.DEFAULT), List.of(HORIZON), laboratory.runs(RUNS))
                .of(Contenders.DEFAULT)
                .last()
                .regret();
        Sample learning = patient.of(LEARNING).last().regret();
        Sample told = patient.of(TOLD).last().regret();
        Sample hasty = impatient.of(HASTY).last().regret();
        Sample plainHasty = impatient.of(PLAIN_HASTY).last().regret();
        Sample ofThese = learning.first(hasty.size());
        return List.of(
                Figure.reported("regret, " + LEARNING, learning),
                Figure.reported("regret, " + TOLD, told),
                Figure.reported("regret, " + HASTY, hasty),
                Figure.reported("regret, " + PLAIN_HASTY, plainHasty),
                Figure.reported("regret where every outcome is known at once", undelayed),
                Figure.ratio("regret / that of one told the delay", learning, told)
                        .requiring(Bounds.atMost(1.05)),
                Figure.ratio("regret / that of one that takes pending for failures", ofThese, hasty)
                        .requiring(Bounds.atMost(0.8)),
                Figure.ratio("regret / that of plain Thompson which does", ofThese, plainHasty));
    }

    private static ExperimentResult run(
            Laboratory laboratory, Environment environment, List<String> policies, int runs) {
        return laboratory.run(
                environment,
                policies,
                List.of(HORIZON),
                laboratory.runs(runs),
                (policy, given, run, seed) -> contender(policy, seed));
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
