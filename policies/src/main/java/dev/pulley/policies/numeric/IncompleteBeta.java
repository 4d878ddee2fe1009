package dev.pulley.policies.numeric;

/**
 * The regularised incomplete beta function I_x(a, b), by Lentz's evaluation of the continued fraction DLMF 8.17.22,
 * with the factor before it in the saddle-point form of {@link LogitBetaDensity}.
 */
public final class IncompleteBeta {
    private static final int TERMS_LIMIT = 100_000;
    private static final double TINY = 1e-300;
    private static final double PRECISION = 4e-16;

    private IncompleteBeta() {}

    /** I_x(a, b) at the x with ln(x / (1 - x)) = logit. */
    public static double atLogit(double logit, double a, double b) {
        if (logit == Double.NEGATIVE_INFINITY) {
            return 0;
        }
        if (logit == Double.POSITIVE_INFINITY) {
            return 1;
        }
        double x = 1 / (1 + Math.exp(-logit));
        return x * (a + b + 2) <= a + 1 ? lower(logit, x, a, b) : 1 - lower(-logit, 1 / (1 + Math.exp(logit)), b, a);
    }

    /** ln I_x(a, b) at the x with ln(x / (1 - x)) = logit, however small the value itself would be. */
    public static double logAtLogit(double logit, double a, double b) {
        double x = 1 / (1 + Math.exp(-logit));
        return x * (a + b + 2) <= a + 1
                ? new LogitBetaDensity(a, b).log(logit) - Math.log(a) + Math.log(fraction(x, a, b))
                : Math.log1p(-lower(-logit, 1 / (1 + Math.exp(logit)), b, a));
    }

    private static double lower(double logit, double x, double a, double b) {
        return Math.exp(new LogitBetaDensity(a, b).log(logit)) / a * fraction(x, a, b);
    }

    /** The continued fraction 1 / (1 + d1 / (1 + d2 / ...)). */
    private static double fraction(double x, double a, double b) {
        double numerator = 1;
        double denominator = 1 / away(1 - (a + b) * x / (a + 1));
        double value = denominator;
        for (int m = 1; m < TERMS_LIMIT; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            denominator = 1 / away(1 + even * denominator);
            numerator = away(1 + even / numerator);
            value *= denominator * numerator;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            denominator = 1 / away(1 + odd * denominator);
            numerator = away(1 + odd / numerator);
            double change = denominator * numerator;
            value *= change;
            if (Math.abs(change - 1) < PRECISION) {
                break;
            }
        }
        return value;
    }

    private static double away(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }
}
