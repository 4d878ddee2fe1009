package dev.pulley.policies.numeric;

/**
 * Student's t distribution with a location and a scale: ln f = ln C - (v + 1)/2 log1p(z&sup2;/v), with
 * z = (x - location) / scale and C = G((v + 1)/2) / (G(v/2) sqrt(pi v) scale).
 */
public final class StudentCurve implements Curve {
    private final double freedom;
    private final double location;
    private final double scale;
    private final double logPeak;
    private final double reach;

    private StudentCurve(double freedom, double location, double scale) {
        this.freedom = freedom;
        this.location = location;
        this.scale = scale;
        // C = 1 / (B(v/2, 1/2) sqrt(v) scale)
        this.logPeak = -LogGamma.beta(freedom / 2, 0.5) - 0.5 * Math.log(freedom) - Math.log(scale);
        this.reach = reach();
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
     * f(z) (v + z&sup2;) / (v z) (from f' = -f (v + 1) z / (v + z&sup2;)). Bisection on ln z.
     */
    private double reach() {
        double low = 0;
        double high = 200;
        for (int step = 0; step < 50; step++) {
            double middle = (low + high) / 2;
            double z = Math.exp(middle);
            double tail = logPeak
                    + Math.log(scale)
                    - (freedom + 1) / 2 * Math.log1p(z * z / freedom)
                    + Math.log(z / freedom + 1 / z);
            if (tail > Math.log(NEGLIGIBLE)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.exp(high) * scale;
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
        return 0.75 * scale * Math.sqrt(1 + z * z / freedom);
    }

    @Override
    public void density(Panel panel, double[] result, int from) {
        for (int i = 0; i < GaussLegendre.NODES; i++) {
            double z = (panel.point(i) - location) / scale;
            result[from + i] = Math.exp(logPeak - (freedom + 1) / 2 * Math.log1p(z * z / freedom));
        }
    }
}
