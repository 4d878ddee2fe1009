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
 *   <li>Below L, the highest of the low ends, the product is negligible; above U, the highest of the high ends, every
 *       density is. A curve that ends below L has probability 0.
 *   <li>From U down to L go panels of Gauss-Legendre nodes, each as wide as the narrowest curve alive there allows.
 *   <li>On a panel the densities are evaluated at the nodes, and F_k = 1 - (the integral of f_k from the node up), by
 *       spectral integration, so that no distribution function is ever called.
 *   <li>Products of all F but one come from products over those before and over those after it.
 * </ol>
 */
public final class Maximum {
    private static final int NODES = GaussLegendre.NODES;

    private final List<? extends Curve> curves;
    private final double[] density;
    private final double[] cumulative;
    private final double[] before;
    private final double[] above;
    private final double[] wins;
    private final double[] toRight = new double[NODES];
    private final double[] product = new double[NODES];
    private final Panel panel = new Panel();

    private Maximum(List<? extends Curve> curves) {
        this.curves = curves;
        int count = curves.size();
        density = new double[count * NODES];
        cumulative = new double[count * NODES];
        before = new double[count * NODES];
        above = new double[count];
        wins = new double[count];
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
        boolean logistic = curves.get(0) instanceof BetaCurve;
        double bottom = curves.stream().mapToDouble(Curve::low).max().orElseThrow();
        int[] order = IntStream.range(0, curves.size())
                .filter(k -> curves.get(k).high() > bottom)
                .boxed()
                .sorted(Comparator.comparingDouble(k -> -curves.get(k).high()))
                .mapToInt(k -> k)
                .toArray();
        int alive = 1;
        double right = curves.get(order[0]).high();
        while (right > bottom) {
            double width = width(order, alive, right);
            while (alive < order.length && curves.get(order[alive]).high() > right - width) {
                alive++;
                width = width(order, alive, right);
            }
            // A short last panel is joined to the one before it, unless a curve not yet alive begins in between.
            boolean last = alive == order.length && right - width < bottom + width / 4;
            double left = last ? bottom : right - width;
            panel.place(left, right, logistic);
            addPanel(order, alive);
            right = left;
        }
        return wins;
    }

    private double width(int[] order, int alive, double right) {
        double width = Double.POSITIVE_INFINITY;
        for (int i = 0; i < alive; i++) {
            Curve curve = curves.get(order[i]);
            double here = curve.panelWidth(Math.min(right, curve.high()));
            width = Math.min(width, Math.min(here, curve.panelWidth(Math.min(right, curve.high()) - here)));
        }
        return width;
    }

    private void addPanel(int[] order, int alive) {
        double half = panel.halfWidth();
        Arrays.fill(product, 1);
        for (int i = 0; i < alive; i++) {
            int at = i * NODES;
            curves.get(order[i]).density(panel, density, at);
            GaussLegendre.integralsToRight(density, at, toRight);
            for (int node = 0; node < NODES; node++) {
                before[at + node] = product[node];
                cumulative[at + node] = Math.max(0, 1 - above[i] - half * toRight[node]);
                product[node] *= cumulative[at + node];
            }
            above[i] += half * GaussLegendre.integral(density, at);
        }
        Arrays.fill(product, half);
        for (int i = alive - 1; i >= 0; i--) {
            int at = i * NODES;
            double sum = 0;
            for (int node = 0; node < NODES; node++) {
                sum += GaussLegendre.weight(node) * density[at + node] * before[at + node] * product[node];
                product[node] *= cumulative[at + node];
            }
            wins[order[i]] += sum;
        }
    }
}
