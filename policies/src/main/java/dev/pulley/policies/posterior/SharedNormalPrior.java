package dev.pulley.policies.posterior;

import dev.pulley.policies.evidence.VariantSummary;
import java.util.ArrayList;
import java.util.List;

/**
 * A normal prior that the variants of one task share, learned from all of them: the normal hierarchical model (D. Lindley
 * and A. Smith, Bayes estimates for the linear model, 1972) with the half-t prior for the spread between variants of
 * A. Gelman, Prior distributions for variance parameters in hierarchical models, 2006.
 *
 * <p>An outcome of variant k is N(mu_k, s&sup2;), and mu_k is N(m, s&sup2; / v), so that the prior is worth v outcomes.
 * m and ln s are flat, and the spread between variants over that within them, u = 1 / sqrt(v), is half-t with 3 degrees
 * of freedom: proper, and without a unit. With n_k outcomes whose average is y_k, N in all, and W their squares around
 * their own averages,
 *
 * <ol>
 *   <li>v lies on a grid that doubles, with the prior weight u / (1 + u&sup2; / 3)&sup2;, as steps are even in ln u.
 *   <li>Given v, the average y_k is N(m, s&sup2; / w_k) with w_k = n_k v / (n_k + v). So m is about M, the average of
 *       all y_k by w_k, and Q = W + sum of w_k (y_k - M)&sup2; is all that s&sup2; is to be learned from.
 *   <li>The likelihood of v is the product of sqrt(v / (n_k + v)), over sqrt(sum of w_k), times Q^(-(N - 1) / 2).
 *   <li>Given v, mu_k is a t variable with N - 1 degrees of freedom around (n_k y_k + v M) / (n_k + v), with the squared
 *       scale Q / (N - 1) (1 / (n_k + v) + (v / (n_k + v))&sup2; / sum of w_k).
 *   <li>The mixture over the grid becomes one t variable: the average centre, and the average squared scale plus the
 *       variance of the centres.
 * </ol>
 *
 * <p>Outcomes that never varied say nothing of the scale; the outcomes' own size stands in, or 1 where all are 0. All
 * centres are one then, so that the probabilities of being best do not depend on it.
 */
final class SharedNormalPrior {
    private static final int LEAST_LOG_WORTH = -40;
    private static final int GREATEST_LOG_WORTH = 14;
    private static final double SPREAD_FREEDOM = 3;

    /** A lighter point of the grid changes nothing that a double can hold. */
    private static final double NEGLIGIBLE_WEIGHT = 1e-20;

    /** A product of pulls is taken into its logarithm before it can vanish. */
    private static final double LEAST_PRODUCT = 1e-200;

    /** Squares around an average that are smaller than this beside the plain squares are nothing but rounding. */
    private static final double ROUNDING = 1e-12;

    private final List<VariantSummary> variants;
    private final double outcomes;
    private final double squares;
    private final double within;
    private final boolean varied;

    private SharedNormalPrior(List<VariantSummary> variants) {
        double outcomeCount = 0;
        double squareSum = 0;
        double withinSum = 0;
        for (VariantSummary variant : variants) {
            if (variant.outcomes() > 0) {
                outcomeCount += variant.outcomes();
                squareSum += variant.sumOfSquares();
                withinSum += Math.max(0, variant.sumOfSquares() - variant.sum() * (variant.sum() / variant.outcomes()));
            }
        }
        this.variants = variants;
        this.outcomes = outcomeCount;
        this.squares = squareSum;
        this.within = withinSum;
        this.varied = outcomeCount > 0 && point(GREATEST_LOG_WORTH).scatter() > ROUNDING * squareSum;
    }

    /** What is believed of each variant's mean. */
    static List<Marginal> posteriors(List<VariantSummary> variants) {
        return new SharedNormalPrior(variants).mixed();
    }

