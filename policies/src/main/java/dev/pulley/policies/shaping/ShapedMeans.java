package dev.pulley.policies.shaping;

import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.Products;
import dev.pulley.policies.evidence.VariantSummary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
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
 *   <li>The spread t is one of a few multiples of how far the predictions w'X_k of the variants are apart. A multiple is as
 *       likely as its prior weight times the likelihood that it gives to the averages of all variants.
 *   <li>Given w and t, y_k - w'x_k is N(b, t&sup2; + s&sup2; / n_k): so w and b follow by one row of a linear regression after
 *       the other. With c_k = t&sup2; / (t&sup2; + s&sup2; / n_k), the mean is c_k y_k + (1 - c_k) b + w'(X_k - c_k x_k), and
 *       t&sup2; (1 - c_k) of variance, and what X_k is not known by ({@link Levels}).
 *   <li>Or the proxies say something of each decision, but nothing of the variants: then these are what they would be by
 *       outcomes alone, which are {@link AdjustedOutcomes}. Where the slopes are nothing too, that is what outcomes alone give.
 *   <li>The mixture over slopes' priors, multiples and this is matched by mean and variance; for comparing variants, by mean and by
 *       how likely it makes one better than another ({@link NormalMixture}).
 * </ol>
 *
 * <p>Two variances come of it. One is of the mean itself. The other leaves out what all variants have in common, such as b:
 * it is for comparing variants as if they were independent of each other, which then have the differences that they should.
 */
public final class ShapedMeans {
    private static final double[] MULTIPLES = {0.2, 0.4, 0.8, 1.6, 3.2, 6.4};
    private static final double[] MULTIPLE_WEIGHTS = {0.5, 1, 2, 1.5, 1, 0.5};
    private static final double LEAST_SPREAD = 0.02;

    /** Predictions that are no further apart than this part of the outcome's deviation say next to nothing of variants. */
    private static final double FAINT_SPREAD = 0.002;

    /** Nor do such as are no further apart than so many times the square of what chance makes of them. */
    private static final double CHANCES = 9;

    /** How likely it is at first that predictions, though far apart, say nothing of the variants. */
    private static final double OWN_WEIGHT = 0.15;

