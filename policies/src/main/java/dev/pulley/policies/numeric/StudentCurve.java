package dev.pulley.policies.numeric;

/**
 * Student's t distribution with a location and a scale: ln f = ln C - (v + 1)/2 log1p(z&sup2;/v), with
 * z = (x - location) / scale and C = G((v + 1)/2) / (G(v/2) sqrt(pi v) scale).
 */
public final class StudentCurve implements Curve {
    private static final double LOG_NEGLIGIBLE = Math.log(NEGLIGIBLE);
    private static final double NORMAL_LOG_REACH = Math.log(8.5);
    private static final int END_STEPS_LIMIT = 60;

    /** How wide a panel may be: in scales, as for a normal variable, and in distances of the poles at z&sup2; = -v. */
    private static final double SCALES_A_PANEL = 1.9;

    private static final double POLE_DISTANCES_A_PANEL = 0.6;

    private final double freedom;
    private final double location;
    private final double scale;
    private final double logPeak;
    private final double reach;
    private final double panel;

    private StudentCurve(double freedom, double location, double scale) {
        this.freedom = freedom;
        this.location = location;
        this.scale = scale;
        // C = 1 / (B(v/2, 1/2) sqrt(v) scale)
        this.logPeak = -LogGamma.beta(freedom / 2, 0.5) - 0.5 * Math.log(freedom) - Math.log(scale);
        this.reach = reach();
        this.panel = scale * Math.min(SCALES_A_PANEL, POLE_DISTANCES_A_PANEL * Math.sqrt(freedom));
    }

    public static StudentCurve of(double freedom, double location, double scale) {
        if (!(freedom > 0 && Double.isFinite(freedom))) {
            throw new IllegalArgumentException("freedom must be finite and over 0: " + freedom);
        }
        if (!Double.isFinite(location)) {
            throw new IllegalArgumentException("location must be finite: " + location);
        }
        if (!(scale > 0 && Double.isFinite(scale))) {
            throw new IllegalArgumentException("scale must be finite and over 0: " + scale);
        }
        return new StudentCurve(freedom, location, scale);
    }

    /**
     * Where no more than the negligible lies beyond: for z over 0 the tail is less than
     * f(z) (v + z&sup2;) / (v z) (from f' = -f (v + 1) z / (v + z&sup2;)). Newton's method on the logarithms of both,
     * from where a normal variable has its end.
     */
    private double reach() {
        double logReach = NORMAL_LOG_REACH;
        for (int step = 0; step < END_STEPS_LIMIT; step++) {
            double z = Math.exp(logReach);
            double part = z * z / freedom;
            double excess = logPeak
                    + Math.log(scale * (z / freedom + 1 / z))
                    - (freedom + 1) / 2 * Elementary.logarithmOfOneMore(part)
                    - LOG_NEGLIGIBLE;
            if (excess <= 0 && excess > -1) {
                break;
            }
            double slope = (part - 1 - (freedom + 1) * part) / (1 + part);
            logReach -= (excess + 0.5) / slope;
        }
        return Math.exp(logReach) * scale;
    }

    @Override
    public double low() {
        return location - reach;
    }

    @Override
    public double high() {
        return location + reach;
    }

    @Override
    public double panelWidth(double point) {
        double z = (point - location) / scale;
        return panel * Math.sqrt(1 + z * z / freedom);
    }

    /**
     * With q = 1 + z&sup2;/v, by how large a part q at each node of a panel is more than in the middle, z0: that is
     * (z - z0)(z + z0) / (v + z0&sup2;).
     */
    void fractions(Panel panel, double[] result, int from) {
        double middle = (panel.middle() - location) / scale;
        double factor = 1 / (freedom + middle * middle);
        double half = panel.halfWidth() / scale;
        for (int i = 0; i < GaussLegendre.NODES; i++) {
            double distance = half * GaussLegendre.point(i);
            result[from + i] = distance * (2 * middle + distance) * factor;
        }
    }

    /** The logarithm of the density times half a panel's width at each of its nodes, from those of 1 + the fractions. */
    void logMasses(Panel panel, double[] result, int from) {
        double middle = (panel.middle() - location) / scale;
        double power = -(freedom + 1) / 2;
        double log = logPeak + panel.logHalfWidth() + power * Elementary.logarithmOfOneMore(middle * middle / freedom);
        for (int i = from; i < from + GaussLegendre.NODES; i++) {
            result[i] = log + power * result[i];
        }
    }
}
