package dev.pulley.policies.inference;

import dev.pulley.policies.evidence.UnitGroups;
import dev.pulley.policies.evidence.VariantSummary;

/**
 * For how many decisions one counts, where those of one unit are alike: the design effect (L. Kish, Survey Sampling, 1965), from
 * sums by random groups of units.
 *
 * <ol>
 *   <li>With N_g decisions in group g whose outcomes sum up to S_g, and their mean m, the residuals R_g = S_g - m N_g have, where
 *       decisions are independent with variance v, squares that sum up to v (N - sum N_g&sup2; / N). The estimate is by how
 *       much they are more.
 *   <li>It has about f = N&sup2; / sum N_g&sup2; - 1 degrees of freedom, so by chance alone it strays by sqrt(2 / f). What it is
 *       above 1 does not count up to once that, counts in full from twice that on, and in part between.
 *   <li>Decisions for no unit are independent: what is above 1 counts by the part that is for one.
 * </ol>
 *
 * <p>The groups are pooled over the variants, so that differences between these look like differences between units. That makes
 * it a little too large where variants differ much, and never too small.
 */
public final class DesignEffect {
    private static final double LEAST_DEGREES = 1;

    private DesignEffect() {}

    /**
     * The design effect; 1 where nothing says that it is more.
     *
     * @param all every decision and outcome of the task, those for no unit too
     * @param absenceFails whether a decision without an outcome counts, by the worse end
     * @param worse that end; 0 where silence says nothing
     */
    public static double of(UnitGroups groups, VariantSummary all, boolean absenceFails, double worse) {
        if (groups.isEmpty()) {
            return 1;
        }
        double count = 0;
        double squareCounts = 0;
        double sum = 0;
        for (int g = 1; g <= UnitGroups.COUNT; g++) {
            double n = count(groups, g, absenceFails);
            count += n;
            squareCounts += n * n;
            sum += sum(groups, g, worse);
        }
        double variance = variance(all, absenceFails, worse);
        double degrees = count * count / squareCounts - 1;
        if (!(degrees >= LEAST_DEGREES && variance > 0)) {
            return 1;
        }
        double mean = sum / count;
        double squares = 0;
        for (int g = 1; g <= UnitGroups.COUNT; g++) {
            double residual = sum(groups, g, worse) - mean * count(groups, g, absenceFails);
            squares += residual * residual;
        }
        double above = squares / (variance * (count - squareCounts / count)) - 1;
        double counts = Math.max(0, Math.min(1, above / Math.sqrt(2 / degrees) - 1));
        double part = Math.min(1, count / Math.max(count, absenceFails ? all.decisions() : all.outcomes()));
        return 1 + part * counts * Math.max(0, above);
    }

    private static double count(UnitGroups groups, int group, boolean absenceFails) {
        double outcomes = groups.outcomes(group);
        return absenceFails ? Math.max(outcomes, groups.decisions(group)) : outcomes;
    }

    private static double sum(UnitGroups groups, int group, double worse) {
        return groups.sum(group) - worse * groups.outcomes(group);
    }

    /** Of one decision's outcome, counted from the worse end. */
    private static double variance(VariantSummary all, boolean absenceFails, double worse) {
        double count = absenceFails ? all.decisions() : all.outcomes();
        double mean = (all.sum() - worse * all.outcomes()) / count;
        double squares = all.sumOfSquares() - 2 * worse * all.sum() + worse * worse * all.outcomes();
        return squares / count - mean * mean;
    }
}
