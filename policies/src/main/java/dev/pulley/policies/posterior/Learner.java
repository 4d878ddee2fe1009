package dev.pulley.policies.posterior;

import dev.pulley.policies.delay.DelayedOutcomes;
import dev.pulley.policies.delay.OutcomeEnds;
import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.Products;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.shaping.Observed;
import dev.pulley.policies.shaping.Signals;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
     * The same where evidence fades. What variants are like in general, which each is believed to be like until it has
     * evidence of its own, does not fade with it.
     *
     * @param variants what is left of each
     * @param whole what each had before any of it faded
     * @param earlier variants that earlier tasks of the kind have tried
     */
    public static Learned learnFaded(
            OutcomeModel model,
            List<VariantSummary> variants,
            List<VariantSummary> whole,
            List<VariantSummary> earlier) {
        if (whole.size() != variants.size()) {
            throw new IllegalArgumentException(
                    "whole must be of as many variants as are left (" + variants.size() + "): " + whole.size());
        }
        double[] outcomes = Stream.concat(whole.stream(), earlier.stream())
                .mapToDouble(VariantSummary::outcomes)
                .toArray();
        List<VariantSummary> all =
                Stream.concat(variants.stream(), earlier.stream()).toList();
        return new Learned(Posterior.faded(model, all, outcomes).first(variants.size()), variants);
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
        return learn(model, delayed, List.of());
    }

    /** The same with the variants that earlier tasks of the kind have tried. */
    public static Learned learn(OutcomeModel model, DelayedOutcomes delayed, List<VariantSummary> earlier) {
        OutcomeEnds ends = OutcomeEnds.of(model);
        return learn(model, delayed.summaries().stream().map(ends::inUnits).toList(), earlier);
    }

    /**
     * Where proxies say something of the outcome, be that late, absent for good, or both: the one entry that takes all there is.
     *
     * <p>Its contract:
     *
     * <ul>
     *   <li>Every decision counts once. One with proxies and an outcome is a pair; one with proxies alone is part of what its
     *       variant is predicted by; and one whose silence tells enters by what it tells at its age ({@link Signals#late}).
     *   <li>Any proxy may be missing on any decision, as long as that does not depend on what it would have been.
     *   <li>If no proxy was heard of, it is what outcomes alone give. Proxies alone give a preference, and never certainty.
     *   <li>Evidence that fades weighs less, by its bucket. Whatever is given in any order, the result is the same to rounding.
     *   <li>All variants whose decisions are in the products must be given, since the products are pooled over them: if some are
     *       missing, it throws. So variants that are out and earlier versions go behind those that are asked for, and so do the
     *       variants of earlier tasks ({@link Signals#plus}). From them too are learned the prior, the slopes and the spread.
     * </ul>
     *
     * @param weights the task's weight of each proxy that shapes, by its position
     * @param signals all that is known; the variants that are asked for are the first
     * @param variants how many these are
     */
    public static Learned learn(OutcomeModel model, Map<Integer, Double> weights, Signals signals, int variants) {
        if (!(variants >= 1 && variants <= signals.variants().size())) {
            throw new IllegalArgumentException(
                    "variants must be between 1 and " + signals.variants().size() + ": " + variants);
        }
        List<VariantSummary> outcomes =
                signals.variants().stream().map(Observed::outcomes).toList();
        List<VariantSummary> own = outcomes.subList(0, variants);
        if (!isAnyHeardOf(weights, signals.variants()) || !isScaleKnown(model, outcomes)) {
            return new Learned(Posterior.of(model, outcomes).first(variants), own);
        }
        ShapedPosterior shaped = ShapedPosterior.of(model, weights, signals.variants(), signals.products());
        return new Learned(shaped.posterior().first(variants), own, shaped.proxies());
    }

    /**
     * The same where sums are at hand that need no readings.
     *
     * @param others the sums of variants that are out, or were tried by earlier tasks of the kind
     * @param products the products of the complete decisions of all of these, by pattern
     */
    public static Learned learn(
            OutcomeModel model,
            Map<Integer, Double> weights,
            List<Observed> variants,
            List<Observed> others,
            Map<FeedbackPattern, Products> products) {
        List<Observed> all = Stream.concat(variants.stream(), others.stream()).toList();
        return learn(model, weights, new Signals(all, new TreeMap<>(products)), variants.size());
    }

    private static boolean isAnyHeardOf(Map<Integer, Double> weights, List<Observed> variants) {
        return variants.stream()
                .flatMap(variant -> variant.all().stream().map(Cell::pattern))
                .anyMatch(pattern -> weights.keySet().stream().anyMatch(pattern::has));
    }

    /** Numbers have no scale until there are some. */
    private static boolean isScaleKnown(OutcomeModel model, List<VariantSummary> outcomes) {
        return !(model instanceof OutcomeModel.Numeric)
                || outcomes.stream().mapToDouble(VariantSummary::outcomes).sum() > LEAST_NUMBERS;
    }
}
