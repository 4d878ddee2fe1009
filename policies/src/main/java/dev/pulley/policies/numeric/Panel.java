package dev.pulley.policies.numeric;

/** One stretch of the working variable, with the nodes on it and what curves share there. Reused from panel to panel. */
final class Panel {
    /** Where x or 1 - x has vanished in the middle, a panel may be so wide that the exponential would overflow. */
    private static final double FAR = 700;

    private final double[] points = new double[GaussLegendre.NODES];
    private final double[] logRise = new double[GaussLegendre.NODES];
    private final double[] logFall = new double[GaussLegendre.NODES];
    private double middle;
    private double halfWidth;
    private double logHalfWidth;

    void place(double left, double right, boolean logistic) {
        middle = (left + right) / 2;
        halfWidth = (right - left) / 2;
        logHalfWidth = Math.log(halfWidth);
        for (int i = 0; i < points.length; i++) {
            points[i] = middle + halfWidth * GaussLegendre.point(i);
        }
        if (logistic) {
            placeLogarithms();
        }
    }

    /** With x at a node and x0 in the middle: ln(x / x0) and ln((1 - x) / (1 - x0)), the smaller of the two first. */
    private void placeLogarithms() {
        double share = 1 / (1 + Math.exp(Math.abs(middle)));
        for (int i = 0; i < points.length; i++) {
            double distance = points[i] - middle;
            if (middle < 0) {
                logFall[i] =
                        -Elementary.logarithmOfOneMore(share * Elementary.exponentialLessOne(Math.min(FAR, distance)));
                logRise[i] = distance + logFall[i];
            } else {
                logRise[i] =
                        -Elementary.logarithmOfOneMore(share * Elementary.exponentialLessOne(Math.min(FAR, -distance)));
                logFall[i] = logRise[i] - distance;
            }
        }
    }

    double middle() {
        return middle;
    }

    double halfWidth() {
        return halfWidth;
    }

    double logHalfWidth() {
        return logHalfWidth;
    }

    double point(int i) {
        return points[i];
    }

    double logRise(int i) {
        return logRise[i];
    }

    double logFall(int i) {
        return logFall[i];
    }
}
