package dev.pulley.policies.posterior;

import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.Products;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.shaping.Observed;
import dev.pulley.policies.shaping.OutcomesAlone;
import dev.pulley.policies.shaping.ShapedMeans;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The posterior under proxies: {@link ShapedMeans} as distributions, by mean and variance.
 *
 * @param proxies what was learned of each proxy that shapes, by its position
 */
record ShapedPosterior(Posterior posterior, SortedMap<Integer, Learned.LearnedProxy> proxies) {
    /** A rate is believed to be no closer to an end of its range than this part of it. */
    private static final double LEAST_DISTANCE = 0.001;

    /** A beta distribution has at least so much evidence behind it as the flattest that has no peak at an end. */
    private static final double LEAST_SIZE = 1;

    /** The deviation of a single outcome before any is known, as a part of its range. */
    private static final double BINARY_DEVIATION = 0.5;

    private static final double RANGE_DEVIATION = 0.3;

    /** A t variable's variance, in squares of its scale, is taken to be no more than that of three degrees of freedom. */
    private static final double WIDEST = 3;

    static ShapedPosterior of(
            OutcomeModel model,
            Map<Integer, Double> weights,
            List<Observed> variants,
            Map<FeedbackPattern, Products> products) {
        return switch (model) {
            case OutcomeModel.Binary binary -> betas(model, weights, variants, products, 0, 1, BINARY_DEVIATION);
            case OutcomeModel.Range range ->
                betas(model, weights, variants, products, range.min(), range.max(), RANGE_DEVIATION);
            case OutcomeModel.Numeric numeric -> students(model, weights, variants, products);
        };
    }

    private static ShapedPosterior betas(
            OutcomeModel model,
            Map<Integer, Double> weights,
            List<Observed> variants,
            Map<FeedbackPattern, Products> products,
            double min,
            double max,
            double deviation) {
        double width = max - min;
        ShapedMeans shaped = ShapedMeans.of(
                weights,
                variants,
                products,
                (min + max) / 2,
                deviation * width,
                adjusted -> alone(model, min, max, adjusted));
        List<Marginal> marginals = new ArrayList<>();
        List<Marginal> contrasts = new ArrayList<>();
        for (int k = 0; k < variants.size(); k++) {
            double mean = Math.max(LEAST_DISTANCE, Math.min(1 - LEAST_DISTANCE, (shaped.mean(k) - min) / width));
            marginals.add(beta(mean, shaped.variance(k) / (width * width), min, max));
            contrasts.add(beta(mean, shaped.contrastVariance(k) / (width * width), min, max));
        }
        return new ShapedPosterior(Posterior.of(model, marginals, contrasts), proxies(weights, shaped));
    }

    /** The posterior of outcomes that may lie a little outside of their range. */
    private static List<OutcomesAlone.Belief> alone(
            OutcomeModel model, double min, double max, List<VariantSummary> adjusted) {
        List<VariantSummary> within = adjusted.stream()
                .map(variant -> new VariantSummary(
                        variant.decisions(),
                        variant.outcomes(),
                        Math.max(min * variant.outcomes(), Math.min(max * variant.outcomes(), variant.sum())),
                        variant.sumOfSquares()))
                .toList();
        return beliefs(Posterior.of(model, within));
    }

    private static List<OutcomesAlone.Belief> beliefs(Posterior posterior) {
        return posterior.marginals().stream().map(ShapedPosterior::belief).toList();
    }

    private static OutcomesAlone.Belief belief(Marginal marginal) {
        double variance = marginal.variance();
        if (marginal instanceof Marginal.StudentT student) {
            variance = Math.min(variance, WIDEST * student.scale() * student.scale());
        }
        return new OutcomesAlone.Belief(marginal.mean(), variance);
    }

    private static SortedMap<Integer, Learned.LearnedProxy> proxies(Map<Integer, Double> weights, ShapedMeans shaped) {
        double[] slopes = shaped.slopes();
        double[] correlations = shaped.correlations();
        TreeMap<Integer, Learned.LearnedProxy> result = new TreeMap<>();
        int next = 0;
        for (int position : new TreeSet<>(weights.keySet())) {
            result.put(position, new Learned.LearnedProxy(slopes[next], correlations[next]));
            next++;
        }
        return result;
    }

    private static Marginal beta(double mean, double variance, double min, double max) {
        double size = Math.max(LEAST_SIZE, mean * (1 - mean) / variance - 1);
        return new Marginal.Beta(mean * size, (1 - mean) * size, min, max);
    }

    private static ShapedPosterior students(
            OutcomeModel model,
            Map<Integer, Double> weights,
            List<Observed> variants,
            Map<FeedbackPattern, Products> products) {
        double count = 0;
        double sum = 0;
        double squares = 0;
        for (Observed variant : variants) {
            VariantSummary outcomes = variant.outcomes();
            count += outcomes.outcomes();
            sum += outcomes.sum();
            squares += outcomes.sumOfSquares();
        }
        double mean = sum / count;
        double deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
        double expected = deviation > 0 ? deviation : Math.max(Math.abs(mean), 1);
        ShapedMeans shaped = ShapedMeans.of(
                weights, variants, products, mean, expected, adjusted -> beliefs(Posterior.of(model, adjusted)));
        double freedom = Math.max(Marginal.StudentT.MINIMUM_FREEDOM + 1, count - 1);
        List<Marginal> marginals = new ArrayList<>();
        List<Marginal> contrasts = new ArrayList<>();
        for (int k = 0; k < variants.size(); k++) {
            marginals.add(student(freedom, shaped.mean(k), shaped.variance(k)));
            contrasts.add(student(freedom, shaped.mean(k), shaped.contrastVariance(k)));
        }
        return new ShapedPosterior(Posterior.of(model, marginals, contrasts), proxies(weights, shaped));
    }

    private static Marginal student(double freedom, double mean, double variance) {
        double scale = Math.sqrt(variance * (freedom - 2) / freedom);
        return new Marginal.StudentT(freedom, mean, Math.max(Double.MIN_NORMAL, scale));
    }
}
