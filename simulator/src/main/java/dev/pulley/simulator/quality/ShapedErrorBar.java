package dev.pulley.simulator.quality;

import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.Products;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.posterior.Learner;
import dev.pulley.policies.posterior.Posterior;
import dev.pulley.policies.shaping.Observed;
import dev.pulley.simulator.experiment.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * How far the estimated means are from the true ones, against the least that is possible with the best slopes known: A.
 * Angelopoulos, J. Duchi and T. Zrnic, PPI++: efficient prediction-powered inference, 2023.
 */
final class ShapedErrorBar implements Bar {
    private static final int RUNS = 4_000;
    private static final int LABELLED = 200;
    private static final int FEW_LABELLED = 50;
    private static final int UNLABELLED_PER_LABELLED = 9;
    private static final List<Double> MEANS = List.of(3.0, 4.0);
    private static final double WEIGHT_OF_NOTHING = 0.3;
    private static final OutcomeModel MODEL = new OutcomeModel.Numeric(Goal.MAXIMIZE);

    /** Squared errors of one run, by proxies and by outcomes alone. */
    private record Errors(double shaped, double alone) {}

    @Override
    public String letter() {
        return "late-c";
    }

    @Override
    public String setup() {
        return "two variants of means 3 and 4, deviation 1, normal proxies whose sum has the correlation rho with the outcome,"
                + " n outcomes and 9 n decisions without for each, squared error against (1 - .9 rho^2) / n, 4,000 runs";
    }

    @Override
    public List<Figure> measure(Laboratory laboratory) {
        List<Figure> figures = new ArrayList<>();
        for (int proxies : new int[] {1, 4, 6}) {
            for (double rho : new double[] {0, 0.3, 0.6, 0.9}) {
                Sample shaped = new Sample(errors(laboratory, proxies, rho, LABELLED).stream()
                        .mapToDouble(Errors::shaped)
                        .toArray());
                double least = (1 - rho * rho * UNLABELLED_PER_LABELLED / (1.0 + UNLABELLED_PER_LABELLED)) / LABELLED;
                figures.add(
                        Figure.reported(proxies + " proxies, rho " + rho + ", n 200: error / least", shaped.over(least))
                                .requiring(Bounds.atMost(1.1))
                                .wishing(Bounds.atMost(1.05)));
            }
            List<Errors> few = errors(laboratory, proxies, 0, FEW_LABELLED);
            Sample shaped = new Sample(few.stream().mapToDouble(Errors::shaped).toArray());
            Sample alone = new Sample(few.stream().mapToDouble(Errors::alone).toArray());
            figures.add(Figure.ratio(proxies + " proxies, rho 0, n 50: error / that of outcomes alone", shaped, alone)
                    .requiring(Bounds.atMost(1.02)));
        }
        return figures;
    }

    private static List<Errors> errors(Laboratory laboratory, int proxies, double rho, int labelled) {
        long[] seeds = laboratory.seeds(laboratory.runs(RUNS));
        return laboratory
                .parallel()
                .map(
                        "errors",
                        seeds.length,
                        run -> errors(RandomSource.L64_X128_MIX.create(seeds[run]), proxies, rho, labelled));
    }

    private static Errors errors(UniformRandomProvider random, int proxies, double rho, int labelled) {
        SharedStateContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
        double slope = rho / Math.sqrt(proxies);
        double noise = Math.sqrt(1 - rho * rho);
        FeedbackPattern signals = FeedbackPattern.NONE;
        Map<Integer, Double> weights = new HashMap<>();
        for (int proxy = 1; proxy <= proxies; proxy++) {
            signals = signals.with(proxy);
            weights.put(proxy, (rho == 0 ? WEIGHT_OF_NOTHING : rho) / Math.sqrt(proxies));
        }
        FeedbackPattern complete = signals.with(FeedbackPattern.OUTCOME);
        double[] products = new double[Products.length(complete)];
        List<Observed> variants = new ArrayList<>();
        List<VariantSummary> outcomes = new ArrayList<>();
        for (double mean : MEANS) {
            double[] cell = new double[Cell.length(complete)];
            for (int i = 0; i < labelled; i++) {
                double[] values = new double[1 + proxies];
                values[0] = mean + noise * normal.sample();
                for (int proxy = 1; proxy <= proxies; proxy++) {
                    values[proxy] = normal.sample();
                    values[0] += slope * values[proxy];
                }
                add(values, cell, products);
            }
            double unlabelled = UNLABELLED_PER_LABELLED * (double) labelled;
            double[] silent = new double[Cell.length(signals)];
            silent[0] = unlabelled;
            silent[1] = unlabelled;
            for (int proxy = 1; proxy <= proxies; proxy++) {
                silent[1 + proxy] = Math.sqrt(unlabelled) * normal.sample();
            }
            TreeMap<FeedbackPattern, Cell> cells = new TreeMap<>();
            cells.put(complete, Cell.of(complete, cell));
            cells.put(signals, Cell.of(signals, silent));
            VariantSummary summary =
                    new VariantSummary(labelled + unlabelled, (double) labelled, cell[2], cell[3 + proxies]);
            outcomes.add(summary);
            variants.add(Observed.of(summary, cells));
        }
        Map<FeedbackPattern, Products> kept = Map.of(complete, Products.of(complete, products));
        Posterior shaped =
                Learner.learn(MODEL, weights, variants, List.of(), kept).posterior();
        return new Errors(error(shaped), error(Learner.learn(MODEL, outcomes).posterior()));
    }

    private static void add(double[] values, double[] cell, double[] products) {
        cell[0]++;
        cell[1]++;
        products[0]++;
        int at = 1;
        for (int i = 0; i < values.length; i++) {
            cell[2 + i] += values[i];
            for (int j = Math.max(i, 1); j < values.length; j++) {
                products[at++] += values[i] * values[j];
            }
        }
        cell[2 + values.length] += values[0] * values[0];
    }

    private static double error(Posterior posterior) {
        double sum = 0;
        for (int k = 0; k < MEANS.size(); k++) {
            double distance = posterior.marginals().get(k).mean() - MEANS.get(k);
            sum += distance * distance / MEANS.size();
        }
        return sum;
    }
}
