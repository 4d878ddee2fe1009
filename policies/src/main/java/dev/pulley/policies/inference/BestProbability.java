package dev.pulley.policies.inference;

import dev.pulley.policies.numeric.Maximum;
import dev.pulley.policies.posterior.Marginal;
import java.util.List;

/** The probability that each variant has the greatest mean of all, exact for independent marginals. */
public final class BestProbability {
    private BestProbability() {}

    /** The probabilities, in the order of the marginals, which are of one kind and, if bounded, have the same bounds. */
    public static double[] of(List<Marginal> gains) {
        Curves.requireAlike(gains);
        return Maximum.probabilities(Curves.of(gains));
    }
}
