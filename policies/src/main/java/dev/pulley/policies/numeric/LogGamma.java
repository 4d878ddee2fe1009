package dev.pulley.policies.numeric;

/**
 * The logarithm of the gamma function, split so that nothing large cancels where arguments are large.
 *
 * <p>ln G(x) = (x - 1/2) ln x - x + ln(2 pi) / 2 + d(x). Stirling's series for the remainder d (DLMF 5.11.1), with
 * Bernoulli numbers, is good to the last bit from x = 10; a smaller x is first moved there by G(x + 1) = x G(x).
 */
public final class LogGamma {
    static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    private static final double SERIES_FROM = 10;

    private LogGamma() {}

    /** ln G(x) for x over 0. */
    public static double of(double x) {
        if (x < SERIES_FROM) {
            double product = 1;
            double moved = x;
            while (moved < SERIES_FROM) {
                product *= moved;
                moved++;
            }
            return stirling(moved) + series(moved) - Math.log(product);
        }
        return stirling(x) + series(x);
    }

    /** d(x) for x over 0: what Stirling's formula leaves out. */
    public static double stirlingError(double x) {
        return x < SERIES_FROM ? of(x) - stirling(x) : series(x);
    }

    /** ln B(a, b) for a and b over 0. */
    public static double beta(double a, double b) {
        double small = Math.min(a, b);
        double large = Math.max(a, b);
        double sum = a + b;
        if (large < SERIES_FROM) {
            return of(small) + of(large) - of(sum);
        }
        // G(large) / G(sum), in which only logarithms near 1 meet.
        double ratio = (large - 0.5) * -Math.log1p(small / large) + small - small * Math.log(sum);
        return of(small) + ratio + series(large) - series(sum);
    }

    private static double stirling(double x) {
        return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI;
    }

    /** The same from x = 10 on. */
    static double series(double x) {
        double inverse = 1 / x;
        double square = inverse * inverse;
        return inverse
                * (1.0 / 12
                        + square
                                * (-1.0 / 360
                                        + square
                                                * (1.0 / 1260
                                                        + square
                                                                * (-1.0 / 1680
                                                                        + square
                                                                                * (1.0 / 1188
                                                                                        + square
                                                                                                * (-691.0 / 360360
                                                                                                        + square
                                                                                                                / 156))))));
    }
}
