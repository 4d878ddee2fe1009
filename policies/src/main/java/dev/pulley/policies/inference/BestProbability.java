package dev.pulley.policies.inference;

import dev.pulley.policies.numeric.Maximum;
import dev.pulley.policies.posterior.Marginal;
import dev.pulley.policies.posterior.Posterior;
import java.util.List;

/** The probability that each variant has the greatest mean of all. */
public final class BestProbability {
    private BestProbability() {}

    /** With the prior that the variants share as uncertain as it is: the average over the posterior's cases. */
    public static double[] of(Posterior posterior) {
        double[] result = new double[posterior.size()];
        for (Posterior.Case given : posterior.cases()) {
            double[] best = of(given.gains());
            for (int k = 0; k < result.length; k++) {
                result[k] += given.weight() * best[k];
            }
        }
        return result;
    }

    /** Exact for independent marginals; in their order. They are of one kind and, if bounded, have the same bounds. */
    public static double[] of(List<Marginal> gains) {
        Curves.requireAlike(gains);
        return Maximum.probabilities(Curves.of(gains));
    }
}
