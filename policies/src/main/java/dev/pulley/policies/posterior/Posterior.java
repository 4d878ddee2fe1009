package dev.pulley.policies.posterior;

import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantSummary;
import java.util.ArrayList;
import java.util.List;

/**
 * What is believed of each variant's true mean outcome, the variants independent of each other given the prior that
 * they share.
 */
public final class Posterior {
    private final OutcomeModel model;
    private final List<Marginal> marginals;
    private final List<Marginal> contrasts;
    private final List<Marginal> gains;

    private Posterior(OutcomeModel model, List<Marginal> marginals, List<Marginal> contrasts) {
        this.model = model;
        this.marginals = List.copyOf(marginals);
        this.contrasts = List.copyOf(contrasts);
        this.gains = model.goal() == Goal.MAXIMIZE
                ? this.contrasts
                : contrasts.stream().map(Marginal::negated).toList();
    }

    private Posterior(OutcomeModel model, List<Marginal> marginals) {
        this(model, marginals, marginals);
    }

    /** What was found in another way: the means, and the same without the uncertainty that all of them share. */
    static Posterior of(OutcomeModel model, List<Marginal> marginals, List<Marginal> contrasts) {
        return new Posterior(model, marginals, contrasts);
    }

    /** The posterior under a prior learned from all the variants. */
    public static Posterior of(OutcomeModel model, List<VariantSummary> variants) {
        return new Posterior(model, marginals(model, variants, true));
    }

    /** The posterior under a flat prior for each variant by itself, as textbook Thompson sampling has it. */
    public static Posterior flat(OutcomeModel model, List<VariantSummary> variants) {
        return new Posterior(model, marginals(model, variants, false));
    }

    private static List<Marginal> marginals(OutcomeModel model, List<VariantSummary> variants, boolean shared) {
        if (variants.isEmpty()) {
            throw new IllegalArgumentException("variants must not be empty");
        }
        return switch (model) {
            case OutcomeModel.Binary binary -> betas(variants, 0, 1, shared);
            case OutcomeModel.Range range -> betas(variants, range.min(), range.max(), shared);
            case OutcomeModel.Numeric numeric -> shared ? SharedNormalPrior.posteriors(variants) : students(variants);
        };
    }

    private static List<Marginal> betas(List<VariantSummary> variants, double min, double max, boolean shared) {
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
        List<Marginal> result = new ArrayList<>();
        double[] parameters = shared ? SharedBetaPrior.posteriors(counts) : new double[0];
        for (int k = 0; k < counts.size(); k++) {
            double[] count = counts.get(k);
            double alpha = shared ? parameters[2 * k] : 1 + count[0];
            double beta = shared ? parameters[2 * k + 1] : 1 + count[1];
            result.add(new Marginal.Beta(alpha, beta, min, max));
        }
        return result;
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

    /** What is believed of the first variants, by themselves. */
    Posterior first(int count) {
        return count == marginals.size()
                ? this
                : new Posterior(model, marginals.subList(0, count), contrasts.subList(0, count));
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
}
