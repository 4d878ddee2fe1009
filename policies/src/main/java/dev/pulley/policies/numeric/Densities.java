package dev.pulley.policies.numeric;

/**
 * The densities of many curves on one panel. What is costly about them, exponentials and logarithms, is done in one go
 * for all nodes of all curves, so that it can be done for several at once.
 */
final class Densities {
    private static final int NODES = GaussLegendre.NODES;

    private Densities() {}

    /** The density times half the panel's width at its nodes, of the first curves one after the other, all of one kind. */
    static void masses(Curve[] curves, int count, Panel panel, double[] result) {
        if (curves[0] instanceof StudentCurve) {
            for (int k = 0; k < count; k++) {
                ((StudentCurve) curves[k]).fractions(panel, result, k * NODES);
            }
            Elementary.logarithms(result, count * NODES);
            for (int k = 0; k < count; k++) {
                ((StudentCurve) curves[k]).logMasses(panel, result, k * NODES);
            }
        } else {
            for (int k = 0; k < count; k++) {
                ((BetaCurve) curves[k]).logMasses(panel, result, k * NODES);
            }
        }
        Elementary.exponentials(result, count * NODES);
    }
}
