package dev.pulley.policies.inference;

import dev.pulley.policies.numeric.BetaCurve;
import dev.pulley.policies.numeric.Curve;
import dev.pulley.policies.numeric.Maximum;
import dev.pulley.policies.numeric.StudentCurve;
import dev.pulley.policies.posterior.Marginal;
import java.util.List;

/** The probability that each variant has the greatest mean of all, exact for independent marginals. */
public final class BestProbability {
    private BestProbability() {}

    /** The probabilities, in the order of the marginals, which are of one kind and, if bounded, have the same bounds. */
    public static double[] of(List<Marginal> gains) {
        if (gains.isEmpty()) {
            throw new IllegalArgumentException("gains must not be empty");
        }
        Marginal first = gains.get(0);
        return Maximum.probabilities(gains.stream()
                .map(gain -> {
                    requireAlike(gain, first);
                    return curve(gain);
                })
                .toList());
    }

    private static void requireAlike(Marginal gain, Marginal first) {
        boolean alike = gain.getClass() == first.getClass();
        if (gain instanceof Marginal.Beta one && first instanceof Marginal.Beta other) {
            alike = one.min() == other.min() && one.max() == other.max();
        }
        if (!alike) {
            throw new IllegalArgumentException("gains must be of one kind and range: " + first + ", " + gain);
        }
    }

    private static Curve curve(Marginal gain) {
        return switch (gain) {
            case Marginal.Beta beta -> BetaCurve.of(beta.alpha(), beta.beta());
            case Marginal.StudentT student -> StudentCurve.of(student.freedom(), student.location(), student.scale());
        };
    }
}
