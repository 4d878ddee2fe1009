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
 *   <li>From where it would be if both were normal the secant method finds it; a step out of those limits is halved back.
 * </ol>
 */
public final class Lift {
    private static final int STEPS_LIMIT = 60;
    private static final double PROBABILITY_PRECISION = 1e-8;

    /** A normal distribution's 97.5% quantile, and the distance of its quartiles, in standard deviations. */
    private static final double NORMAL_REACH = 1.96;

    private static final double NORMAL_SPREAD = 1.349;

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
                        difference.quantile(false),
                        difference.quantile(true)));
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
            return control.spread < variant.spread
                    ? variant.table.expectedCdf(control.table, difference)
                    : 1 - control.table.expectedCdf(variant.table, -difference);
        }

        /** The quantile of a small tail's probability on one side of the middle. */
        double quantile(boolean upper) {
            double tail = CredibleInterval.TAIL / 2;
            double target = upper ? 1 - CredibleInterval.TAIL : CredibleInterval.TAIL;
            double middle = variant.table.quantile(0.5) - control.table.quantile(0.5);
            double outer = upper
                    ? variant.table.quantile(1 - tail) - control.table.quantile(tail)
                    : variant.table.quantile(tail) - control.table.quantile(1 - tail);
            double low = Math.min(middle, outer);
            double high = Math.max(middle, outer);
            double spread = Math.hypot(variant.spread, control.spread) / NORMAL_SPREAD;
            double last = middle + (upper ? NORMAL_REACH : -NORMAL_REACH) * spread;
            double lastExcess = cdf(last) - target;
            double point = last - Math.signum(lastExcess) * spread / 16;
            for (int step = 0; step < STEPS_LIMIT; step++) {
                point = Math.max(low, Math.min(high, point));
                double excess = cdf(point) - target;
                if (Math.abs(excess) <= PROBABILITY_PRECISION) {
                    break;
                }
                if (excess > 0) {
                    high = point;
                } else {
                    low = point;
                }
                double secant = point - excess * ((point - last) / (excess - lastExcess));
                last = point;
                lastExcess = excess;
                point = secant > low && secant < high ? secant : (low + high) / 2;
            }
            return point;
        }
    }
}
