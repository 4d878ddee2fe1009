package dev.pulley.policies.numeric;

/** The beta distribution on t = ln(x / (1 - x)), where its log density is concave. */
public final class BetaCurve implements Curve {
    private static final double LOG_NEGLIGIBLE = Math.log(NEGLIGIBLE);
    private static final int END_STEPS_LIMIT = 60;

    /** How many standard deviations, as the curvature in the middle of a panel has them, it may be wide. */
    private static final double SPREADS_A_PANEL = 1.9;

    private final double a;
    private final double b;
    private final LogitBetaDensity density;
    private final double spreadFactor;
    private final double low;
    private final double high;

    private BetaCurve(double a, double b) {
        this.a = a;
        this.b = b;
        this.density = new LogitBetaDensity(a, b);
        this.spreadFactor = SPREADS_A_PANEL / Math.sqrt(a + b);
        this.low = end(-1);
        this.high = end(1);
    }

    public static BetaCurve of(double a, double b) {
        if (!(a > 0 && Double.isFinite(a))) {
            throw new IllegalArgumentException("a must be finite and over 0: " + a);
        }
        if (!(b > 0 && Double.isFinite(b))) {
            throw new IllegalArgumentException("b must be finite and over 0: " + b);
        }
        return new BetaCurve(a, b);
    }

    /**
     * Where no more than the negligible lies beyond: a concave log density g with slope g' leaves at most
     * exp(g) / |g'| there. Newton's method on g - ln |g'|.
     */
    private double end(int side) {
        double point = density.centre() + side * 8.5 * Math.sqrt(1 / a + 1 / b);
        for (int step = 0; step < END_STEPS_LIMIT; step++) {
            double slope = Math.abs(density.slope(point));
            double excess = density.log(point) - Math.log(slope) - LOG_NEGLIGIBLE;
            if (excess <= 0 && excess > -2) {
                break;
            }
            point += side * (excess + 1) / slope;
        }
        return point;
    }

    @Override
    public double low() {
        return low;
    }

    @Override
    public double high() {
        return high;
    }

    @Override
    public double panelWidth(double point) {
        // The spread there is 1 / sqrt((a + b) x (1 - x)), and 1 / sqrt(x (1 - x)) is 2 cosh(t / 2).
        double root = Math.exp(point / 2);
        return Math.min(spreadFactor * (root + 1 / root), Math.max(2, Math.abs(point) / 2));
    }

    /** The logarithm of the density times half a panel's width, at each of its nodes. */
    void logMasses(Panel panel, double[] result, int from) {
        double middle = density.log(panel.middle()) + panel.logHalfWidth();
        for (int i = 0; i < GaussLegendre.NODES; i++) {
            result[from + i] = middle + a * panel.logRise(i) + b * panel.logFall(i);
        }
    }
}
