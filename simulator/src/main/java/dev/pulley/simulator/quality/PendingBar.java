package dev.pulley.simulator.quality;

import dev.pulley.policies.posterior.Marginal;
import dev.pulley.simulator.contender.Contenders;
import dev.pulley.simulator.contender.LateContender;
import dev.pulley.simulator.environment.Delay;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/** Whether intervals hold what they promise while half of the windows are open, and whether a slower variant is wronged. */
final class PendingBar implements Bar {
    private static final int WINDOW = 1_000;
    private static final int EXPERIMENTS = 16_000;
    private static final int SHARE_RUNS = 4_000;
    /** What each of two arms has that are alike in all. */
    private static final double EQUAL_SHARE = 0.5;

    private static final double TAIL = 0.05;
    private static final Bounds COVERAGE = new Bounds(0.88, 0.92);
    private static final double RATE = 0.3;

    /** What a run saw: whether each arm's interval held its rate, and the second arm's share of the last window. */
    private record Seen(int covered, double share) {}

    @Override
    public String letter() {
        return "late-e";
    }

    @Override
    public String setup() {
        return "only successes reported, geometric delays of mean 500 that end with the window of 1,000; two arms of one rate"
                + " in turns for 2,000 decisions, 16,000 experiments; and the default policy for 3 windows, both at .3, with"
                + " delays of mean 125 and 250, 4,000 runs";
    }

    @Override
    public List<Figure> measure(Laboratory laboratory) {
        List<Figure> figures = new ArrayList<>();
        for (double rate : new double[] {0.1, 0.5, 0.9}) {
            List<Seen> seen = play(laboratory, EXPERIMENTS, rate, 2 * WINDOW, 500, 500, true);
            double covered = seen.stream().mapToInt(Seen::covered).sum() / (2.0 * seen.size());
            // Two intervals of one experiment may hold or fail together.
            double error = Math.sqrt(covered * (1 - covered) / seen.size());
            figures.add(Figure.reported("coverage of 90% intervals at " + rate, covered, error)
                    .requiring(COVERAGE));
        }
        List<Seen> slower = play(laboratory, SHARE_RUNS, RATE, 3 * WINDOW, 125, 250, false);
        double share = slower.stream().mapToDouble(Seen::share).average().orElseThrow();
        double squares = slower.stream()
                .mapToDouble(run -> (run.share - share) * (run.share - share))
                .sum();
        figures.add(Figure.reported(
                        "share of the slower of two / of either with equal delays",
                        share / EQUAL_SHARE,
                        Math.sqrt(squares) / slower.size() / EQUAL_SHARE)
                .requiring(new Bounds(0.9, 1.1)));
        return figures;
    }

    private static List<Seen> play(
            Laboratory laboratory, int runs, double rate, int horizon, double first, double second, boolean inTurns) {
        long[] seeds = laboratory.seeds(2 * laboratory.runs(runs));
        Delay.Geometric[] delays = {new Delay.Geometric(first), new Delay.Geometric(second)};
        return laboratory
                .parallel()
                .map(
                        "pending",
                        seeds.length / 2,
                        run -> play(
                                RandomSource.L64_X128_MIX.create(seeds[2 * run]),
                                Contenders.late(2, WINDOW, seeds[2 * run + 1]),
                                rate,
                                horizon,
                                delays,
                                inTurns));
    }

    private static Seen play(
            UniformRandomProvider random,
            LateContender contender,
            double rate,
            int horizon,
            Delay.Geometric[] delays,
            boolean inTurns) {
        List<List<int[]>> due = new ArrayList<>();
        for (int round = 0; round <= horizon + WINDOW; round++) {
            due.add(new ArrayList<>());
        }
        int lastOnes = 0;
        for (int round = 0; round < horizon; round++) {
            int arm = inTurns ? round % 2 : contender.choose();
            if (inTurns) {
                contender.decided(arm);
            }
            lastOnes += round >= horizon - WINDOW ? arm : 0;
            long delay = delays[arm].drawRounds(random);
            while (delay > WINDOW) {
                delay = delays[arm].drawRounds(random);
            }
            if (random.nextDouble() < rate) {
                due.get(round + (int) delay).add(new int[] {round, arm});
            }
            for (int[] success : due.get(round + 1)) {
                contender.learn(success[0], success[1], 1);
            }
        }
        int covered = 0;
        for (Marginal marginal : contender.posterior().marginals()) {
            double place = marginal.cdf(rate);
            covered += place >= TAIL && place <= 1 - TAIL ? 1 : 0;
        }
        return new Seen(covered, (double) lastOnes / WINDOW);
    }
}
