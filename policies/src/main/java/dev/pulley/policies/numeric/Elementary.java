package dev.pulley.policies.numeric;

/**
 * The exponential and the logarithm by polynomials alone, right to nearly the last place: over an array they have no branch
 * and call nothing, so that the compiler makes vector code of them.
 *
 * <ol>
 *   <li>e = exp r - 1 for a small r = y / 2^7 is Taylor's polynomial. Four times e becomes e (2 + e), as
 *       exp 2r - 1 = (exp r - 1)(exp r + 1), which keeps the digits of a small e; then three times 1 + e is squared, which
 *       keeps those of a small 1 + e. That leaves less than 8 + 32 exp(|y| / 8) roundings.
 *   <li>ln(1 + x) is 2 artanh w with w = x / (2 + x), by the series w + w&sup3;/3 + w^5/5 + ... (DLMF 4.6.4).
 * </ol>
 */
final class Elementary {
    /** An exponent below its negative counts as it: exp(-64) is 1.6e-28. */
    static final double LARGEST_EXPONENT = 64;

    /** Up to here, either way, the series of ln(1 + x) has the terms that it needs. */
    static final double LARGEST_FRACTION = 0.44;

    private static final double DOUBLINGS_SCALE = 1.0 / 128;
    private static final double SMALL_EXPONENT = 0.5;

    private Elementary() {}

    /** Replaces each of the first values, none above {@link #LARGEST_EXPONENT}, by its exponential. */
    static void exponentials(double[] values, int count) {
        for (int i = 0; i < count; i++) {
            double r = Math.max(values[i], -LARGEST_EXPONENT) * DOUBLINGS_SCALE;
            double e = 1.0 / 479001600;
            e = e * r + 1.0 / 39916800;
            e = e * r + 1.0 / 3628800;
            e = e * r + 1.0 / 362880;
            e = e * r + 1.0 / 40320;
            e = e * r + 1.0 / 5040;
            e = e * r + 1.0 / 720;
            e = e * r + 1.0 / 120;
            e = e * r + 1.0 / 24;
            e = e * r + 1.0 / 6;
            e = e * r + 1.0 / 2;
            values[i] = e * r * r + r;
        }
        // A loop of its own: both in one are too long for the compiler to make vector code of.
        for (int i = 0; i < count; i++) {
            double e = values[i];
            e = e * (2 + e);
            e = e * (2 + e);
            e = e * (2 + e);
            e = 1 + e * (2 + e);
            e *= e;
            e *= e;
            values[i] = e * e;
        }
    }

    /** Replaces each of the first values x, none beyond {@link #LARGEST_FRACTION}, by ln(1 + x). */
    static void logarithms(double[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = series(values[i]);
        }
    }

    /** exp x - 1. */
    static double exponentialLessOne(double x) {
        if (!(Math.abs(x) <= SMALL_EXPONENT)) {
            return Math.exp(x) - 1;
        }
        double r = x / 4;
        double e = 1.0 / 479001600;
        e = e * r + 1.0 / 39916800;
        e = e * r + 1.0 / 3628800;
        e = e * r + 1.0 / 362880;
        e = e * r + 1.0 / 40320;
        e = e * r + 1.0 / 5040;
        e = e * r + 1.0 / 720;
        e = e * r + 1.0 / 120;
        e = e * r + 1.0 / 24;
        e = e * r + 1.0 / 6;
        e = e * r + 1.0 / 2;
        e = e * r * r + r;
        e = e * (2 + e);
        return e * (2 + e);
    }

    /** ln(1 + x) for x over -1. */
    static double logarithmOfOneMore(double x) {
        return Math.abs(x) <= LARGEST_FRACTION ? series(x) : Math.log(1 + x);
    }

    private static double series(double x) {
        double w = x / (2 + x);
        double square = w * w;
        double sum = 1.0 / 29;
        sum = sum * square + 1.0 / 27;
        sum = sum * square + 1.0 / 25;
        sum = sum * square + 1.0 / 23;
        sum = sum * square + 1.0 / 21;
        sum = sum * square + 1.0 / 19;
        sum = sum * square + 1.0 / 17;
        sum = sum * square + 1.0 / 15;
        sum = sum * square + 1.0 / 13;
        sum = sum * square + 1.0 / 11;
        sum = sum * square + 1.0 / 9;
        sum = sum * square + 1.0 / 7;
        sum = sum * square + 1.0 / 5;
        sum = sum * square + 1.0 / 3;
        return 2 * w + 2 * w * square * sum;
    }
}
