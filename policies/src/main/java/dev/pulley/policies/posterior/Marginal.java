package dev.pulley.policies.posterior;

import dev.pulley.policies.numeric.IncompleteBeta;
import dev.pulley.policies.numeric.LogGamma;

/** The distribution of one variant's true mean, as believed. */
public sealed interface Marginal {

    double mean();

    double variance();

    /** The probability of a value at most this. */
    double cdf(double value);

    double density(double value);

    /** The value that the mean is at most with this probability. */
    double quantile(double probability);

    /** The distribution of the negative. */
    Marginal negated();

    /** The same belief with its variance divided, about, by a factor. */
    Marginal sharpened(double factor);

    default double standardDeviation() {
        return Math.sqrt(variance());
    }

    /** A beta variable stretched over [min, max]. */
    record Beta(double alpha, double beta, double min, double max) implements Marginal {
        public Beta {
            requirePositive("alpha", alpha);
            requirePositive("beta", beta);
            requireFinite("min", min);
            if (!(max > min && Double.isFinite(max - min))) {
                throw new IllegalArgumentException("max must be finite and over min (" + min + "): " + max);
            }
        }

        public static Beta of(double alpha, double beta) {
            return new Beta(alpha, beta, 0, 1);
        }

        @Override
        public double mean() {
            return min + (max - min) * (alpha / (alpha + beta));
        }

        @Override
        public double variance() {
            double size = alpha + beta;
            return (max - min) * (max - min) * (alpha / size) * (beta / size) / (size + 1);
        }

        @Override
        public double cdf(double value) {
            if (value <= min) {
                return 0;
            }
            return value >= max ? 1 : IncompleteBeta.atLogit(Math.log((value - min) / (max - value)), alpha, beta);
        }

        @Override
        public double density(double value) {
            if (!(value > min && value < max)) {
                return 0;
            }
            double share = (value - min) / (max - min);
            return Math.exp((alpha - 1) * Math.log(share)
                            + (beta - 1) * Math.log1p(-share)
                            - LogGamma.beta(alpha, beta))
                    / (max - min);
        }

        @Override
        public double quantile(double probability) {
            requireProbability(probability);
            double spread = Math.sqrt(1 / alpha + 1 / beta);
            double centre = Math.log(alpha / beta);
            double logit =
                    Quantile.of(probability, centre, spread, point -> IncompleteBeta.atLogit(point, alpha, beta));
            return min + (max - min) / (1 + Math.exp(-logit));
        }

        @Override
        public Beta negated() {
            return new Beta(/* alpha= */ beta, /* beta= */ alpha, -max, -min);
        }

        @Override
        public Beta sharpened(double factor) {
            requirePositive("factor", factor);
            return new Beta(alpha * factor, beta * factor, min, max);
        }
    }

    /** Student's t distribution with a location and a scale. */
    record StudentT(double freedom, double location, double scale) implements Marginal {
        /** From this many degrees of freedom on, mean and variance are there, as everything needs them. */
        public static final double MINIMUM_FREEDOM = 2;

        public StudentT {
            if (!(freedom >= MINIMUM_FREEDOM && Double.isFinite(freedom))) {
                throw new IllegalArgumentException(
                        "freedom must be finite and at least " + MINIMUM_FREEDOM + ": " + freedom);
            }
            requireFinite("location", location);
            requirePositive("scale", scale);
        }

        @Override
        public double mean() {
            return location;
        }

        /** The variance, which is infinite at 2 degrees of freedom. */
        @Override
        public double variance() {
            return scale * scale * freedom / (freedom - 2);
        }

        @Override
        public double cdf(double value) {
            double z = (value - location) / scale;
            if (z == 0) {
                return 0.5;
            }
            // The probability beyond |z| is I_x(v/2, 1/2) / 2 at x = v / (v + z^2), whose logit is ln(v / z^2).
            double tail = IncompleteBeta.atLogit(Math.log(freedom) - 2 * Math.log(Math.abs(z)), freedom / 2, 0.5) / 2;
            return z > 0 ? 1 - tail : tail;
        }

        @Override
        public double density(double value) {
            double z = (value - location) / scale;
            return Math.exp(-LogGamma.beta(freedom / 2, 0.5) - (freedom + 1) / 2 * Math.log1p(z * z / freedom))
                    / (Math.sqrt(freedom) * scale);
        }

        @Override
        public double quantile(double probability) {
            requireProbability(probability);
            return Quantile.of(probability, location, scale, this::cdf);
        }

        @Override
        public StudentT negated() {
            return new StudentT(freedom, -location, scale);
        }

        @Override
        public StudentT sharpened(double factor) {
            requirePositive("factor", factor);
            return new StudentT(freedom, location, scale / Math.sqrt(factor));
        }
    }

    private static void requirePositive(String name, double value) {
        if (!(value > 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(name + " must be finite and over 0: " + value);
        }
    }

    private static void requireFinite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(name + " must be finite: " + value);
        }
    }

    private static void requireProbability(double probability) {
        if (!(probability > 0 && probability < 1)) {
            throw new IllegalArgumentException("probability must be between 0 and 1: " + probability);
        }
    }
}
