package dev.pulley.policies.shaping;

/**
 * What a variant's decisions say of its {@link Levels}: the n of them that have the proxies O have an average a of the
 * covariance S_O / n, with S that within variants. So over all patterns they have the information sum of n S_O^-1, and the force
 * sum of n S_O^-1 a.
 */
final class LevelEvidence {
    private final double[][] information;
    private final double[] force;
    private boolean seen;

    LevelEvidence(int size) {
        this.information = new double[size][size];
        this.force = new double[size];
    }

    /**
     * Adds decisions of one pattern.
     *
     * @param precision the inverse of S_O, with zeros where a proxy is not in O
     * @param sums of the proxies, with zeros alike
     */
    void add(double count, double[][] precision, double[] sums) {
        seen = true;
        for (int i = 0; i < force.length; i++) {
            force[i] += MixedModel.dot(precision[i], sums);
            for (int j = 0; j < force.length; j++) {
                information[i][j] += count * precision[i][j];
            }
        }
    }

    /** Whether there are any. */
    boolean isSeen() {
        return seen;
    }

    double[][] informationWith(double[][] precision) {
        double[][] result = new double[force.length][force.length];
        for (int i = 0; i < force.length; i++) {
            for (int j = 0; j < force.length; j++) {
                result[i][j] = information[i][j] + precision[i][j];
            }
        }
        return result;
    }

    double[] forceWith(double[] other) {
        double[] result = force.clone();
        for (int i = 0; i < force.length; i++) {
            result[i] += other[i];
        }
        return result;
    }
}