    /** A lighter part of the mixture changes nothing that is shown. */
    private static final double NEGLIGIBLE_WEIGHT = 1e-4;

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
     * @param products the products of the decisions whose outcome is known, by pattern
     * @param expectedMean what the outcome is about before anything is known
     * @param expectedDeviation how far from it a single outcome is
     * @param alone what would be believed if there were no proxies
     */
    public static ShapedMeans of(
            Map<Integer, Double> weights,
            List<Observed> variants,
            Map<FeedbackPattern, Products> products,
            double expectedMean,
            double expectedDeviation,
            OutcomesAlone alone) {
        int[] proxies =
                weights.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
        double[] first = IntStream.of(proxies)
                .mapToDouble(proxy -> weights.getOrDefault(proxy, 0.0))
                .toArray();
        ProxyMoments moments = ProxyMoments.of(proxies, variants, products);
        double deviation = deviation(variants, expectedDeviation);
        ShapedMeans result = new ShapedMeans(
                moments,
                Slopes.of(moments, first, deviation),
                List.copyOf(variants),
                deviation,
                expectedMean,
                4 * expectedDeviation * expectedDeviation);
        result.mix(alone);
        return result;
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

    private record Part(double logWeight, MixedModel model) {}

    private void mix(OutcomesAlone alone) {
        AdjustedOutcomes adjusted = AdjustedOutcomes.of(moments, slopes, variants, deviation);
        double logAlone = adjusted.logLikelihood(baseMean, baseVariance);
        double heaviest = Double.NEGATIVE_INFINITY;
        for (int s = 0; s < slopes.size(); s++) {
            heaviest = Math.max(heaviest, slopes.logWeight(s));
        }
        double sum = DoubleStream.of(MULTIPLE_WEIGHTS).sum();
        double aloneWeight = 0;
        List<Part> parts = new ArrayList<>();
        for (int s = 0; s < slopes.size(); s++) {
            double weight = Math.exp(slopes.logWeight(s) - heaviest);
            if (weight < NEGLIGIBLE_WEIGHT) {
                continue;
            }
            Apart apart = apart(s);
            double spread = Math.max(Math.sqrt(apart.square), LEAST_SPREAD * deviation);
            double faint = FAINT_SPREAD * deviation;
            double own = 1 - (1 - OWN_WEIGHT) * apart.square / (apart.square + faint * faint + CHANCES * apart.chance);
            aloneWeight += weight * own;
            for (int m = 0; m < MULTIPLES.length && own < 1; m++) {
                MixedModel model = MixedModel.of(
                        moments,
                        variants,
                        slopes.mean(s),
                        slopes.covariance(s),
                        slopes.residual(),
                        MULTIPLES[m] * spread,
                        baseMean,
                        baseVariance);
                parts.add(new Part(
                        Math.log(weight * (1 - own) * MULTIPLE_WEIGHTS[m] / sum) + model.logLikelihood(), model));
            }
        }
        mix(parts, Math.log(aloneWeight) + logAlone, alone.of(adjusted.summaries()));
    }

    private void mix(List<Part> parts, double logAlone, List<OutcomesAlone.Belief> alone) {
        double greatest = logAlone;
        for (Part part : parts) {
            greatest = Math.max(greatest, part.logWeight);
        }
        NormalMixture[] mixtures = new NormalMixture[means.length];
        Arrays.setAll(mixtures, k -> new NormalMixture(parts.size() + 1));
        double all = 0;
        for (Part part : parts) {
            double weight = Math.exp(part.logWeight - greatest);
            if (weight > NEGLIGIBLE_WEIGHT) {
                all += weight;
                part.model.addTo(weight, means, variances, mixtures, slopeMeans);
            }
        }
        double aloneWeight = Math.exp(logAlone - greatest);
        all += aloneWeight;
        double average =
                alone.stream().mapToDouble(OutcomesAlone.Belief::mean).average().orElseThrow();
        for (int k = 0; k < means.length; k++) {
            OutcomesAlone.Belief belief = alone.get(k);
            means[k] = (means[k] + aloneWeight * belief.mean()) / all;
            double squares = variances[k] + aloneWeight * (belief.variance() + belief.mean() * belief.mean());
            variances[k] = Math.max(0, squares / all - means[k] * means[k]);
            mixtures[k].add(aloneWeight, belief.mean() - average, belief.variance());
            double contrast = mixtures[k].deviation();
            contrasts[k] = Math.min(variances[k], contrast * contrast);
        }
        double[] aloneSlopes = slopes.mean();
        for (int i = 0; i < slopeMeans.length; i++) {
            slopeMeans[i] = (slopeMeans[i] + aloneWeight * aloneSlopes[i]) / all;
        }
    }

    /**
     * How far the predictions are apart, and how far they would be by the chance that is in averages and in slopes that are
     * from nothing but outcomes: both squared, the first beyond the second.
     */
    private record Apart(double square, double chance) {}

    private Apart apart(int prior) {
        double[] slope = slopes.mean(prior);
        double[] centre = moments.levels.centre();
        double expected = AdjustedOutcomes.quadratic(moments.levels.between(), slope);
        double seen = 0;
        double all = 0;
        double square = 0;
        double chance = 0;
        double slopeChance = 0;
        double[] distance = new double[slope.length];
        for (int k = 0; k < variants.size(); k++) {
            if (moments.counts[k] > 0) {
                for (int i = 0; i < centre.length; i++) {
                    distance[i] = moments.all[k][i] - centre[i];
                }
                double prediction = MixedModel.dot(slope, distance);
                double unsure = AdjustedOutcomes.quadratic(moments.unsure[k], slope);
                // The square of a prediction tells the less, the more chance there is in it.
                double weight = expected > 0 ? Math.pow(expected / (expected + unsure), 2) : 1;
                seen++;
                all += weight;
                square += weight * prediction * prediction;
                chance += weight * unsure;
                if (!slopes.isGuided(prior)) {
                    slopeChance += weight * AdjustedOutcomes.quadratic(slopes.covariance(prior), distance);
                }
            }
        }
        if (seen == 0) {
            return new Apart(0, 0);
        }
        chance = (chance * (1 - 1 / seen) + slopeChance) / all;
        square /= all;
        return new Apart(Math.max(0, square - chance), chance);
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
