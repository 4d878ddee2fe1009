package dev.pulley.policies.evidence;

/**
 * What a posterior is made from: one variant's decisions and outcomes, summed. The counts need not be whole, since old
 * buckets may weigh less, and an outcome counts by the trust in it.
 *
 * @param decisions how often the variant was chosen, at least {@code outcomes}
 * @param outcomes how many of those decisions have their outcome
 * @param sum the sum of the outcomes
 * @param sumOfSquares the sum of the outcomes' squares
 */
public record VariantSummary(double decisions, double outcomes, double sum, double sumOfSquares) {
    public static final VariantSummary NONE = new VariantSummary(0, 0, 0, 0);

    /** How far sums may contradict each other by rounding alone, relative to their size. */
    private static final double ROUNDING = 1e-9;

    public VariantSummary {
        if (!(outcomes >= 0 && Double.isFinite(outcomes))) {
            throw new IllegalArgumentException("outcomes must be finite and not negative: " + outcomes);
        }
        if (!(decisions >= outcomes && Double.isFinite(decisions))) {
            throw new IllegalArgumentException(
                    "decisions must be finite and at least the outcomes (" + outcomes + "): " + decisions);
        }
        if (!Double.isFinite(sum)) {
            throw new IllegalArgumentException("sum must be finite: " + sum);
        }
        if (!(sumOfSquares >= 0 && Double.isFinite(sumOfSquares))) {
            throw new IllegalArgumentException("sumOfSquares must be finite and not negative: " + sumOfSquares);
        }
        if (!(sum * sum <= outcomes * sumOfSquares * (1 + ROUNDING))) {
            throw new IllegalArgumentException("sumOfSquares is too small for " + outcomes + " outcomes with the sum "
                    + sum + ": " + sumOfSquares);
        }
    }

    /** A binary outcome's successes and failures, all of them in. */
    public static VariantSummary ofBinary(double successes, double failures) {
        return new VariantSummary(successes + failures, successes + failures, successes, successes);
    }

    public VariantSummary plus(VariantSummary other) {
        return plus(other, 1);
    }

    /** With another one's sums added by a weight. */
    public VariantSummary plus(VariantSummary other, double weight) {
        if (!(weight >= 0 && Double.isFinite(weight))) {
            throw new IllegalArgumentException("weight must be finite and not negative: " + weight);
        }
        return new VariantSummary(
                decisions + weight * other.decisions,
                outcomes + weight * other.outcomes,
                sum + weight * other.sum,
                sumOfSquares + weight * other.sumOfSquares);
    }

    /** Decisions whose outcome is still out. */
    public double pending() {
        return decisions - outcomes;
    }
}
