package dev.pulley.policies.numeric;

/**
 * A distribution as quadrature sees it: a smooth density on the whole line of a working variable that all curves of one
 * problem share. A beta variable x works on ln(x / (1 - x)), where nothing is singular; a Student t variable on itself.
 */
public sealed interface Curve permits BetaCurve, StudentCurve {
    /** The probability that may be left out at each end. */
    double NEGLIGIBLE = 1e-17;

    /** A point below which lies no more than {@link #NEGLIGIBLE}. */
    double low();

    /** A point above which lies no more than {@link #NEGLIGIBLE}. */
    double high();

    /** How wide a panel at a point may be for the density to be a polynomial there, to double precision. */
    double panelWidth(double point);
}
