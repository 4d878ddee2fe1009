package dev.pulley.policies.numeric;

/** The beta distribution on t = ln(x / (1 - x)), where its log density is concave. */
public final class BetaCurve implements Curve {
    private static final double LOG_NEGLIGIBLE = Math.log(NEGLIGIBLE);
    private static final int END_STEPS_LIMIT = 60;

    private final double a;
    private final double b;
    private final LogitBetaDensity density;
    private final double low;
    private final double high;

    private BetaCurve(double a, double b) {
        this.a = a;
        this.b = b;
        this.density = new LogitBetaDensity(a, b);
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
        double share = 1 / (1 + Math.exp(-point));
        double spread = 1 / Math.sqrt((a + b) * share * (1 - share));
        return Math.min(1.5 * spread, Math.max(2, Math.abs(point) / 2));
    }

    @Override
    public void density(Panel panel, double[] result, int from) {
        double middle = density.log(panel.middle());
        for (int i = 0; i < GaussLegendre.NODES; i++) {
            result[from + i] = Math.exp(middle + a * panel.logRise(i) + b * panel.logFall(i));
        }
    }
}
