package dev.pulley.policies.posterior;

import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantSummary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is believed of each variant's true mean outcome.
 *
 * <p>Given the prior that they share, variants are independent of each other; as long as the prior itself is uncertain they
 * are not, since what shows one of them to be better than thought tells of the others too. The marginals have each
 * variant by itself, under all priors that the evidence leaves possible; {@link #cases} have the variants together.
 */
public final class Posterior {
    private final OutcomeModel model;
    private final List<Marginal> marginals;
    private final List<Marginal> contrasts;
    private final List<Marginal> gains;
    private final @Nullable SharedBetaPrior prior;
    /** Which of all variants that the prior was learned from these are. */
    private final int[] places;

    private Posterior(
            OutcomeModel model,
            List<Marginal> marginals,
            List<Marginal> contrasts,
            @Nullable SharedBetaPrior prior,
            int... places) {
        this.model = model;
        this.marginals = List.copyOf(marginals);
        this.contrasts = List.copyOf(contrasts);
        this.gains = gains(model, this.contrasts);
        this.prior = prior;
        this.places = places;
    }

    private Posterior(OutcomeModel model, List<Marginal> marginals, @Nullable SharedBetaPrior prior) {
        this(
                model,
                marginals,
                marginals,
                prior,
                IntStream.range(0, marginals.size()).toArray());
    }

    /** What was found in another way: the means, and the same without the uncertainty that all of them share. */
    static Posterior of(OutcomeModel model, List<Marginal> marginals, List<Marginal> contrasts) {
        return new Posterior(
                model,
                marginals,
                contrasts,
                null,
                IntStream.range(0, marginals.size()).toArray());
    }

    /**
     * What is believed under one of the priors that the variants may share: they are independent of each other.
     *
     * @param weight how likely this case is; the weights of all cases sum to 1
     * @param gains what is to be maximised, as {@link Posterior#gains} has it
     */
    public record Case(double weight, List<Marginal> gains) {}

    /** The posterior under a prior learned from all the variants. */
    public static Posterior of(OutcomeModel model, List<VariantSummary> variants) {
        requireSome(variants);
        return switch (model) {
            case OutcomeModel.Binary binary -> sharingBeta(model, variants);
            case OutcomeModel.Range range -> sharingBeta(model, variants);
            case OutcomeModel.Numeric numeric -> new Posterior(model, SharedNormalPrior.posteriors(variants), null);
        };
    }

    /**
     * The same where the evidence has faded. Of a binary outcome or a range, the prior is learned from what each variant was
     * like when it was last seen, as if that had not faded: {@link SharedBetaPrior#learnedFromFaded}. A number's is learned from
     * what is left.
     *
     * @param outcomes how many outcomes each variant ever had
     */
    static Posterior faded(OutcomeModel model, List<VariantSummary> variants, double... outcomes) {
        requireSome(variants);
        if (model instanceof OutcomeModel.Numeric) {
            return of(model, variants);
        }
        SharedBetaPrior prior = SharedBetaPrior.learnedFromFaded(counts(model, variants), outcomes);
        return new Posterior(model, betas(model, prior.posteriors()), prior);
    }

    /** The posterior under a flat prior for each variant by itself, as textbook Thompson sampling has it. */
    public static Posterior flat(OutcomeModel model, List<VariantSummary> variants) {
        requireSome(variants);
        List<Marginal> marginals = switch (model) {
            case OutcomeModel.Binary binary -> flatBetas(model, variants);
            case OutcomeModel.Range range -> flatBetas(model, variants);
            case OutcomeModel.Numeric numeric -> students(variants);
        };
        return new Posterior(model, marginals, null);
    }

    private static void requireSome(List<VariantSummary> variants) {
        if (variants.isEmpty()) {
            throw new IllegalArgumentException("variants must not be empty");
        }
    }

    private static Posterior sharingBeta(OutcomeModel model, List<VariantSummary> variants) {
        SharedBetaPrior prior = SharedBetaPrior.learnedFrom(counts(model, variants));
        return new Posterior(model, betas(model, prior.posteriors()), prior);
    }

    private static List<Marginal> flatBetas(OutcomeModel model, List<VariantSummary> variants) {
        return betas(
                model,
                counts(model, variants).stream()
                        .flatMapToDouble(count -> DoubleStream.of(1 + count[0], 1 + count[1]))
                        .toArray());
    }

    /** Successes and failures of each variant, its outcomes being parts of a success. */
    private static List<double[]> counts(OutcomeModel model, List<VariantSummary> variants) {
        double min = min(model);
        double max = max(model);
        List<double[]> counts = new ArrayList<>();
        for (VariantSummary variant : variants) {
            double successes = (variant.sum() - min * variant.outcomes()) / (max - min);
            double slack = 1e-9 * variant.outcomes();
            if (!(successes >= -slack && successes <= variant.outcomes() + slack)) {
                throw new IllegalArgumentException("sum must lie between " + min + " and " + max
                        + " times the outcomes (" + variant.outcomes() + "): " + variant.sum());
            }
            double clamped = Math.max(0, Math.min(variant.outcomes(), successes));
            counts.add(new double[] {clamped, variant.outcomes() - clamped});
        }
        return counts;
    }

    /** @param parameters alternately alpha and beta */
    private static List<Marginal> betas(OutcomeModel model, double... parameters) {
        List<Marginal> result = new ArrayList<>();
        for (int i = 0; i < parameters.length; i += 2) {
            result.add(new Marginal.Beta(parameters[i], parameters[i + 1], min(model), max(model)));
        }
        return result;
    }

    private static double min(OutcomeModel model) {
        return model instanceof OutcomeModel.Range range ? range.min() : 0;
    }

    private static double max(OutcomeModel model) {
        return model instanceof OutcomeModel.Range range ? range.max() : 1;
    }

    private static List<Marginal> gains(OutcomeModel model, List<Marginal> marginals) {
        return model.goal() == Goal.MAXIMIZE
                ? marginals
                : marginals.stream().map(Marginal::negated).toList();
    }

    /** Each variant by its own mean, with one variance that all share; a variant without outcomes is as wide as all. */
    private static List<Marginal> students(List<VariantSummary> variants) {
        double outcomes = 0;
        double sum = 0;
        double within = 0;
        double seen = 0;
        for (VariantSummary variant : variants) {
            if (variant.outcomes() > 0) {
                outcomes += variant.outcomes();
                sum += variant.sum();
                within += Math.max(0, variant.sumOfSquares() - variant.sum() * variant.sum() / variant.outcomes());
                seen++;
            }
        }
        double freedom = Math.max(Marginal.StudentT.MINIMUM_FREEDOM, outcomes - seen);
        double centre = outcomes > 0 ? sum / outcomes : 0;
        double spread = within > 0 ? Math.sqrt(within / freedom) : 1;
        List<Marginal> result = new ArrayList<>();
        for (VariantSummary variant : variants) {
            double n = variant.outcomes();
            result.add(
                    n > 0
                            ? new Marginal.StudentT(freedom, variant.sum() / n, spread / Math.sqrt(n))
                            : new Marginal.StudentT(freedom, centre, spread));
        }
        return result;
    }

    /** What is believed of the first variants, by themselves; the others have taught what they could. */
    public Posterior first(int count) {
        return among(IntStream.range(0, count).toArray());
    }

    /** The same of the variants at some places. */
    public Posterior among(int... chosen) {
        return Arrays.equals(chosen, IntStream.range(0, size()).toArray())
                ? this
                : new Posterior(
                        model,
                        at(marginals, chosen),
                        at(contrasts, chosen),
                        prior,
                        Arrays.stream(chosen).map(place -> places[place]).toArray());
    }

    private static List<Marginal> at(List<Marginal> all, int... chosen) {
        return Arrays.stream(chosen).mapToObj(all::get).toList();
    }

    public OutcomeModel model() {
        return model;
    }

    public int size() {
        return marginals.size();
    }

    /** The variants' mean outcomes, in the outcome's own units. */
    public List<Marginal> marginals() {
        return marginals;
    }

    /**
     * What is to be maximised: the mean outcomes, or their negatives where the outcome is to be minimised; without such
     * uncertainty as the variants share, which is no reason to prefer one of them.
     */
    public List<Marginal> gains() {
        return gains;
    }

    /**
     * The likely priors, one by one. Where the variants share none, or as a number's scale does little to them together,
     * there is one case, which is all there is.
     */
    public List<Case> cases() {
        SharedBetaPrior shared = prior;
        if (shared == null) {
            return List.of(new Case(1, gains));
        }
        List<SharedBetaPrior.Given> likely = shared.likely();
        double sum = likely.stream().mapToDouble(SharedBetaPrior.Given::weight).sum();
        return likely.stream()
                .map(given ->
                        new Case(given.weight() / sum, gains(model, at(betas(model, given.parameters()), places))))
                .toList();
    }
}
