package dev.pulley.policies.shaping;

import dev.pulley.policies.evidence.VariantSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Outcomes with what chance gave to the proxies of their decisions taken off, as if there were no more to be learned from
 * proxies: the regression estimator of survey sampling (W. Cochran, Sampling techniques, 1977, chapter 7).
 *
 * <ol>
 *   <li>The average y_k of the n_k decisions of a known outcome becomes y_k + w'(X_k - x_k), with the proxies' average x_k over
 *       these and X_k over all N_k decisions.
 *   <li>With slopes w of the covariance V, and a variance of outcomes s&sup2; of which the proxies explain r&sup2;, its variance
 *       is (s&sup2; - r&sup2;) / n_k + w'S w / N_k + (X_k - x_k)'V (X_k - x_k): so it is worth as many plain outcomes as would
 *       have that one.
 * </ol>
 */
final class AdjustedOutcomes {
    /** Multiples of the outcome's deviation that the variants may be apart by, before any is known. */
    private static final double[] SPREADS = {0.2, 0.6, 2};

    /** Proxies never explain all. */
    private static final double LEAST_LEFT = 0.01;

    private final List<Observed> variants;
    private final double[] averages;
    private final double[] variances;
    private final double deviation;

    private AdjustedOutcomes(List<Observed> variants, double[] averages, double[] variances, double deviation) {
        this.variants = variants;
        this.averages = averages;
        this.variances = variances;
        this.deviation = deviation;
    }

    static AdjustedOutcomes of(ProxyMoments moments, Slopes slopes, List<Observed> variants, double deviation) {
        double[][] covariance = slopes.covariance();
        double[] slope = surelyLess(slopes.mean(), covariance, moments.covariance);
        double whole = deviation * deviation;
        double left = Math.max(LEAST_LEFT * whole, whole - explained(moments, slope));
        double within = quadratic(moments.covariance, slope);
        double[] averages = new double[variants.size()];
        double[] variances = new double[variants.size()];
        double[] distance = new double[slope.length];
        for (int k = 0; k < averages.length; k++) {
            VariantSummary outcomes = variants.get(k).outcomes();
            double n = outcomes.outcomes();
            if (n > 0) {
                for (int i = 0; i < distance.length; i++) {
                    distance[i] = moments.all[k][i] - moments.known[k][i];
                }
                averages[k] = outcomes.sum() / n + MixedModel.dot(slope, distance);
                double noise = Math.min(whole, left + quadratic(moments.lacking[k], slope));
                variances[k] = noise / n
                        + (moments.counts[k] > 0 ? within / Math.max(n, moments.counts[k]) : 0)
                        + quadratic(covariance, distance);
            }
        }
        return new AdjustedOutcomes(variants, averages, variances, deviation);
    }

    /** Slopes drawn to nothing by the part that their own unsureness has in what they seem to explain. */
    private static double[] surelyLess(double[] slope, double[][] covariance, double[][] proxies) {
        double unsure = 0;
        for (int i = 0; i < slope.length; i++) {
            unsure += MixedModel.dot(covariance[i], proxies[i]);
        }
        double seeming = quadratic(proxies, slope);
        double part = seeming > 0 ? seeming / (seeming + Math.max(0, unsure)) : 0;
        return DoubleStream.of(slope).map(each -> part * each).toArray();
    }

    /** By how much less outcomes vary around what the slopes predict. */
    private static double explained(ProxyMoments moments, double[] slope) {
        double gain = 2 * MixedModel.dot(slope, moments.withOutcome) - quadratic(moments.products, slope);
        return moments.freedom > 0 ? Math.max(0, gain / moments.freedom) : 0;
    }

    static double quadratic(double[][] matrix, double[] vector) {
        double sum = 0;
        for (int i = 0; i < vector.length; i++) {
            sum += vector[i] * MixedModel.dot(matrix[i], vector);
        }
        return Math.max(0, sum);
    }

    /** The outcomes that would say by themselves what these do. */
    List<VariantSummary> summaries() {
        List<VariantSummary> result = new ArrayList<>();
        for (int k = 0; k < averages.length; k++) {
            VariantSummary outcomes = variants.get(k).outcomes();
            double n = outcomes.outcomes();
            if (!(n > 0)) {
                result.add(outcomes);
                continue;
            }
            double worth = deviation * deviation / variances[k];
            double mean = outcomes.sum() / n;
            double within = Math.max(0, outcomes.sumOfSquares() - mean * outcomes.sum()) / n;
            result.add(new VariantSummary(
                    Math.max(outcomes.decisions(), worth),
                    worth,
                    worth * averages[k],
                    worth * (within + averages[k] * averages[k])));
        }
        return result;
    }

    /** The logarithm of their likelihood, if the variants are apart by any of a few spreads around a base. */
    double logLikelihood(double baseMean, double baseVariance) {
        double[] logs = new double[SPREADS.length];
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < logs.length; i++) {
            logs[i] = logLikelihood(SPREADS[i] * deviation, baseMean, baseVariance);
            greatest = Math.max(greatest, logs[i]);
        }
        double sum = 0;
        for (double log : logs) {
            sum += Math.exp(log - greatest) / logs.length;
        }
        return greatest + Math.log(sum);
    }

    private double logLikelihood(double spread, double baseMean, double baseVariance) {
        double mean = baseMean;
        double variance = baseVariance;
        double result = 0;
        for (int k = 0; k < averages.length; k++) {
            if (variants.get(k).outcomes().outcomes() > 0) {
                double predicted = variance + spread * spread + variances[k];
                double surprise = averages[k] - mean;
                result -= (Math.log(predicted) + surprise * surprise / predicted) / 2;
                mean += variance / predicted * surprise;
                variance -= variance * variance / predicted;
            }
        }
        return result;
    }
}
