package dev.pulley.policies.numeric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The probability, for each of some independent variables, that it is the greatest: P_k = integral of f_k times the
 * product of F_j over all j other than k.
 *
 * <ol>
 *   <li>Above U, the highest of the high ends, every density is negligible. From U down go panels of Gauss-Legendre
 *       nodes, each as wide as the narrowest curve alive there allows.
 *   <li>What all P have below a point is the product of all F there, so that the panels end where that is negligible, or
 *       at the highest of the low ends at the latest. A curve that ends below has probability 0.
 *   <li>On a panel the densities are evaluated at the nodes, and F_k = 1 - (the integral of f_k from the node up), by
 *       spectral integration, so that no distribution function is ever called.
 *   <li>Products of all F but one come from products over those before and over those after it.
 * </ol>
 */
public final class Maximum {
    private static final int NODES = GaussLegendre.NODES;

    /** From here on the product of all F has too few digits left to end by. */
    private static final double NEARLY_NEGLIGIBLE = 1e-12;

    private final Curve[] curves;
    private final int[] places;
    private final double[] masses;
    private final double[] cumulative;
    private final double[] before;
    private final double[] above;
    private final double[] wins;
    private final double[] toRight = new double[NODES];
    private final double[] product = new double[NODES];
    private final GaussLegendre.Workspace workspace = new GaussLegendre.Workspace();
    private final Panel panel = new Panel();

    private Maximum(List<? extends Curve> curves) {
        int count = curves.size();
        Integer[] order = IntStream.range(0, count).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(k -> -curves.get(k).high()));
        this.curves = new Curve[count];
        this.places = new int[count];
        for (int i = 0; i < count; i++) {
            this.curves[i] = curves.get(order[i]);
            this.places[i] = order[i];
        }
        masses = new double[count * NODES];
        cumulative = new double[count * NODES];
        before = new double[count * NODES];
        above = new double[count];
        wins = new double[count * NODES];
    }

    /** The probabilities, in the order of the curves, which are all of one kind. */
    public static double[] probabilities(List<? extends Curve> curves) {
        if (curves.isEmpty()) {
            throw new IllegalArgumentException("curves must not be empty");
        }
        if (curves.size() == 1) {
            return new double[] {1};
        }
        return new Maximum(curves).integrate();
    }

    private double[] integrate() {
        boolean logistic = curves[0] instanceof BetaCurve;
        int alive = 1;
        double right = curves[0].high();
        double left;
        do {
            double width = width(0, alive, right, Double.POSITIVE_INFINITY);
            while (alive < curves.length && curves[alive].high() > right - width) {
                width = width(alive, alive + 1, right, width);
                alive++;
            }
            left = right - width;
            panel.place(left, right, logistic);
            addPanel(alive);
            right = left;
        } while (!isDone(alive, left));
        double[] result = new double[curves.length];
        for (int i = 0; i < curves.length; i++) {
            for (int node = 0; node < NODES; node++) {
                result[places[i]] += GaussLegendre.weight(node) * wins[i * NODES + node];
            }
        }
        return result;
    }

    private boolean isDone(int alive, double left) {
        double below = 1;
        for (int i = 0; i < alive; i++) {
            below *= Math.max(0, 1 - above[i]);
        }
        if (below > NEARLY_NEGLIGIBLE) {
            return false;
        }
        return below <= Curve.NEGLIGIBLE || Arrays.stream(curves).anyMatch(curve -> curve.low() >= left);
    }

    /** The widest panel that suits these curves too. */
    private double width(int from, int to, double right, double widest) {
        double width = widest;
        for (int i = from; i < to; i++) {
            double start = Math.min(right, curves[i].high());
            double here = curves[i].panelWidth(start);
            width = Math.min(width, Math.min(here, curves[i].panelWidth(start - here)));
        }
        return width;
    }

    private void addPanel(int alive) {
        Densities.masses(curves, alive, panel, masses);
        Arrays.fill(product, 1);
        for (int i = 0; i < alive; i++) {
            int at = i * NODES;
            double whole = GaussLegendre.integrate(masses, at, toRight, workspace);
            double rest = 1 - above[i];
            for (int node = 0; node < NODES; node++) {
                before[at + node] = product[node];
                cumulative[at + node] = Math.max(0, rest - toRight[node]);
                product[node] *= cumulative[at + node];
            }
            above[i] += whole;
        }
        Arrays.fill(product, 1);
        for (int i = alive - 1; i >= 0; i--) {
            int at = i * NODES;
            for (int node = 0; node < NODES; node++) {
                wins[at + node] += masses[at + node] * before[at + node] * product[node];
                product[node] *= cumulative[at + node];
            }
        }
    }
}
