package dev.pulley.policies.delay;

import dev.pulley.policies.evidence.VariantSummary;
import java.util.ArrayList;
import java.util.List;

/**
 * What outcomes say that come late, and whose absence means failure once nothing more can come.
 *
 * <p>With F1 the part of the successes that is reported by an age, and F0 the part of the failures, a decision of a variant
 * with mean m is by then a success with probability m F1, a reported failure with (1 - m) F0, and silent else. So
 *
 * <ol>
 *   <li>F1 and F0 are {@link ArrivalCurve}s, each variant's own drawn towards that of all by {@value #SHARED_REPORTS}
 *       reports. Where the delays of successes and failures do not differ by more than chance would have it, both are of one
 *       curve.
 *   <li>F0 is less by the part of failures that is ever reported, which the decisions show that are closed. Until one is, it
 *       is all, if any failure was reported, or else none.
 *   <li>The likelihood of m is m^s (1 - m)^f times the product, over the buckets, of (1 - F0 - m (F1 - F0)) to the power of
 *       the silent. Where F1 and F0 are one, silence says nothing, as it should: all outcomes are reported in the end.
 *   <li>With one success and one failure more, it has its mode at some m. The beta likelihood m^S (1 - m)^F with the same
 *       first and second derivative of its logarithm there has the S and F that are looked for. It is the likelihood itself
 *       where that is a beta one.
 * </ol>
 */
public final class DelayedOutcomes {
    /** How many reports the curve of all variants counts for in each variant's own. */
    private static final double SHARED_REPORTS = 30;

    private final Ages ages;
    private final List<Reports> variants;
    private final Curves curves;
    private final double reportedFailures;
    private final boolean anyClosed;
    private final double sharedReports;

    private DelayedOutcomes(
            Ages ages,
            List<Reports> variants,
            Curves curves,
            double reportedFailures,
            boolean anyClosed,
            double sharedReports) {
        this.ages = ages;
        this.variants = variants;
        this.curves = curves;
        this.reportedFailures = reportedFailures;
        this.anyClosed = anyClosed;
        this.sharedReports = sharedReports;
    }

    /** The delays of all variants together. */
    private record Curves(ArrivalCurve successes, ArrivalCurve failures, boolean areOne) {}

    /** What the reports of the variants say, the buckets of all of them being those of the ages. */
    public static DelayedOutcomes of(Ages ages, List<Reports> variants) {
        Reports all = pooled(ages, variants);
        double[] silent = new double[ages.buckets()];
        double closedFailures = 0;
        double closedSilent = 0;
        boolean anyClosed = false;
        for (int b = 0; b < silent.length; b++) {
            silent[b] = all.silent(b);
            if (ages.isClosed(b) && all.decisions[b] > 0) {
                anyClosed = true;
                closedFailures += all.failures[b];
                closedSilent += silent[b];
            }
        }
        double hint = Reports.sum(all.failures) > 0 ? 1 : 0;
        double failures = closedFailures + closedSilent + hint;
        return new DelayedOutcomes(
                ages,
                List.copyOf(variants),
                curves(ages, all, silent),
                failures > 0 ? (closedFailures + hint) / failures : 0,
                anyClosed,
                SHARED_REPORTS);
    }

    /** The same where nothing but successes is reported, with delays that are known and alike. */
    public static DelayedOutcomes told(Ages ages, List<Reports> variants, ArrivalCurve successes) {
        pooled(ages, variants);
        return new DelayedOutcomes(
                ages,
                List.copyOf(variants),
                new Curves(successes, successes, false),
                0,
                true,
                Double.POSITIVE_INFINITY);
    }

    private static Curves curves(Ages ages, Reports all, double[] silent) {
        ArrivalCurve both = ArrivalCurve.of(
                ages, sum(all.successes, all.failures), sum(all.successDelays, all.failureDelays), silent);
        ArrivalCurve ofSuccesses = ArrivalCurve.of(ages, all.successes, all.successDelays, silent);
        ArrivalCurve ofFailures = ArrivalCurve.of(ages, all.failures, all.failureDelays, silent);
        return CurveComparison.areAlike(ages, all, both, ofSuccesses, ofFailures)
                ? new Curves(both, both, true)
                : new Curves(ofSuccesses, ofFailures, false);
    }

