package dev.pulley.policies.numeric;

/**
 * The density of t = ln(x / (1 - x)) for a beta variable x.
 *
 * <p>Its logarithm is a ln x + b ln(1 - x) - ln B(a, b). With t0 = ln(a / b), p = a / (a + b) and d = t - t0 that is
 * (a + b)(p d - log1p(p expm1(d))) + ln(ab / (2 pi (a + b))) / 2 - e(a) - e(b) + e(a + b), where e is Stirling's
 * error: nothing grows with a + b, so nothing is lost where it is in the millions (the saddle-point form of C. Loader,
 * Fast and accurate computation of binomial probabilities, 2000).
 */
final class LogitBetaDensity {
    /** From here on the exponential may overflow. */
    private static final double FAR = 300;

    private final double a;
    private final double b;
    private final double centre;
    private final double peak;

    LogitBetaDensity(double a, double b) {
        this.a = a;
        this.b = b;
        this.centre = Math.log(a / b);
        this.peak = 0.5 * Math.log(a / (a + b) * b)
                - LogGamma.HALF_LOG_TWO_PI
                - LogGamma.stirlingError(a)
                - LogGamma.stirlingError(b)
                + LogGamma.stirlingError(a + b);
    }

    double centre() {
        return centre;
    }

    double log(double point) {
        double distance = point - centre;
        return peak + (a < b ? bulk(a, b, distance) : bulk(b, a, -distance));
    }

    /** (a + b)(p d - log1p(p expm1(d))) for a at most b, so that p is at most a half. */
    private static double bulk(double a, double b, double distance) {
        double size = a + b;
        return distance < FAR
                ? a * distance
                        - size * Elementary.logarithmOfOneMore(a / size * Elementary.exponentialLessOne(distance))
                : -b * distance - size * Math.log(a / size + b / size * Math.exp(-distance));
    }

    /** The derivative of the logarithm. */
    double slope(double point) {
        return a - (a + b) / (1 + Math.exp(-point));
    }
}
