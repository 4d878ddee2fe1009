package dev.pulley.policies.inference;

import dev.pulley.policies.posterior.Marginal;
import java.util.List;

/**
 * What each variant is expected to cost a decision, if it were chosen for good: E[max over j of mu_j] - E[mu_k], by
 * quadrature, exact for independent marginals. Never negative, in the outcome's units, whichever way is better.
 */
public final class ExpectedLoss {
    private ExpectedLoss() {}

    /** The losses, in the order of the marginals, which are of one kind and, if bounded, have the same bounds. */
    public static double[] of(List<Marginal> gains) {
        Curves.requireAlike(gains);
        double greatest = Curves.expectedMaximum(gains);
        return gains.stream()
                .mapToDouble(gain -> Math.max(0, greatest - gain.mean()))
                .toArray();
    }
}
