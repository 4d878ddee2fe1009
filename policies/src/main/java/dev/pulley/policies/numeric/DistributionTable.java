package dev.pulley.policies.numeric;

import java.util.Arrays;

/**
 * A distribution as a table, for whoever asks it thousands of times.
 *
 * <ol>
 *   <li>Panels of Gauss-Legendre nodes cover the curve from end to end, each as wide as its density allows.
 *   <li>The distribution function at the nodes comes from spectral integration of the density.
 *   <li>Between two nodes both it and its inverse are cubics through the values and slopes at the nodes.
 * </ol>
 *
 * <p>Nodes are about a tenth of a standard deviation apart, which leaves probabilities right to a few millionths.
 */
public final class DistributionTable {
    private static final int NODES = GaussLegendre.NODES;
    private static final int PANELS_LIMIT = 2_000;

    /** Cubics need the nodes closer to each other than quadrature does. */
    private static final double PANEL_PART = 0.6;

    /** Far out a node weighs so little that its neighbours' rounding is more. */
    private static final double NEGLIGIBLE_MASS = 1e-14;

    private final boolean logistic;
    private final double offset;
    private final double factor;
    private final double[] points;
    private final double[] density;
    private final double[] cumulative;
    private final double[] masses;

    private DistributionTable(
            boolean logistic,
            double offset,
            double factor,
            double[] points,
            double[] density,
            double[] cumulative,
            double[] masses) {
        this.logistic = logistic;
        this.offset = offset;
        this.factor = factor;
        this.points = points;
        this.density = density;
        this.cumulative = cumulative;
        this.masses = masses;
    }

    /** The distribution of offset + factor x, where x has the curve's. */
    public static DistributionTable of(Curve curve, double offset, double factor) {
        if (!Double.isFinite(offset)) {
            throw new IllegalArgumentException("offset must be finite: " + offset);
        }
        if (!(factor > 0 && Double.isFinite(factor))) {
            throw new IllegalArgumentException("factor must be finite and over 0: " + factor);
        }
        boolean logistic = curve instanceof BetaCurve;
        Panel panel = new Panel();
        double[] points = new double[0];
        double[] density = points;
        double[] cumulative = points;
        double[] masses = points;
        double[] toRight = new double[NODES];
        double[] mass = new double[NODES];
        Curve[] curves = {curve};
        GaussLegendre.Workspace workspace = new GaussLegendre.Workspace();
        double left = curve.low();
        double below = 0;
        int size = 0;
        for (int panels = 0; panels < PANELS_LIMIT && left < curve.high(); panels++) {
            double widest = PANEL_PART * curve.panelWidth(left);
            double right =
                    Math.min(curve.high(), left + Math.min(widest, PANEL_PART * curve.panelWidth(left + widest)));
            panel.place(left, right, logistic);
            if (size == points.length) {
                int room = 2 * size + 16 * NODES;
                points = Arrays.copyOf(points, room);
                density = Arrays.copyOf(density, room);
                cumulative = Arrays.copyOf(cumulative, room);
                masses = Arrays.copyOf(masses, room);
            }
            Densities.masses(curves, 1, panel, mass);
            double whole = GaussLegendre.integrate(mass, 0, toRight, workspace);
            for (int i = 0; i < NODES; i++) {
                points[size + i] = panel.point(i);
                density[size + i] = mass[i] / panel.halfWidth();
                cumulative[size + i] = below + whole - toRight[i];
                masses[size + i] = GaussLegendre.weight(i) * mass[i];
            }
            below += whole;
            size += NODES;
            left = right;
        }
        return new DistributionTable(
                logistic,
                offset,
                factor,
                Arrays.copyOf(points, size),
                Arrays.copyOf(density, size),
                Arrays.copyOf(cumulative, size),
                Arrays.copyOf(masses, size));
    }

    /**
     * The expectation of {@code F(other + shift)}, where F is this distribution function: the probability that this
     * variable is at most the other, which is independent of it, plus the shift. Right where this one is not much
     * narrower than the other.
     */
    public double expectedCdf(DistributionTable other, double shift) {
        double sum = 0;
        int next = 0;
        for (int node = 0; node < other.points.length; node++) {
            double mass = other.masses[node];
            if (mass > NEGLIGIBLE_MASS) {
                double point = point(other.value(other.points[node]) + shift);
                while (next < points.length && points[next] <= point) {
                    next++;
                }
                sum += mass * cdf(point, next);
            }
        }
        return sum;
    }

    /** The point of the working variable that has a value, which may lie beyond all. */
    private double point(double value) {
        double point = (value - offset) / factor;
        if (!logistic) {
            return point;
        }
        if (!(point > 0)) {
            return Double.NEGATIVE_INFINITY;
        }
        return point < 1 ? Math.log(point / (1 - point)) : Double.POSITIVE_INFINITY;
    }

    private double cdf(double point, int next) {
        if (next == 0) {
            return 0;
        }
        if (next == points.length) {
            return 1;
        }
        int before = next - 1;
        double step = points[next] - points[before];
        return between(
                (point - points[before]) / step,
                cumulative[before],
                cumulative[next],
                density[before] * step,
                density[next] * step);
    }

    /** The value that is not exceeded with this probability. */
    public double quantile(double probability) {
        if (!(probability > 0 && probability < 1)) {
            throw new IllegalArgumentException("probability must be between 0 and 1: " + probability);
        }
        return value(inverse(probability, above(cumulative, probability)));
    }

    /** The quantiles in the middle of as many equal shares of probability, ascending. */
    public double[] quantiles(int count) {
        double[] result = new double[count];
        int next = 0;
        for (int i = 0; i < count; i++) {
            double probability = (i + 0.5) / count;
            while (next < cumulative.length && cumulative[next] <= probability) {
                next++;
            }
            result[i] = value(inverse(probability, next));
        }
        return result;
    }

    private double inverse(double probability, int next) {
        if (next == 0 || next == cumulative.length) {
            return points[Math.min(next, points.length - 1)];
        }
        int before = next - 1;
        double rise = cumulative[next] - cumulative[before];
        double point = between(
                (probability - cumulative[before]) / rise,
                points[before],
                points[next],
                rise / density[before],
                rise / density[next]);
        return Math.max(points[before], Math.min(points[next], point));
    }

    private double value(double point) {
        return offset + factor * (logistic ? 1 / (1 + Math.exp(-point)) : point);
    }

    /** The first place whose entry is over a key; the length if none is. */
    private static int above(double[] ascending, double key) {
        int low = 0;
        int high = ascending.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ascending[middle] <= key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The cubic on [0, 1] with these values and slopes at the ends. */
    private static double between(double at, double first, double last, double firstSlope, double lastSlope) {
        double rest = 1 - at;
        return first * rest * rest * (1 + 2 * at)
                + last * at * at * (1 + 2 * rest)
                + (firstSlope * rest - lastSlope * at) * at * rest;
    }
}
