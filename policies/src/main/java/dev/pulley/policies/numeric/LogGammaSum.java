package dev.pulley.policies.numeric;

import java.util.Arrays;

/**
 * The sum over many s of ln G(a + s) - ln G(a), at each of a few fixed arguments a over 0, up to a constant that is the same
 * for all of these: what the likelihood of a beta prior is made of.
 *
 * <p>A sum has far fewer sides than it has terms and arguments.
 *
 * <ol>
 *   <li>A small s is raised to c = 10 or more by G(a + s) = G(a + s + m) / ((a + s) ... (a + s + m - 1)). Of all these
 *       products together few logarithms are taken.
 *   <li>With s from c on, ln G(a + s) - ln G(s) = a ln s + r(a), where r(a) = (a + s - 1/2) ln(1 + a/s) - a + d(a + s) - d(s)
 *       by Stirling's formula (DLMF 5.11.1). The logarithms are summed, and so is r, whose d(s) is left out, but at
 *       Chebyshev nodes only.
 *   <li>As a function of u = ln(a + c) r is analytic up to a distance of pi from the real line, where a + s is 0 or less: on
 *       a within [0, 64] its Chebyshev series falls by a factor of 6 a term, and 20 of them leave nothing. The interpolant
 *       at the arguments is a fixed matrix times the values at the nodes.
 * </ol>
 */
public final class LogGammaSum {
    /** The greatest argument. */
    public static final double GREATEST_ARGUMENT = 64;

    private static final double RAISED_TO = 10;
    private static final int NODES = 20;

    /** So many products of at most ten factors up to 84 each can't leave the range of a double. */
    private static final int PRODUCTS_LIMIT = 15;

    private static final double[] NODE_ARGUMENTS = new double[NODES];

    static {
        for (int node = 0; node < NODES; node++) {
            NODE_ARGUMENTS[node] = argument(Math.cos(Math.PI * (node + 0.5) / NODES));
        }
    }

    /** What does not change from sum to sum: the arguments, and how they follow from the nodes. */
    public static final class Arguments {
        private final double[] values;
        private final double[] logGammas;

        /** For each node a row: its part in the interpolant at each argument. */
        private final double[][] parts;

        private Arguments(double[] values) {
            this.values = values;
            this.logGammas = Arrays.stream(values).map(LogGamma::of).toArray();
            this.parts = new double[NODES][values.length];
            for (int node = 0; node < NODES; node++) {
                for (int i = 0; i < values.length; i++) {
                    parts[node][i] = part(node, values[i]);
                }
            }
        }

        public static Arguments of(double... values) {
            for (double value : values) {
                if (!(value > 0 && value <= GREATEST_ARGUMENT)) {
                    throw new IllegalArgumentException(
                            "values must be over 0 and at most " + GREATEST_ARGUMENT + ": " + value);
                }
            }
            return new Arguments(values.clone());
        }

        /** The discrete Chebyshev series of the function that is 1 at a node and 0 at the others. */
        private static double part(int node, double value) {
            double angle = Math.PI * (node + 0.5) / NODES;
            double place = Math.acos(Math.max(-1, Math.min(1, place(value))));
            double sum = 0.5;
            for (int degree = 1; degree < NODES; degree++) {
                sum += Math.cos(degree * angle) * Math.cos(degree * place);
            }
            return 2 * sum / NODES;
        }
    }

    private final Arguments arguments;
    private final double[] atNodes = new double[NODES];
    private final double[] product;
    private final double[] logProduct;
    private double logSum;
    private int terms;
    private int products;

    public LogGammaSum(Arguments arguments) {
        this.arguments = arguments;
        this.product = new double[arguments.values.length];
        this.logProduct = new double[arguments.values.length];
        Arrays.fill(product, 1);
    }

    /** Adds the term of an s, which must not be negative. */
    public void add(double s) {
        if (!(s >= 0 && Double.isFinite(s))) {
            throw new IllegalArgumentException("s must be finite and not negative: " + s);
        }
        if (s == 0) {
            return;
        }
        double raised = s;
        if (s < RAISED_TO) {
            while (raised < RAISED_TO) {
                multiply(raised++);
            }
            products++;
            if (products == PRODUCTS_LIMIT) {
                takeLogarithms();
            }
        }
        double inverse = 1 / raised;
        for (int node = 0; node < NODES; node++) {
            double a = NODE_ARGUMENTS[node];
            atNodes[node] +=
                    (a + raised - 0.5) * Elementary.logarithmOfOneMore(a * inverse) - a + LogGamma.series(a + raised);
        }
        logSum += Math.log(raised);
        terms++;
    }

    private void multiply(double s) {
        double[] values = arguments.values;
        for (int i = 0; i < values.length; i++) {
            product[i] *= values[i] + s;
        }
    }

    private void takeLogarithms() {
        for (int i = 0; i < product.length; i++) {
            logProduct[i] += Math.log(product[i]);
            product[i] = 1;
        }
        products = 0;
    }

    /** The sums at the arguments. */
    public double[] values() {
        if (products > 0) {
            takeLogarithms();
        }
        double[] result = new double[product.length];
        for (int node = 0; node < NODES; node++) {
            double value = atNodes[node];
            double[] parts = arguments.parts[node];
            for (int i = 0; i < result.length; i++) {
                result[i] += value * parts[i];
            }
        }
        for (int i = 0; i < result.length; i++) {
            result[i] += logSum * arguments.values[i] - terms * arguments.logGammas[i] - logProduct[i];
        }
        return result;
    }

    /** Where an argument lies on [-1, 1]. */
    private static double place(double argument) {
        return 2 * Math.log1p(argument / RAISED_TO) / Math.log1p(GREATEST_ARGUMENT / RAISED_TO) - 1;
    }

    /** The argument at a place on [-1, 1]. */
    private static double argument(double place) {
        return RAISED_TO * Math.expm1((place + 1) / 2 * Math.log1p(GREATEST_ARGUMENT / RAISED_TO));
    }
}