    private static Reports pooled(Ages ages, List<Reports> variants) {
        int buckets = ages.buckets();
        double[][] sums = {
            new double[buckets],
            new double[buckets],
            new double[buckets],
            new double[DelayBins.COUNT],
            new double[DelayBins.COUNT]
        };
        for (Reports reports : variants) {
            if (reports.buckets() != buckets) {
                throw new IllegalArgumentException(
                        "variants must have reports of " + buckets + " buckets, not " + reports.buckets());
            }
            add(sums[0], reports.decisions);
            add(sums[1], reports.successes);
            add(sums[2], reports.failures);
            add(sums[3], reports.successDelays);
            add(sums[4], reports.failureDelays);
        }
        return Reports.of(sums[0], sums[1], sums[2], sums[3], sums[4]);
    }

    private static void add(double[] sum, double[] added) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += added[i];
        }
    }

    private static double[] sum(double[] first, double[] second) {
        double[] result = first.clone();
        add(result, second);
        return result;
    }

    /** How the delays of successes are spread, over all variants. */
    public ArrivalCurve successCurve() {
        return curves.successes();
    }

    /**
     * Whether a decision has grown old enough for nothing more to come of it. Until then it is not known how many reports
     * will come later than any has so far: variants can be ranked, but their means may all be off by one factor.
     */
    public boolean isLevelKnown() {
        return anyClosed;
    }

    /**
     * How much a decision of each bucket says of its variant's mean, of what it would say were its outcome known: by Fisher's
     * information, I = F1 (1 - m) + F0 m + m (1 - m) (F1 - F0)&sup2; / (1 - m F1 - (1 - m) F0); and beside proxies that
     * explain the part R of an outcome's variance, (1 - R) I / (1 - R I). The averages of proxies that are set against a
     * variant's outcomes take their buckets by these weights, so that each decision counts once.
     *
     * @param mean about the mean of the outcomes, between 0 and 1
     * @param explained the part of their variance that the proxies explain
     */
    public double[] information(double mean, double explained) {
        if (!(mean > 0 && mean < 1)) {
            throw new IllegalArgumentException("mean must be between 0 and 1: " + mean);
        }
        if (!(explained >= 0 && explained < 1)) {
            throw new IllegalArgumentException("explained must be at least 0 and below 1: " + explained);
        }
        double[] result = new double[ages.buckets()];
        for (int b = 0; b < result.length; b++) {
            double successesBy = curves.successes().by(ages, b);
            double failuresBy = reportedFailures * curves.failures().by(ages, b);
            double silent = 1 - mean * successesBy - (1 - mean) * failuresBy;
            double apart = successesBy - failuresBy;
            double plain = successesBy * (1 - mean) + failuresBy * mean;
            double information = plain + (silent > 0 ? mean * (1 - mean) * apart * apart / silent : 0);
            result[b] = (1 - explained) * information / (1 - explained * information);
        }
        return result;
    }

    /** The decisions of each variant, and the outcomes, between 0 and 1, that would say of its mean what all of this says. */
    public List<VariantSummary> summaries() {
        List<VariantSummary> result = new ArrayList<>();
        for (Reports reports : variants) {
            double[] counts = counts(reports);
            double outcomes = counts[0] + counts[1];
            double decisions = Math.max(outcomes, Reports.sum(reports.decisions));
            result.add(new VariantSummary(decisions, outcomes, counts[0], counts[0]));
        }
        return result;
    }

    private double[] counts(Reports reports) {
        int open = 0;
        double[] silent = new double[reports.buckets()];
        double[] constant = new double[reports.buckets()];
        double[] slope = new double[reports.buckets()];
        ArrivalCurve ofSuccesses = curves.areOne()
                ? own(
                        sum(reports.successes, reports.failures),
                        curves.successes(),
                        sum(reports.successDelays, reports.failureDelays))
                : own(reports.successes, curves.successes(), reports.successDelays);
        ArrivalCurve ofFailures =
                curves.areOne() ? ofSuccesses : own(reports.failures, curves.failures(), reports.failureDelays);
        for (int b = 0; b < silent.length; b++) {
            if (reports.silent(b) > 0) {
                double failuresBy = reportedFailures * ofFailures.by(ages, b);
                silent[open] = reports.silent(b);
                constant[open] = 1 - failuresBy;
                slope[open] = ofSuccesses.by(ages, b) - failuresBy;
                open++;
            }
        }
        return new SilenceLikelihood(
                        Reports.sum(reports.successes), Reports.sum(reports.failures), silent, constant, slope, open)
                .counts();
    }

    private ArrivalCurve own(double[] reports, ArrivalCurve all, double[] delays) {
        return Double.isInfinite(sharedReports) ? all : all.towards(ages, reports, delays, sharedReports);
    }
}
