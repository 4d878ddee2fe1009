package dev.pulley.policies.posterior;

import dev.pulley.policies.delay.DelayedOutcomes;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.Products;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.shaping.Observed;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** From a task's sums to what is believed of its variants: the one way there, for the server and for the laboratory. */
public final class Learner {
    private static final double LEAST_NUMBERS = 2;

    private Learner() {}

    /** Where an outcome that is absent is not known: what is reported is all there is. */
    public static Learned learn(OutcomeModel model, List<VariantSummary> variants) {
        return learn(model, variants, List.of());
    }

    /**
     * The same with the variants that earlier tasks of the kind have tried: the prior that variants share is learned from
     * them too, and so a new task begins where its kind is.
     */
    public static Learned learn(OutcomeModel model, List<VariantSummary> variants, List<VariantSummary> earlier) {
        List<VariantSummary> all =
                Stream.concat(variants.stream(), earlier.stream()).toList();
        return new Learned(Posterior.of(model, all).first(variants.size()), variants);
    }

    /**
     * Where an outcome that stays absent counts as the worse end of what it can be.
     *
     * @param model a binary outcome or a range; its better end is a success
     */
    public static Learned learn(OutcomeModel model, DelayedOutcomes delayed) {
        List<VariantSummary> variants = delayed.summaries().stream()
                .map(summary -> inUnitsOf(model, summary))
                .toList();
        return learn(model, variants);
    }

    /**
     * Where proxies say something of the outcome.
     *
     * @param weights the task's weight of each proxy that shapes, by its position
     * @param variants the sums of each variant
     * @param others the sums of variants that are out, or were tried by earlier tasks of the kind: from them are learned the
     *     slopes, the spread between variants and where these are about
     * @param products the products of the complete decisions of all of these, by pattern
     */
    public static Learned learn(
            OutcomeModel model,
            Map<Integer, Double> weights,
            List<Observed> variants,
            List<Observed> others,
            Map<FeedbackPattern, Products> products) {
        List<Observed> all = Stream.concat(variants.stream(), others.stream()).toList();
        List<VariantSummary> outcomes = all.stream().map(Observed::outcomes).toList();
        List<VariantSummary> own = outcomes.subList(0, variants.size());
        Posterior posterior = isAnyHeardOf(weights, all) && isScaleKnown(model, outcomes)
                ? ShapedPosterior.of(model, weights, all, products)
                : Posterior.of(model, outcomes);
        return new Learned(posterior.first(variants.size()), own);
    }

    private static boolean isAnyHeardOf(Map<Integer, Double> weights, List<Observed> variants) {
        return variants.stream()
                .flatMap(variant -> variant.all().keySet().stream())
                .anyMatch(pattern -> weights.keySet().stream().anyMatch(pattern::has));
    }

    /** Numbers have no scale until there are some. */
    private static boolean isScaleKnown(OutcomeModel model, List<VariantSummary> outcomes) {
        return !(model instanceof OutcomeModel.Numeric)
                || outcomes.stream().mapToDouble(VariantSummary::outcomes).sum() > LEAST_NUMBERS;
    }

    private static VariantSummary inUnitsOf(OutcomeModel model, VariantSummary summary) {
        double min = 0;
        double max = 1;
        switch (model) {
            case OutcomeModel.Binary binary -> {}
            case OutcomeModel.Range range -> {
                min = range.min();
                max = range.max();
            }
            case OutcomeModel.Numeric numeric ->
                throw new IllegalArgumentException("model must have a worse end for what is absent: " + numeric);
        }
        double worse = model.goal() == Goal.MAXIMIZE ? min : max;
        double better = model.goal() == Goal.MAXIMIZE ? max : min;
        double successes = summary.sum();
        double failures = summary.outcomes() - successes;
        return new VariantSummary(
                summary.decisions(),
                summary.outcomes(),
                better * successes + worse * failures,
                better * better * successes + worse * worse * failures);
    }
}
