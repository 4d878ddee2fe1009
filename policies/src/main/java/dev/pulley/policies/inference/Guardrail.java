package dev.pulley.policies.inference;

import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.MetricSums;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.posterior.Marginal;
import org.jspecify.annotations.Nullable;

/**
 * How surely a variant is on the wrong side of a guardrail's limit: above it where the metric is to be kept small, below
 * it where it is to be kept great.
 *
 * <ol>
 *   <li>A binary metric, turned so that 1 is the bad value, has the prior Beta(1, 1/limit - 1): one bad decision in as
 *       many as the limit allows it.
 *   <li>Others have the conjugate normal prior at the limit, worth ten values, with nothing known of the variance: for n
 *       values with average y and the sum of squares W around it the mean is at the limit plus n (y - limit) / (n + 10),
 *       by Student's t with n degrees of freedom and the squared scale
 *       (W + 10 n / (n + 10) (y - limit)&sup2;) / (n (n + 10)). Values far off the limit so raise the variance as well.
 * </ol>
 *
 * @param rate the metric's average; null before its first value
 * @param probabilityOver the probability that the true mean is beyond the limit
 */
public record Guardrail(@Nullable Double rate, double probabilityOver) {
    private static final double PRIOR_VALUES = 10;

    /**
     * What a variant's values of a guardrail metric say.
     *
     * @param metric the metric's kind; one to be minimised has an upper limit, one to be maximised a lower one
     * @param sums its values on one variant
     * @param limit the limit that its mean must not pass
     */
    public static Guardrail of(OutcomeModel metric, MetricSums sums, double limit) {
        if (!Double.isFinite(limit)) {
            throw new IllegalArgumentException("limit must be finite: " + limit);
        }
        boolean upper = metric.goal() == Goal.MINIMIZE;
        double probability = switch (metric) {
            case OutcomeModel.Binary binary -> binary(sums, limit, upper);
            case OutcomeModel.Range range -> numeric(sums, limit, upper);
            case OutcomeModel.Numeric numeric -> numeric(sums, limit, upper);
        };
        return new Guardrail(sums.count() > 0 ? sums.sum() / sums.count() : null, probability);
    }

    private static double binary(MetricSums sums, double limit, boolean upper) {
        if (!(limit > 0 && limit < 1)) {
            throw new IllegalArgumentException("limit of a binary metric must be between 0 and 1: " + limit);
        }
        if (!(sums.sum() >= 0 && sums.sum() <= sums.count())) {
            throw new IllegalArgumentException(
                    "sums must have a sum between 0 and the count (" + sums.count() + "): " + sums.sum());
        }
        double badLimit = upper ? limit : 1 - limit;
        double bad = upper ? sums.sum() : sums.count() - sums.sum();
        Marginal.Beta good = Marginal.Beta.of(1 / badLimit - 1 + sums.count() - bad, 1 + bad);
        // The tail itself, lest a small one vanish beside 1.
        return good.cdf(1 - badLimit);
    }

    private static double numeric(MetricSums sums, double limit, boolean upper) {
        double count = sums.count();
        if (count == 0) {
            return 0.5;
        }
        double distance = sums.sum() / count - limit;
        double scatter = Math.max(0, sums.squares() - sums.sum() * sums.sum() / count);
        double all = count + PRIOR_VALUES;
        double square = scatter + PRIOR_VALUES * count / all * distance * distance;
        if (square == 0) {
            return 0.5;
        }
        double z = count * distance / all / Math.sqrt(square / (count * all));
        double freedom = Math.max(Marginal.StudentT.MINIMUM_FREEDOM, count);
        return new Marginal.StudentT(freedom, 0, 1).cdf(upper ? z : -z);
    }
}
