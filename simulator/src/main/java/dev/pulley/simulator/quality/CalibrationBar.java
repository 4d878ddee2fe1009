package dev.pulley.simulator.quality;

import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.inference.BestProbability;
import dev.pulley.policies.posterior.Posterior;
import dev.pulley.simulator.contender.Contender;
import dev.pulley.simulator.contender.Contenders;
import dev.pulley.simulator.environment.Environment;
import dev.pulley.simulator.environment.Outcome;
import dev.pulley.simulator.environment.World;
import java.util.ArrayList;
import java.util.List;

/** Whether what the posterior says happens as often as it says, while the default policy chooses what is seen. */
final class CalibrationBar implements Bar {
    private static final int EXPERIMENTS = 20_000;
    private static final int ARMS = 5;
    private static final List<Long> LOOKS = List.of(100L, 1_000L, 10_000L);
    private static final double TAIL = 0.05;
    private static final Bounds COVERAGE = new Bounds(0.88, 0.92);
    private static final Bounds BEST_ERROR = Bounds.atMost(0.01);

    /** Experiments are handed out in pieces of this many. */
    private static final int PIECE = 20;

    @Override
    public String letter() {
        return "g";
    }

    @Override
    public String setup() {
        return "default policy, 20,000 experiments of 5 binary arms, means from the four distributions of c,"
                + " looked at after 100, 1,000 and 10,000 decisions";
    }

    @Override
    public List<Figure> measure(Laboratory laboratory) {
        List<Environment> kinds = Laboratory.fourKinds(ARMS);
        int pieces = Math.max(kinds.size(), laboratory.runs(EXPERIMENTS) / PIECE);
        long[] seeds = laboratory.seeds(2 * pieces * PIECE);
        List<List<Calibration>> measured = laboratory.parallel().map("calibration", pieces, piece -> {
            Environment environment = kinds.get(piece % kinds.size());
            List<Calibration> looks = new ArrayList<>();
            LOOKS.forEach(look -> looks.add(new Calibration()));
            for (int i = 0; i < PIECE; i++) {
                int experiment = piece * PIECE + i;
                observe(environment, seeds[2 * experiment], seeds[2 * experiment + 1], looks);
            }
            return looks;
        });
        List<Figure> figures = new ArrayList<>();
        for (int look = 0; look < LOOKS.size(); look++) {
            Calibration pooled = new Calibration();
            List<Calibration> single = new ArrayList<>();
            kinds.forEach(kind -> single.add(new Calibration()));
            for (int piece = 0; piece < pieces; piece++) {
                pooled.add(measured.get(piece).get(look));
                single.get(piece % kinds.size()).add(measured.get(piece).get(look));
            }
            report(figures, "after " + LOOKS.get(look) + ", pooled", pooled, true);
            for (int kind = 0; kind < kinds.size(); kind++) {
                report(
                        figures,
                        "after " + LOOKS.get(look) + ", " + kinds.get(kind).name(),
                        single.get(kind),
                        false);
            }
        }
        return figures;
    }

    private static void report(List<Figure> figures, String name, Calibration calibration, boolean required) {
        Figure coverage = Figure.reported(
                name + ": coverage of 90% intervals", calibration.coverage(), calibration.coverageStandardError());
        Figure best = Figure.reported(
                name + ": calibration error of P(best)", calibration.bestError(), calibration.bestStandardError());
        figures.add(required ? coverage.requiring(COVERAGE) : coverage.wishing(COVERAGE));
        figures.add(required ? best.requiring(BEST_ERROR) : best.wishing(BEST_ERROR));
    }

    private static void observe(Environment environment, long worldSeed, long policySeed, List<Calibration> looks) {
        long horizon = LOOKS.get(LOOKS.size() - 1);
        World world = new World(environment, horizon, worldSeed);
        Contender contender = Contenders.create(Contenders.DEFAULT, Outcome.BINARY, ARMS, policySeed);
        double[] ones = new double[ARMS];
        double[] zeros = new double[ARMS];
        long round = 0;
        for (int look = 0; look < looks.size(); look++) {
            for (; round < LOOKS.get(look); round++) {
                world.advance();
                int arm = contender.choose();
                double reward = world.reward(arm);
                contender.learn(round, arm, reward);
                ones[arm] += reward;
                zeros[arm] += 1 - reward;
            }
            judge(world, ones, zeros, looks.get(look));
        }
    }

    private static void judge(World world, double[] ones, double[] zeros, Calibration calibration) {
        List<VariantSummary> summaries = new ArrayList<>();
        for (int arm = 0; arm < ARMS; arm++) {
            summaries.add(VariantSummary.ofBinary(ones[arm], zeros[arm]));
        }
        Posterior posterior = Posterior.of(new OutcomeModel.Binary(Goal.MAXIMIZE), summaries);
        double[] best = BestProbability.of(posterior);
        int covered = 0;
        for (int arm = 0; arm < ARMS; arm++) {
            double place = posterior.marginals().get(arm).cdf(world.mean(arm));
            covered += place >= TAIL && place <= 1 - TAIL ? 1 : 0;
        }
        calibration.addBest(best, world.best());
        calibration.addCoverage(covered, ARMS);
    }
}
