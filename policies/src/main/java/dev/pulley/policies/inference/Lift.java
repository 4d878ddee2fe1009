package dev.pulley.policies.inference;

import dev.pulley.policies.numeric.DistributionTable;
import dev.pulley.policies.posterior.Marginal;
import java.util.ArrayList;
import java.util.List;

/**
 * By how much a variant is better than the control: the difference of their means in the outcome's units, positive
 * where the variant is better, with its central 95%.
 *
 * <p>The difference D = X - C of independent means has P(D <= d) = E[P(X <= C + d)] = E[P(C >= X - d)].
 *
 * <ol>
 *   <li>The narrower of the two is integrated over its nodes, so that the other's distribution function is smooth there.
 *   <li>The quantile lies between the difference of the medians, which D exceeds with a probability of at least 1/4, and
 *       that of the quantiles with half of the tail each, which it exceeds with no more than the whole tail.
 *   <li>There it is found by the Illinois variant of false position (M. Dowell and P. Jarratt, 1971).
 * </ol>
 */
public final class Lift {
    private static final int STEPS_LIMIT = 60;
    private static final double PROBABILITY_PRECISION = 1e-9;

    private Lift() {}

    /** The lifts over the control, in the order of the marginals; the control's own is nothing. */
    public static List<Estimate> of(List<Marginal> gains, int control) {
        Curves.requireAlike(gains);
        if (control < 0 || control >= gains.size()) {
            throw new IllegalArgumentException("control must be one of the " + gains.size() + " gains: " + control);
        }
        Difference.Side base = Difference.side(gains.get(control));
        List<Estimate> result = new ArrayList<>(gains.size());
        for (int k = 0; k < gains.size(); k++) {
            if (k == control) {
                result.add(Estimate.certain(0));
            } else {
                Difference difference = new Difference(Difference.side(gains.get(k)), base);
                result.add(new Estimate(
                        gains.get(k).mean() - gains.get(control).mean(),
                        difference.quantile(CredibleInterval.TAIL),
                        difference.quantile(1 - CredibleInterval.TAIL)));
            }
        }
        return List.copyOf(result);
    }

    /** The difference of two independent means. */
    private record Difference(Side variant, Side control) {

        /** One of the means, and how wide its middle half is. */
        private record Side(DistributionTable table, double spread) {}

        static Side side(Marginal gain) {
            DistributionTable table = Curves.table(gain);
            return new Side(table, table.quantile(0.75) - table.quantile(0.25));
        }

        double cdf(double difference) {
            boolean controlIsNarrower = control.spread < variant.spread;
            DistributionTable narrow = controlIsNarrower ? control.table : variant.table;
            double sum = 0;
            double mass = 0;
            for (int node = 0; node < narrow.size(); node++) {
                double value = narrow.value(node);
                double probability = controlIsNarrower
                        ? variant.table.cdf(value + difference)
                        : 1 - control.table.cdf(value - difference);
                sum += narrow.mass(node) * probability;
                mass += narrow.mass(node);
            }
            return sum / mass;
        }

        double quantile(double probability) {
            double tail = Math.min(probability, 1 - probability) / 2;
            boolean upper = probability > 0.5;
            double inner = variant.table.quantile(0.5) - control.table.quantile(0.5);
            double outer = upper
                    ? variant.table.quantile(1 - tail) - control.table.quantile(tail)
                    : variant.table.quantile(tail) - control.table.quantile(1 - tail);
            double innerExcess = cdf(inner) - probability;
            double outerExcess = cdf(outer) - probability;
            for (int step = 0; step < STEPS_LIMIT; step++) {
                double point = inner + (outer - inner) * (innerExcess / (innerExcess - outerExcess));
                double excess = cdf(point) - probability;
                if (Math.abs(excess) <= PROBABILITY_PRECISION) {
                    return point;
                }
                if ((excess > 0) == (outerExcess > 0)) {
                    innerExcess /= 2;
                } else {
                    inner = outer;
                    innerExcess = outerExcess;
                }
                outer = point;
                outerExcess = excess;
            }
            return outer;
        }
    }
}
