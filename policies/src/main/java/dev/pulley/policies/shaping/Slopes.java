package dev.pulley.policies.shaping;

import java.util.stream.DoubleStream;

/**
 * What the complete decisions say of the slopes w within variants, under several priors: around the weights that the task
 * gives, with their size for a deviation or a fraction or a multiple of it; or around nothing, for proxies that say nothing.
 *
 * <ol>
 *   <li>With A the proxies' products and c those with the outcome, around the averages of variant and pattern, the
 *       likelihood is normal around A^-1 c with the covariance s&sup2; A^-1.
 *   <li>s&sup2; is what is left of the outcome's squares by the widest of the priors, drawn towards all of them by one.
 *   <li>Under the prior N(m, D), V^-1 = A / s&sup2; + D^-1 and the slopes are N(V (c / s&sup2; + D^-1 m), V); the likelihood
 *       of the prior is |V|^(1/2) |D|^(-1/2) exp((h'V h - m'D^-1 m) / 2) with h = c / s&sup2; + D^-1 m.
 * </ol>
 */
final class Slopes {
    /** The priors: the part of the task's weight that they are around, their deviation as a part of it, and their weight. */
    private static final double[] CENTRES = {1, 1, 0, 0, 0, 0};

    private static final double[] DEVIATIONS = {0.25, 1, 1.0 / 16, 0.25, 1, 4};
    private static final double[] WEIGHTS = {3, 4, 0.2, 0.2, 0.2, 0.2};

    /** A proxy without a weight may count for this part of what it could at most. */
    private static final double LEAST_PART = 0.05;

    /** By no weight are decisions or variants apart by more than so many deviations of the outcome. */
    private static final double GREATEST_PART = 1e3;

    /** What varies by less does not vary: one over its square is a number still. */
    private static final double LEAST_SPREAD = 1e-60;

    /** Beside the outcome's deviation, this is nothing, and its square is a number still. */
    private static final double LEAST_SCALE = 1e-30;

    private final double[][] means;
    private final double[][][] covariances;
    private final double[] logWeights;
    private final double residual;
    private final boolean guided;

    private Slopes(double[][] means, double[][][] covariances, double[] logWeights, double residual, boolean guided) {
        this.means = means;
        this.covariances = covariances;
        this.logWeights = logWeights;
        this.residual = residual;
        this.guided = guided;
    }

    static Slopes of(ProxyMoments moments, double[] given, double deviation) {
        double[] weights = given.clone();
        double[] scale = new double[weights.length];
        for (int i = 0; i < scale.length; i++) {
            double spread = Math.sqrt(moments.covariance[i][i]);
            spread = spread < LEAST_SPREAD ? 0 : spread;
            double apart = Math.max(LEAST_SPREAD, Math.max(spread, farthest(moments, i)));
            double greatest = GREATEST_PART * deviation / apart;
            weights[i] = Math.max(-greatest, Math.min(greatest, weights[i]));
            double least = spread > 0 && moments.freedom > 0 ? LEAST_PART * deviation / spread : 0;
            scale[i] = Math.max(Math.abs(weights[i]), Math.max(least, LEAST_SCALE * deviation));
        }
        double whole = deviation * deviation;
        Fit widest = Fit.of(moments, weights, scale, CENTRES.length - 1, whole);
        double left = moments.outcomeSquares;
        for (int i = 0; i < weights.length; i++) {
            left -= 2 * moments.withOutcome[i] * widest.mean[i];
            for (int j = 0; j < weights.length; j++) {
                left += widest.mean[i] * moments.products[i][j] * widest.mean[j];
            }
        }
        double freedom = Math.max(0, moments.freedom - weights.length);
        double residual = (Math.max(0, left) + whole) / (freedom + 1);
        residual = Math.min(whole, residual);
        double[][] means = new double[CENTRES.length][];
        double[][][] covariances = new double[CENTRES.length][][];
        double[] logWeights = new double[CENTRES.length];
        for (int prior = 0; prior < CENTRES.length; prior++) {
            Fit fit = Fit.of(moments, weights, scale, prior, residual);
            means[prior] = fit.mean;
            covariances[prior] = fit.covariance;
            logWeights[prior] = Math.log(WEIGHTS[prior]) + fit.logLikelihood;
        }
        return new Slopes(
                means,
                covariances,
                logWeights,
                residual,
                DoubleStream.of(weights).anyMatch(weight -> weight != 0));
    }

