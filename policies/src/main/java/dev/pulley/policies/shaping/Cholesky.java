package dev.pulley.policies.shaping;

/** The factor L of a symmetric positive definite matrix L L', for matrices of a handful of rows. */
final class Cholesky {
    private static final double FIRST_RIDGE = 1e-6;
    private static final double RIDGE_STEP = 100;
    private static final double LAST_RIDGE = 1e6;

    private final double[][] factor;

    private Cholesky(double[][] factor) {
        this.factor = factor;
    }

    /**
     * The factor of a matrix that rounding, or sums of different decisions, can have left short of positive definite: then of
     * one with a greater diagonal.
     */
    static Cholesky of(double[][] matrix) {
        double ridge = 0;
        while (true) {
            double[][] factor = factor(matrix, ridge);
            if (factor.length == matrix.length) {
                return new Cholesky(factor);
            }
            ridge = Math.max(FIRST_RIDGE, RIDGE_STEP * ridge);
            if (!(ridge < LAST_RIDGE)) {
                throw new IllegalArgumentException("matrix must have finite numbers and a diagonal over 0");
            }
        }
    }

    /** The factor of the matrix with its diagonal greater by a part; empty if there is none. */
    private static double[][] factor(double[][] matrix, double ridge) {
        int size = matrix.length;
        double[][] factor = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = matrix[i][j] * (i == j ? 1 + ridge : 1);
                for (int k = 0; k < j; k++) {
                    sum -= factor[i][k] * factor[j][k];
                }
                if (i == j && !(sum > 0 && Double.isFinite(sum))) {
                    return new double[0][];
                }
                factor[i][j] = i == j ? Math.sqrt(sum) : sum / factor[j][j];
            }
        }
        return factor;
    }

    double logDeterminant() {
        double sum = 0;
        for (int i = 0; i < factor.length; i++) {
            sum += 2 * Math.log(factor[i][i]);
        }
        return sum;
    }

    double[] solve(double[] right) {
        double[] result = right.clone();
        for (int i = 0; i < result.length; i++) {
            for (int k = 0; k < i; k++) {
                result[i] -= factor[i][k] * result[k];
            }
            result[i] /= factor[i][i];
        }
        for (int i = result.length - 1; i >= 0; i--) {
            for (int k = i + 1; k < result.length; k++) {
                result[i] -= factor[k][i] * result[k];
            }
            result[i] /= factor[i][i];
        }
        return result;
    }

    double[][] inverse() {
        double[][] result = new double[factor.length][];
        for (int i = 0; i < result.length; i++) {
            double[] unit = new double[factor.length];
            unit[i] = 1;
            result[i] = solve(unit);
        }
        return result;
    }
}
