package dev.pulley.policies.shaping;

import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.Products;
import dev.pulley.policies.evidence.VariantSummary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What outcomes and proxies together say of each variant's mean outcome: a mixed linear model (C. Henderson, Best linear
 * unbiased estimation and prediction under a selection model, 1975).
 *
 * <p>The outcome of a decision of variant k with proxies x is b + w'x + d_k + e, with e ~ N(0, s&sup2;) and d_k ~ N(0,
 * t&sup2;). So the mean of variant k is b + w'X_k + d_k, where X_k is the proxies' average over all its decisions, of which
 * those with an outcome, n_k with the average outcome y_k, have the proxies' average x_k. d_k is what the proxies get wrong
 * about the variant. It is there as long as no outcomes are, so no number of proxies makes a variant sure.
 *
 * <ol>
 *   <li>The slopes w come from decisions within a variant ({@link Slopes}).
 *   <li>The spread t is one of a few multiples of how far the predictions w'X_k of the variants are apart; or, as if the
 *       proxies said nothing of the variants, of the outcome's own deviation. A multiple is as likely as its prior weight
 *       times the likelihood that it gives to the averages of all variants.
 *   <li>Given w and t, y_k - w'x_k is N(b, t&sup2; + s&sup2; / n_k): so w and b follow by one row of a linear regression after
 *       the other. With c_k = t&sup2; / (t&sup2; + s&sup2; / n_k), the mean is c_k y_k + (1 - c_k) b + w'(X_k - c_k x_k), and
 *       t&sup2; (1 - c_k) of variance, and what X_k is not known by.
 *   <li>The mixture over slopes' priors and multiples is matched by mean and variance; for comparing variants, by mean and by
 *       how wide it is where most of it is.
 * </ol>
 *
 * <p>Two variances come of it. One is of the mean itself. The other leaves out what all variants have in common, such as b:
 * it is for comparing variants as if they were independent of each other, which then have the differences that they should.
 */
public final class ShapedMeans {
    private static final double[] MULTIPLES = {0.2, 0.4, 0.8, 1.6, 3.2, 6.4};
    private static final double[] MULTIPLE_WEIGHTS = {0.5, 1, 2, 1.5, 1, 0.5};
    private static final double LEAST_SPREAD = 0.02;

    /** Multiples of the outcome's deviation, for proxies that say nothing of the variants. */
    private static final double[] OWN_MULTIPLES = {0.2, 0.6, 2};

    /** Predictions that are no further apart than this part of the outcome's deviation say next to nothing of variants. */
    private static final double FAINT_SPREAD = 0.002;

    private static final double OWN_WEIGHT = 0.08;

    /** Proxies are not taken to explain more than this, lest rounding decide what is left. */
    private static final double GREATEST_EXPLAINED = 0.95;

    /** A lighter part of the mixture changes nothing that is shown. */
    private static final double NEGLIGIBLE_WEIGHT = 1e-6;

    private final ProxyMoments moments;
    private final Slopes slopes;
    private final List<Observed> variants;
    private final double deviation;
    private final double baseMean;
    private final double baseVariance;

    private final double[] means;
    private final double[] variances;
    private final double[] contrasts;
    private final double[] slopeMeans;

    private ShapedMeans(
            ProxyMoments moments,
            Slopes slopes,
            List<Observed> variants,
            double deviation,
            double baseMean,
            double baseVariance) {
        this.moments = moments;
        this.slopes = slopes;
        this.variants = variants;
        this.deviation = deviation;
        this.baseMean = baseMean;
        this.baseVariance = baseVariance;
        this.means = new double[variants.size()];
        this.variances = new double[variants.size()];
        this.contrasts = new double[variants.size()];
        this.slopeMeans = new double[moments.proxies.length];
    }

    /**
     * The means of the variants.
     *
     * @param weights the weight that the task gives to each proxy, by position
     * @param products the products of the complete decisions, by pattern
     * @param expectedMean what the outcome is about before anything is known
     * @param expectedDeviation how far from it a single outcome is
     */
    public static ShapedMeans of(
            Map<Integer, Double> weights,
            List<Observed> variants,
            Map<FeedbackPattern, Products> products,
            double expectedMean,
            double expectedDeviation) {
        int[] proxies = positions(weights);
        double[] first = firstSlopes(weights, proxies);
        ProxyMoments moments = ProxyMoments.of(proxies, variants, products);
        double deviation = deviation(variants, expectedDeviation);
        ShapedMeans result = new ShapedMeans(
                moments,
                Slopes.of(moments, first, deviation),
                List.copyOf(variants),
                deviation,
                expectedMean,
                4 * expectedDeviation * expectedDeviation);
        result.mix();
        return result;
    }

    /** The part of the outcomes' variance within variants that the proxies explain, as far as is known. */
    static double explained(
            Map<Integer, Double> weights,
            List<Observed> variants,
            Map<FeedbackPattern, Products> products,
            double expectedDeviation) {
        int[] proxies = positions(weights);
        double deviation = deviation(variants, expectedDeviation);
        Slopes slopes =
                Slopes.of(ProxyMoments.of(proxies, variants, products), firstSlopes(weights, proxies), deviation);
        return Math.max(0, Math.min(GREATEST_EXPLAINED, 1 - slopes.residual() / (deviation * deviation)));
    }

