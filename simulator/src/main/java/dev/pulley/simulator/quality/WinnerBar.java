package dev.pulley.simulator.quality;

import dev.pulley.simulator.contender.Contender;
import dev.pulley.simulator.contender.Contenders;
import dev.pulley.simulator.environment.Arms;
import dev.pulley.simulator.environment.Environment;
import dev.pulley.simulator.environment.Outcome;
import dev.pulley.simulator.environment.World;
import dev.pulley.simulator.experiment.Sample;
import java.util.ArrayList;
import java.util.List;

/** How long top-two takes to a winner, if one looks after every decision, and how often it is the wrong one. */
final class WinnerBar implements Bar {
    private static final double ERROR = 0.1;
    private static final int RUNS = 400;

    /** A run that has no winner by then counts as if it had one then, which can only make the mean too small: it is told. */
    private static final long LIMIT = 200_000;

    private static final List<Case> CASES = List.of(
            new Case(List.of(0.5, 0.45, 0.43, 0.4), 11_000, 8_000),
            new Case(List.of(0.3, 0.21, 0.2, 0.19, 0.18), 4_000, 2_800));

    private record Case(List<Double> means, double required, double goal) {}

    private record Stop(double decisions, boolean isWrong, boolean isOpen) {}

    @Override
    public String letter() {
        return "i";
    }

    @Override
    public String setup() {
        return "verdict at error .1 under top-two, looked at after every decision, 400 runs each";
    }

    @Override
    public List<Figure> measure(Laboratory laboratory) {
        List<Figure> figures = new ArrayList<>();
        for (Case one : CASES) {
            List<Stop> stops = play(laboratory, one.means);
            Sample decisions =
                    new Sample(stops.stream().mapToDouble(Stop::decisions).toArray());
            Sample wrong = new Sample(
                    stops.stream().mapToDouble(stop -> stop.isWrong ? 1 : 0).toArray());
            Sample open = new Sample(
                    stops.stream().mapToDouble(stop -> stop.isOpen ? 1 : 0).toArray());
            figures.add(Figure.reported(one.means + ": mean decisions to a winner", decisions)
                    .requiring(Bounds.atMost(one.required))
                    .wishing(Bounds.atMost(one.goal)));
            figures.add(Figure.reported(one.means + ": wrong winners", wrong).requiring(Bounds.atMost(ERROR)));
            figures.add(Figure.reported(one.means + ": no winner by " + LIMIT, open));
        }
        return figures;
    }

    private static List<Stop> play(Laboratory laboratory, List<Double> means) {
        Environment environment = Environment.bernoulli("race", new Arms.Given(Arms.numbered(means.size()), means));
        long[] seeds = laboratory.seeds(2 * laboratory.runs(RUNS));
        return laboratory.parallel().map("winners", seeds.length / 2, run -> {
            World world = new World(environment, LIMIT, seeds[2 * run]);
            Contender contender = Contenders.create("top-two", Outcome.BINARY, means.size(), seeds[2 * run + 1]);
            Watch watch = new Watch(world, contender, ERROR).until(LIMIT);
            boolean open = watch.winner() == World.NONE;
            return new Stop((double) watch.decisions(), !open && watch.winner() != world.best(), open);
        });
    }
}
