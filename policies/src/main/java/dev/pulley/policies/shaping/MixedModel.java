package dev.pulley.policies.shaping;

import dev.pulley.policies.evidence.VariantSummary;
import java.util.List;

/** The variants' means for one prior of the slopes and one spread: step 3 of {@link ShapedMeans}. */
final class MixedModel {
    private final int size;
    private final double[] estimate;
    private final double[][] covariance;
    private final double[] means;
    private final double[] owns;
    private final double[][] rows;
    private double logLikelihood;

    private MixedModel(double[] slope, double[][] slopeCovariance, double base, double baseVariance, int variants) {
        this.size = slope.length + 1;
        this.estimate = new double[size];
        this.covariance = new double[size][size];
        for (int i = 0; i < slope.length; i++) {
            estimate[i] = slope[i];
            System.arraycopy(slopeCovariance[i], 0, covariance[i], 0, slope.length);
        }
        estimate[size - 1] = base;
        covariance[size - 1][size - 1] = baseVariance;
        this.means = new double[variants];
        this.owns = new double[variants];
        this.rows = new double[variants][size];
    }

    static MixedModel of(
            ProxyMoments moments,
            List<Observed> variants,
            double[] slope,
            double[][] slopeCovariance,
            double residual,
            double spread,
            double baseMean,
            double baseVariance) {
        // The base is what is left of the mean where the proxies are at their average.
        double[] centre = moments.levels.centre();
        MixedModel model = new MixedModel(slope, slopeCovariance, baseMean, baseVariance, variants.size());
        double square = spread * spread;
        double[] noise = new double[variants.size()];
        for (int k = 0; k < noise.length; k++) {
            double n = variants.get(k).outcomes().outcomes();
            noise[k] = n > 0 ? (residual + AdjustedOutcomes.quadratic(moments.lacking[k], slope)) / n : 0;
        }
        double[] row = new double[model.size];
        for (int k = 0; k < variants.size(); k++) {
            VariantSummary outcomes = variants.get(k).outcomes();
            if (outcomes.outcomes() > 0) {
                model.fill(row, moments.known[k], centre, 1);
                model.learn(row, outcomes.sum() / outcomes.outcomes(), square + noise[k]);
            }
        }
        for (int k = 0; k < variants.size(); k++) {
            VariantSummary outcomes = variants.get(k).outcomes();
            double n = outcomes.outcomes();
            double trust = n > 0 ? square / (square + noise[k]) : 0;
            model.fill(model.rows[k], moments.levels.mean(k), centre, 1 - trust);
            for (int i = 0; i < slope.length; i++) {
                model.rows[k][i] -= trust * (moments.known[k][i] - centre[i]);
            }
            model.means[k] = (n > 0 ? trust * outcomes.sum() / n : 0) + dot(model.estimate, model.rows[k]);
            model.owns[k] = square * (1 - trust) + AdjustedOutcomes.quadratic(moments.levels.covariance(k), slope);
        }
        return model;
    }

    private void fill(double[] row, double[] proxies, double[] centre, double base) {
        for (int i = 0; i < proxies.length; i++) {
            row[i] = proxies[i] - centre[i];
        }
        row[size - 1] = base;
    }

    /** One row of the regression: an outcome's average, with its variance. */
    private void learn(double[] row, double average, double variance) {
        double[] gain = new double[size];
        double predicted = variance;
        for (int i = 0; i < size; i++) {
            gain[i] = dot(covariance[i], row);
            predicted += gain[i] * row[i];
        }
        double surprise = average - dot(estimate, row);
        logLikelihood -= (Math.log(predicted) + surprise * surprise / predicted) / 2;
        for (int i = 0; i < size; i++) {
            estimate[i] += gain[i] * surprise / predicted;
            for (int j = 0; j < size; j++) {
                covariance[i][j] -= gain[i] * gain[j] / predicted;
            }
        }
    }

    double logLikelihood() {
        return logLikelihood;
    }

    /** Adds means, squares of the means, what they are without their average, and slopes, by a weight. */
    void addTo(double weight, double[] sums, double[] squares, NormalMixture[] contrasts, double[] slopes) {
        int variants = means.length;
        double[] common = new double[size];
        double average = 0;
        for (int k = 0; k < variants; k++) {
            average += means[k] / variants;
            for (int i = 0; i < size; i++) {
                common[i] += rows[k][i] / variants;
            }
        }
        // Of independent variants whose average is taken off, so much of each variance is left on average.
        double shrunk = variants > 1 ? variants / (variants - 1.0) : 1;
        double[] apart = new double[size];
        for (int k = 0; k < variants; k++) {
            for (int i = 0; i < size; i++) {
                apart[i] = rows[k][i] - common[i];
            }
            sums[k] += weight * means[k];
            squares[k] += weight * (means[k] * means[k] + owns[k] + variance(rows[k]));
            contrasts[k].add(weight, means[k] - average, owns[k] + shrunk * variance(apart));
        }
        for (int i = 0; i < slopes.length; i++) {
            slopes[i] += weight * estimate[i];
        }
    }

    private double variance(double[] row) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += row[i] * dot(covariance[i], row);
        }
        return Math.max(0, sum);
    }

    /** The inner product, over the places that both have. */
    static double dot(double[] first, double[] second) {
        double sum = 0;
        for (int i = 0; i < Math.min(first.length, second.length); i++) {
            sum += first[i] * second[i];
        }
        return sum;
    }
}
