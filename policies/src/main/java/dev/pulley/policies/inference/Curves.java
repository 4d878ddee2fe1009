package dev.pulley.policies.inference;

import dev.pulley.policies.numeric.BetaCurve;
import dev.pulley.policies.numeric.Curve;
import dev.pulley.policies.numeric.DistributionTable;
import dev.pulley.policies.numeric.ExpectedMaximum;
import dev.pulley.policies.numeric.StudentCurve;
import dev.pulley.policies.posterior.Marginal;
import java.util.ArrayList;
import java.util.List;

/** Beliefs as numerics sees them: a curve without units, and what turns its values into the outcome's. */
final class Curves {
    private Curves() {}

    /** Refuses none at all, and marginals that are not of one kind and, if bounded, have not the same bounds. */
    static void requireAlike(List<Marginal> gains) {
        if (gains.isEmpty()) {
            throw new IllegalArgumentException("gains must not be empty");
        }
        Marginal first = gains.get(0);
        for (Marginal gain : gains) {
            boolean alike = gain.getClass() == first.getClass();
            if (gain instanceof Marginal.Beta one && first instanceof Marginal.Beta other) {
                alike = one.min() == other.min() && one.max() == other.max();
            }
            if (!alike) {
                throw new IllegalArgumentException("gains must be of one kind and range: " + first + ", " + gain);
            }
        }
    }

    static DistributionTable table(Marginal gain) {
        return DistributionTable.of(curve(gain), offset(gain), factor(gain));
    }

    /** The expectation of the greatest of some means, all alike. */
    static double expectedMaximum(List<Marginal> gains) {
        Marginal first = gains.get(0);
        if (gains.size() == 1) {
            return first.mean();
        }
        return offset(first) + factor(first) * ExpectedMaximum.of(of(gains));
    }

    static List<Curve> of(List<Marginal> gains) {
        List<Curve> result = new ArrayList<>(gains.size());
        for (Marginal gain : gains) {
            result.add(curve(gain));
        }
        return result;
    }

    private static Curve curve(Marginal gain) {
        return switch (gain) {
            case Marginal.Beta beta -> BetaCurve.of(beta.alpha(), beta.beta());
            case Marginal.StudentT student -> StudentCurve.of(student.freedom(), student.location(), student.scale());
        };
    }

    private static double offset(Marginal gain) {
        return switch (gain) {
            case Marginal.Beta beta -> beta.min();
            case Marginal.StudentT student -> 0;
        };
    }

    private static double factor(Marginal gain) {
        return switch (gain) {
            case Marginal.Beta beta -> beta.max() - beta.min();
            case Marginal.StudentT student -> 1;
        };
    }
}