    /** How far any variant's average of a proxy is from those of the others. */
    private static double farthest(ProxyMoments moments, int proxy) {
        double farthest = 0;
        for (int k = 0; k < moments.all.length; k++) {
            if (moments.counts[k] > 0) {
                farthest = Math.max(
                        farthest,
                        Math.abs(moments.all[k][proxy] - moments.levels.centre()[proxy]));
            }
        }
        return farthest;
    }

    private static final class Fit {
        private final double[] mean;
        private final double[][] covariance;
        private final double logLikelihood;

        private Fit(double[] mean, double[][] covariance, double logLikelihood) {
            this.mean = mean;
            this.covariance = covariance;
            this.logLikelihood = logLikelihood;
        }

        static Fit of(ProxyMoments moments, double[] weights, double[] scale, int prior, double residual) {
            int size = weights.length;
            double[][] precision = new double[size][size];
            double[] force = new double[size];
            double logPrior = 0;
            double pull = 0;
            for (int i = 0; i < size; i++) {
                double own = 1 / Math.pow(DEVIATIONS[prior] * scale[i], 2);
                double centre = CENTRES[prior] * weights[i];
                for (int j = 0; j < size; j++) {
                    precision[i][j] = moments.products[i][j] / residual + (i == j ? own : 0);
                }
                force[i] = moments.withOutcome[i] / residual + own * centre;
                logPrior += Math.log(own);
                pull += own * centre * centre;
            }
            Cholesky factor = Cholesky.of(precision);
            double[] mean = factor.solve(force);
            double explained = MixedModel.dot(mean, force);
            return new Fit(mean, factor.inverse(), (logPrior - factor.logDeterminant() + explained - pull) / 2);
        }
    }

    /** How many priors there are. */
    int size() {
        return means.length;
    }

    double[] mean(int prior) {
        return means[prior];
    }

    double[][] covariance(int prior) {
        return covariances[prior];
    }

    /** Whether a prior is around weights that the task gives. */
    boolean isGuided(int prior) {
        return guided && CENTRES[prior] > 0;
    }

    /** The mean over all priors. */
    double[] mean() {
        double[] result = new double[means[0].length];
        double[] weights = normalisedWeights();
        for (int prior = 0; prior < means.length; prior++) {
            for (int i = 0; i < result.length; i++) {
                result[i] += weights[prior] * means[prior][i];
            }
        }
        return result;
    }

    /** The covariance over all priors. */
    double[][] covariance() {
        double[] mean = mean();
        double[][] result = new double[mean.length][mean.length];
        double[] weights = normalisedWeights();
        for (int prior = 0; prior < means.length; prior++) {
            for (int i = 0; i < mean.length; i++) {
                for (int j = 0; j < mean.length; j++) {
                    double apart = (means[prior][i] - mean[i]) * (means[prior][j] - mean[j]);
                    result[i][j] += weights[prior] * (covariances[prior][i][j] + apart);
                }
            }
        }
        return result;
    }

    private double[] normalisedWeights() {
        double greatest = DoubleStream.of(logWeights).max().orElseThrow();
        double[] weights = DoubleStream.of(logWeights)
                .map(logWeight -> Math.exp(logWeight - greatest))
                .toArray();
        double sum = DoubleStream.of(weights).sum();
        return DoubleStream.of(weights).map(weight -> weight / sum).toArray();
    }

    /** The logarithm of a prior's weight times its likelihood. */
    double logWeight(int prior) {
        return logWeights[prior];
    }

    /** The variance of an outcome that the proxies do not explain. */
    double residual() {
        return residual;
    }
}