    private static int[] positions(Map<Integer, Double> weights) {
        return weights.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
    }

    private static double[] firstSlopes(Map<Integer, Double> weights, int... proxies) {
        return IntStream.of(proxies)
                .mapToDouble(proxy -> weights.getOrDefault(proxy, 0.0))
                .toArray();
    }

    /** The deviation of outcomes within variants, drawn towards what is expected by one outcome. */
    private static double deviation(List<Observed> variants, double expectedDeviation) {
        double squares = expectedDeviation * expectedDeviation;
        double count = 1;
        for (Observed variant : variants) {
            VariantSummary outcomes = variant.outcomes();
            if (outcomes.outcomes() > 1) {
                double mean = outcomes.sum() / outcomes.outcomes();
                squares += Math.max(0, outcomes.sumOfSquares() - mean * outcomes.sum());
                count += outcomes.outcomes() - 1;
            }
        }
        return Math.sqrt(squares / count);
    }

    private void mix() {
        List<MixedModel> parts = new ArrayList<>();
        List<Double> logWeights = new ArrayList<>();
        double greatest = Double.NEGATIVE_INFINITY;
        double sum = 0;
        for (double weight : MULTIPLE_WEIGHTS) {
            sum += weight;
        }
        for (int s = 0; s < slopes.size(); s++) {
            double predicted = predictedSpread(slopes.mean(s));
            double spread = Math.max(predicted, LEAST_SPREAD * deviation);
            double faint = FAINT_SPREAD * deviation;
            double own = 1 - (1 - OWN_WEIGHT) * predicted * predicted / (predicted * predicted + faint * faint);
            for (int m = 0; m < MULTIPLES.length + OWN_MULTIPLES.length; m++) {
                int ownPlace = m - MULTIPLES.length;
                double t = ownPlace >= 0 ? OWN_MULTIPLES[ownPlace] * deviation : MULTIPLES[m] * spread;
                double prior = ownPlace >= 0 ? own / OWN_MULTIPLES.length : (1 - own) * MULTIPLE_WEIGHTS[m] / sum;
                if (prior == 0) {
                    continue;
                }
                MixedModel model = MixedModel.of(
                        moments,
                        variants,
                        slopes.mean(s),
                        slopes.covariance(s),
                        slopes.residual(),
                        t,
                        baseMean,
                        baseVariance);
                double logWeight = Math.log(prior) + slopes.logWeight(s) + model.logLikelihood();
                parts.add(model);
                logWeights.add(logWeight);
                greatest = Math.max(greatest, logWeight);
            }
        }
        NormalMixture[] mixtures = new NormalMixture[means.length];
        Arrays.setAll(mixtures, k -> new NormalMixture(parts.size()));
        double all = 0;
        for (int i = 0; i < parts.size(); i++) {
            double weight = Math.exp(logWeights.get(i) - greatest);
            if (weight > NEGLIGIBLE_WEIGHT) {
                all += weight;
                parts.get(i).addTo(weight, means, variances, mixtures, slopeMeans);
            }
        }
        for (int k = 0; k < means.length; k++) {
            means[k] /= all;
            variances[k] = Math.max(0, variances[k] / all - means[k] * means[k]);
            double contrast = mixtures[k].deviation();
            contrasts[k] = Math.min(variances[k], contrast * contrast);
        }
        for (int i = 0; i < slopeMeans.length; i++) {
            slopeMeans[i] /= all;
        }
    }

    /** How far the predictions are apart, beyond what they would be by the chance that is in averages. */
    private double predictedSpread(double[] slope) {
        double sum = 0;
        double squares = 0;
        double seen = 0;
        double chance = 0;
        double within = 0;
        for (int i = 0; i < slope.length; i++) {
            within += slope[i] * MixedModel.dot(moments.covariance[i], slope);
        }
        for (int k = 0; k < variants.size(); k++) {
            if (moments.counts[k] > 0) {
                double prediction = MixedModel.dot(slope, moments.all[k]);
                sum += prediction;
                squares += prediction * prediction;
                chance += within / moments.counts[k];
                seen++;
            }
        }
        if (seen == 0) {
            return 0;
        }
        double spread = squares / seen - sum / seen * (sum / seen) - chance / seen * (1 - 1 / seen);
        return Math.sqrt(Math.max(0, spread));
    }

    public double mean(int variant) {
        return means[variant];
    }

    public double variance(int variant) {
        return variances[variant];
    }

    /** The variance without what all variants have in common. */
    public double contrastVariance(int variant) {
        return contrasts[variant];
    }

    /** What one unit of each proxy says of the outcome, in the order of their positions. */
    public double[] slopes() {
        return slopeMeans.clone();
    }

    /** The correlation of each proxy with the outcome, within variants; not a number as long as none is seen. */
    public double[] correlations() {
        double[] result = new double[slopeMeans.length];
        for (int i = 0; i < result.length; i++) {
            double squares = moments.products[i][i] * moments.outcomeSquares;
            result[i] = squares > 0 ? moments.withOutcome[i] / Math.sqrt(squares) : Double.NaN;
        }
        return result;
    }
}
