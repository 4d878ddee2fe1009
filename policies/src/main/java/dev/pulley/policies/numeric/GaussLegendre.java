package dev.pulley.policies.numeric;

/**
 * Gauss-Legendre quadrature on [-1, 1], and the integrals from each node to the right end.
 *
 * <p>With nodes s_i and weights w_i, a function known at the nodes has the interpolant sum_j f(s_j) l_j(s), where
 * l_j(s) = w_j sum_m (2m + 1)/2 P_m(s_j) P_m(s). As (2m + 1) P_m = (P_{m+1} - P_{m-1})' (DLMF 18.9.21), its integral
 * from s_i to 1 is a fixed matrix times the values.
 */
final class GaussLegendre {
    /** Nodes a panel: enough for full double precision on panels about 1.5 standard deviations wide. */
    static final int NODES = 16;

    private static final double[] POINTS = new double[NODES];
    private static final double[] WEIGHTS = new double[NODES];

    /** Row j, column i: the integral of l_j from s_i to 1. */
    private static final double[] TO_RIGHT = new double[NODES * NODES];

    static {
        for (int i = 0; i < NODES; i++) {
            double point = -Math.cos(Math.PI * (i + 0.75) / (NODES + 0.5));
            for (int step = 0; step < 10; step++) {
                point -= legendre(NODES, point) / slope(point);
            }
            POINTS[i] = point;
            double slope = slope(point);
            WEIGHTS[i] = 2 / ((1 - point * point) * slope * slope);
        }
        for (int j = 0; j < NODES; j++) {
            for (int i = 0; i < NODES; i++) {
                double sum = (1 - POINTS[i]) / 2;
                for (int m = 1; m < NODES; m++) {
                    sum += legendre(m, POINTS[j]) / 2 * (legendre(m - 1, POINTS[i]) - legendre(m + 1, POINTS[i]));
                }
                TO_RIGHT[j * NODES + i] = WEIGHTS[j] * sum;
            }
        }
    }

    private GaussLegendre() {}

    static double point(int i) {
        return POINTS[i];
    }

    static double weight(int i) {
        return WEIGHTS[i];
    }

    /** The integral of what has these values at the nodes. */
    static double integral(double[] values, int from) {
        double sum = 0;
        for (int i = 0; i < NODES; i++) {
            sum += WEIGHTS[i] * values[from + i];
        }
        return sum;
    }

    /** The integrals from each node to the right end, of what has these values at the nodes. */
    static void integralsToRight(double[] values, int from, double[] result) {
        for (int i = 0; i < NODES; i++) {
            result[i] = 0;
        }
        for (int j = 0; j < NODES; j++) {
            double value = values[from + j];
            for (int i = 0; i < NODES; i++) {
                result[i] += value * TO_RIGHT[j * NODES + i];
            }
        }
    }

    private static double slope(double point) {
        return NODES * (point * legendre(NODES, point) - legendre(NODES - 1, point)) / (point * point - 1);
    }

    private static double legendre(int degree, double point) {
        double before = 1;
        double value = point;
        if (degree == 0) {
            return before;
        }
        for (int m = 1; m < degree; m++) {
            double next = ((2 * m + 1) * point * value - m * before) / (m + 1);
            before = value;
            value = next;
        }
        return value;
    }
}
