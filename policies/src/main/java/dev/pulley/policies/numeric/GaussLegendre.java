package dev.pulley.policies.numeric;

/**
 * Gauss-Legendre quadrature on [-1, 1], and the integrals from each node to the right end.
 *
 * <p>With nodes s_i and weights w_i, a function known at the nodes has the interpolant sum_j f(s_j) l_j(s), where
 * l_j(s) = w_j sum_m (2m + 1)/2 P_m(s_j) P_m(s). As (2m + 1) P_m = (P_{m+1} - P_{m-1})' (DLMF 18.9.21), its integral
 * from s_i to 1 is a fixed matrix times the values.
 *
 * <p>Nodes lie evenly around 0, and so a matrix of half the size is enough for the sums of the values at s_i and -s_i, and
 * one for their differences: the integral of an even function from s is half the whole less an odd one, and that of an odd
 * function is even.
 */
final class GaussLegendre {
    /** Nodes a panel: enough for full double precision on panels about two standard deviations wide. */
    static final int NODES = 16;

    private static final int HALF = NODES / 2;

    private static final double[] POINTS = new double[NODES];
    private static final double[] WEIGHTS = new double[NODES];

    /** Row i, column j, for nodes over 0: the integral from s_i to 1 of half the sum of l_j and its mirror image. */
    private static final double[] OF_SUMS = new double[HALF * HALF];

    /** The same of half their difference. */
    private static final double[] OF_DIFFERENCES = new double[HALF * HALF];

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
        for (int i = 0; i < HALF; i++) {
            for (int j = 0; j < HALF; j++) {
                double own = toRight(HALF + j, POINTS[HALF + i]);
                double mirrored = toRight(HALF - 1 - j, POINTS[HALF + i]);
                OF_SUMS[i * HALF + j] = (own + mirrored) / 2;
                OF_DIFFERENCES[i * HALF + j] = (own - mirrored) / 2;
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

    /** Room for one function at a time, so that nothing need be made for each. */
    static final class Workspace {
        private final double[] sums = new double[HALF];
        private final double[] differences = new double[HALF];
    }

    /**
     * The integral of what has these values at the nodes.
     *
     * @param values the values, the first of them at a place of its own
     * @param toRight takes the integrals from each node to the right end
     */
    static double integrate(double[] values, int from, double[] toRight, Workspace workspace) {
        double[] sums = workspace.sums;
        double[] differences = workspace.differences;
        double whole = 0;
        for (int j = 0; j < HALF; j++) {
            double right = values[from + HALF + j];
            double left = values[from + HALF - 1 - j];
            sums[j] = right + left;
            differences[j] = right - left;
            whole += WEIGHTS[HALF + j] * (right + left);
        }
        for (int i = 0; i < HALF; i++) {
            double even = 0;
            double odd = 0;
            for (int j = 0; j < HALF; j++) {
                even += OF_SUMS[i * HALF + j] * sums[j];
                odd += OF_DIFFERENCES[i * HALF + j] * differences[j];
            }
            toRight[HALF + i] = odd + even;
            toRight[HALF - 1 - i] = odd + (whole - even);
        }
        return whole;
    }

    /** The integral of l_j from a point to 1. */
    private static double toRight(int j, double point) {
        double sum = (1 - point) / 2;
        for (int m = 1; m < NODES; m++) {
            sum += legendre(m, POINTS[j]) / 2 * (legendre(m - 1, point) - legendre(m + 1, point));
        }
        return WEIGHTS[j] * sum;
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
