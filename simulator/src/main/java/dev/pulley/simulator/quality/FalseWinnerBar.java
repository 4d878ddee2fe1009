package dev.pulley.simulator.quality;

import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.inference.AnytimeInterval;
import dev.pulley.policies.inference.ConfidenceSequence;
import dev.pulley.simulator.contender.Contender;
import dev.pulley.simulator.contender.Contenders;
import dev.pulley.simulator.environment.Arms;
import dev.pulley.simulator.environment.Environment;
import dev.pulley.simulator.environment.World;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How often a winner is declared among arms that are all alike, if one looks after every decision. */
final class FalseWinnerBar implements Bar {
    private static final double ERROR = 0.05;
    private static final double HOLDOUT = 0.05;
    private static final int RUNS = 500;
    private static final long HORIZON = 100_000;
    private static final double LEAST_DECISIONS_FOR_WIDTH = 1_000;
    private static final double NORMAL_QUANTILE = 1.959963984540054;
    private static final double GOAL_WIDTH = 1.75;

    @Override
    public String letter() {
        return "h";
    }

    @Override
    public String setup() {
        return "verdict at error .05, looked at after every decision up to 100,000, 2 to 5 arms of equal means,"
                + " default policy without and with a holdout of .05, 500 runs each";
    }

    @Override
    public List<Figure> measure(Laboratory laboratory) {
        List<Figure> figures = new ArrayList<>();
        double widest = 0;
        for (double mean : new double[] {0.5, 0.05}) {
            for (double holdout : new double[] {0, HOLDOUT}) {
                for (int arms = 2; arms <= 5; arms++) {
                    List<Outcome> outcomes = play(laboratory, arms, mean, holdout);
                    String name = arms + " arms at " + mean + (holdout > 0 ? ", holdout" : "");
                    figures.add(falseRate(name, outcomes));
                    widest = Math.max(
                            widest,
                            outcomes.stream().mapToDouble(Outcome::widest).max().orElse(0));
                }
            }
        }
        figures.add(Figure.reported("widest interval / that for a single look", widest, 0)
                .wishing(Bounds.atMost(GOAL_WIDTH)));
        return figures;
    }

    private record Outcome(boolean isFalse, double widest) {}

    private static Figure falseRate(String name, List<Outcome> outcomes) {
        double wrong = outcomes.stream().filter(Outcome::isFalse).count();
        double rate = wrong / outcomes.size();
        double standardError = Math.sqrt(rate * (1 - rate) / outcomes.size());
        return Figure.reported(name + ": false winners", rate, standardError).requiring(Bounds.atMost(ERROR));
    }

    private static List<Outcome> play(Laboratory laboratory, int arms, double mean, double holdout) {
        Environment environment =
                Environment.bernoulli("equal", new Arms.Given(Arms.numbered(arms), Collections.nCopies(arms, mean)));
        long horizon = laboratory.horizon(HORIZON);
        long[] seeds = laboratory.seeds(2 * laboratory.runs(RUNS));
        return laboratory.parallel().map("false winners", seeds.length / 2, run -> {
            World world = new World(environment, horizon, seeds[2 * run]);
            Contender contender = Contenders.heldOut(arms, holdout, seeds[2 * run + 1]);
            Watch watch = new Watch(world, contender, ERROR).until(horizon);
            return new Outcome(watch.winner() != World.NONE, widest(watch, arms));
        });
    }

    /** Of arms with enough decisions, at the end: the interval's width over that of the usual one for a single look. */
    private static double widest(Watch watch, int arms) {
        double widest = 0;
        for (int arm = 0; arm < arms; arm++) {
            VariantSummary summary = watch.summary(arm);
            double average = summary.sum() / Math.max(1, summary.outcomes());
            if (summary.outcomes() >= LEAST_DECISIONS_FOR_WIDTH && average > 0 && average < 1) {
                AnytimeInterval interval = ConfidenceSequence.of(Watch.MODEL, summary, ERROR);
                double usual = 2 * NORMAL_QUANTILE * Math.sqrt(average * (1 - average) / summary.outcomes());
                widest = Math.max(widest, (interval.high() - interval.low()) / usual);
            }
        }
        return widest;
    }
}