    /** What one worth of the prior makes of the evidence. */
    private record Point(double worth, double mean, double precision, double scatter, double logWeight) {
        double centre(VariantSummary variant) {
            return (variant.sum() + worth * mean) / (variant.outcomes() + worth);
        }

        /** The squared scale of a variant's mean, for outcomes of scale 1. */
        double spread(VariantSummary variant) {
            double pull = worth / (variant.outcomes() + worth);
            return pull / worth + (precision > 0 ? pull * pull / precision : 0);
        }
    }

    private Point point(int logWorth) {
        double worth = Math.scalb(1.0, logWorth);
        double precision = 0;
        double sum = 0;
        double logLikelihood = 0;
        double product = 1;
        for (VariantSummary variant : variants) {
            double pull = worth / (variant.outcomes() + worth);
            precision += pull * variant.outcomes();
            sum += pull * variant.sum();
            product *= pull;
            if (product < LEAST_PRODUCT) {
                logLikelihood += Math.log(product) / 2;
                product = 1;
            }
        }
        logLikelihood += Math.log(product) / 2;
        double mean = precision > 0 ? sum / precision : 0;
        double scatter = within;
        for (VariantSummary variant : variants) {
            if (variant.outcomes() > 0) {
                double distance = variant.sum() / variant.outcomes() - mean;
                scatter += worth / (variant.outcomes() + worth) * variant.outcomes() * distance * distance;
            }
        }
        if (precision > 0) {
            logLikelihood -= Math.log(precision) / 2;
        }
        scatter = Math.max(scatter, ROUNDING * squares);
        if (scatter > 0) {
            logLikelihood -= Math.max(0, outcomes - 1) / 2 * Math.log(scatter);
        }
        double logPrior = -Math.log(worth) / 2 - 2 * Math.log1p(1 / (worth * SPREAD_FREEDOM));
        return new Point(worth, mean, precision, scatter, logPrior + logLikelihood);
    }

    /** The square of the outcomes' scale, given the worth of the prior. */
    private double scaleSquare(Point point) {
        if (varied) {
            return point.scatter() / Math.max(1, outcomes - 1);
        }
        return squares > 0 ? squares / outcomes : 1;
    }

    private List<Marginal> mixed() {
        List<Point> all = new ArrayList<>();
        Point heaviest = point(LEAST_LOG_WORTH);
        for (int logWorth = LEAST_LOG_WORTH; logWorth <= GREATEST_LOG_WORTH; logWorth++) {
            Point point = point(logWorth);
            all.add(point);
            heaviest = point.logWeight() > heaviest.logWeight() ? point : heaviest;
        }
        List<Weighed> points = new ArrayList<>();
        double sum = 0;
        for (Point point : all) {
            double weight = Math.exp(point.logWeight() - heaviest.logWeight());
            if (weight >= NEGLIGIBLE_WEIGHT) {
                points.add(new Weighed(point, weight, scaleSquare(point)));
                sum += weight;
            }
        }
        double freedom = Math.max(Marginal.StudentT.MINIMUM_FREEDOM, outcomes - 1);
        List<Marginal> result = new ArrayList<>();
        for (VariantSummary variant : variants) {
            // Distances from one of the centres, lest all of it cancel where they are far from 0.
            double near = heaviest.centre(variant);
            double scale = 0;
            double shift = 0;
            double shiftSquare = 0;
            for (Weighed weighed : points) {
                double distance = weighed.point.centre(variant) - near;
                scale += weighed.weight * weighed.scaleSquare * weighed.point.spread(variant);
                shift += weighed.weight * distance;
                shiftSquare += weighed.weight * distance * distance;
            }
            shift /= sum;
            double scaleSquare = scale / sum + Math.max(0, shiftSquare / sum - shift * shift);
            result.add(new Marginal.StudentT(freedom, near + shift, Math.sqrt(scaleSquare)));
        }
        return result;
    }

    private record Weighed(Point point, double weight, double scaleSquare) {}
}
