package dev.pulley.policies.numeric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The expectation of the greatest of some independent variables.
 *
 * <p>With G the product of their distribution functions and any c, E[max] = c + (integral of 1 - G above c) - (integral
 * of G below c).
 *
 * <ol>
 *   <li>Above U, the highest of the high ends, 1 - G is negligible; below L, the highest of the low ends, G is.
 *   <li>From U down to L go panels of Gauss-Legendre nodes, each as wide as the narrowest curve alive there allows; one
 *       of them ends at c, in the middle of the curve that reaches highest.
 *   <li>On a panel each 1 - F comes from the density by spectral integration, and 1 - G from these by
 *       u + t - ut, so that a small tail keeps its digits.
 * </ol>
 */
public final class ExpectedMaximum {
    private static final int NODES = GaussLegendre.NODES;

    private final Curve[] curves;
    private final boolean logistic;
    private final double[] above;
    private final double[] masses;
    private final double[] toRight = new double[NODES];
    private final double[] exceeded = new double[NODES];
    private final GaussLegendre.Workspace workspace = new GaussLegendre.Workspace();
    private final Panel panel = new Panel();

    private ExpectedMaximum(List<? extends Curve> curves) {
        this.curves = curves.stream()
                .sorted(Comparator.<Curve>comparingDouble(Curve::high).reversed())
                .toArray(Curve[]::new);
        this.logistic = this.curves[0] instanceof BetaCurve;
        this.above = new double[curves.size()];
        this.masses = new double[curves.size() * NODES];
    }

    /** The expectation, for curves that are all of one kind. */
    public static double of(List<? extends Curve> curves) {
        if (curves.isEmpty()) {
            throw new IllegalArgumentException("curves must not be empty");
        }
        return new ExpectedMaximum(curves).integrate();
    }

    private double integrate() {
        double bottom = Arrays.stream(curves).mapToDouble(Curve::low).max().orElseThrow();
        double right = curves[0].high();
        double centre = Math.max(bottom, (curves[0].low() + right) / 2);
        double result = value(centre);
        while (right > bottom) {
            double left = Math.max(right > centre ? centre : bottom, right - width(right));
            panel.place(left, right, logistic);
            addPanel();
            boolean upper = right > centre;
            double sum = 0;
            for (int i = 0; i < NODES; i++) {
                sum += GaussLegendre.weight(i) * slope(panel.point(i)) * (upper ? exceeded[i] : exceeded[i] - 1);
            }
            result += panel.halfWidth() * sum;
            right = left;
        }
        return result;
    }

    /** The widest panel below a point that suits every curve which it reaches. */
    private double width(double right) {
        double width = Double.POSITIVE_INFINITY;
        for (Curve curve : curves) {
            if (curve.high() <= right - width) {
                break;
            }
            double start = Math.min(right, curve.high());
            double here = curve.panelWidth(start);
            width = Math.min(width, Math.min(here, curve.panelWidth(start - here)));
        }
        return width;
    }

    /** The probability, at each node, that the greatest is over it. */
    private void addPanel() {
        double left = panel.middle() - panel.halfWidth();
        int alive = 0;
        while (alive < curves.length && curves[alive].high() > left) {
            alive++;
        }
        Densities.masses(curves, alive, panel, masses);
        Arrays.fill(exceeded, 0);
        for (int k = 0; k < alive; k++) {
            double whole = GaussLegendre.integrate(masses, k * NODES, toRight, workspace);
            for (int i = 0; i < NODES; i++) {
                double tail = Math.min(1, above[k] + toRight[i]);
                exceeded[i] += tail * (1 - exceeded[i]);
            }
            above[k] += whole;
        }
    }

    private double value(double point) {
        return logistic ? 1 / (1 + Math.exp(-point)) : point;
    }

    private double slope(double point) {
        if (!logistic) {
            return 1;
        }
        double small = Math.exp(-Math.abs(point));
        return small / ((1 + small) * (1 + small));
    }
}
