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
 *       reports, or fewer where only few others have reports: of n curves that differ as these do the mean is off by an nth of how
 *       much they do, so that what it says of another counts for n / (n + 1) of what it would if it was known. Where the delays of successes and failures do not differ by more than chance would have it, both are of one
 *       curve.
 *   <li>F0 is less by the part of failures that is ever reported, which the decisions show that are closed. Until one is, it
 *       is all, if any failure was reported, or else none.
 *   <li>The likelihood of m is m^s (1 - m)^f times the product, over the buckets, of (1 - F0 - m (F1 - F0)) to the power of
 *       the silent. Where F1 and F0 are one, silence says nothing, as it should: all outcomes are reported in the end.
 *   <li>With one success and one failure more, it has its mode at some m. The beta likelihood m^S (1 - m)^F with the same
 *       first and second derivative of its logarithm there has the S and F that are looked for. It is the likelihood itself
 *       where that is a beta one.
 *   <li>A variant's own curves are known from its reports, and so is what m follows from them: to its variance comes, to first order,
 *       what it moves by their standard errors, and S and F are so many fewer. What the variants have in common is taken for certain,
 *       since it moves all alike.
 * </ol>
 */
public final class DelayedOutcomes {
    /** How many reports the curve of very many variants counts for in each one's own: how alike their delays are expected to be. */
    private static final double SHARED_REPORTS = 20;

    /** From this part on, failures are taken to be reported as a rule, and those that are not to be exceptions. */
    private static final double NEARLY_ALL = 0.9;

    /** A bucket that has less of what a known outcome says is as good as silent. */
    private static final double LEAST_INFORMATION = 1e-9;

    /** Successes and failures that the mean of all variants is drawn to one half by. */
    private static final double LEAST_EVIDENCE = 0.5;

    private final Ages ages;
    private final List<Reports> variants;
    private final Curves curves;
    private final double reportedFailures;
    private final boolean anyClosed;
    private final double sharedReports;
    /** How many variants have any report. */
    private final long heard;

    private final double mean;

    private DelayedOutcomes(
            Ages ages,
            List<Reports> variants,
            Reports all,
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
        this.heard = variants.stream()
                .filter(reports -> Reports.sum(reports.successes) + Reports.sum(reports.failures) > 0)
                .count();
        this.mean = mean(all);
    }

    /** About the mean of all variants, not too close to an end. */
    private double mean(Reports all) {
        double[] counts = counts(all);
        return (counts[0] + LEAST_EVIDENCE) / (counts[0] + counts[1] + 2 * LEAST_EVIDENCE);
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
                all,
                curves(ages, all, silent),
                failures > 0 ? (closedFailures + hint) / failures : 0,
                anyClosed,
                SHARED_REPORTS);
    }

    /** The same where nothing but successes is reported, with delays that are known and alike. */
    public static DelayedOutcomes told(Ages ages, List<Reports> variants, ArrivalCurve successes) {
        return new DelayedOutcomes(
                ages,
                List.copyOf(variants),
                pooled(ages, variants),
                new Curves(successes, successes, false),
                0,
                true,
                Double.POSITIVE_INFINITY);
    }

    private static Curves curves(Ages ages, Reports all, double[] silent) {
        ArrivalCurve both = ArrivalCurve.of(
                ages,
                Reports.sum(all.successes, all.failures),
                Reports.sum(all.successDelays, all.failureDelays),
                silent);
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
            Reports.add(sums[0], reports.decisions);
            Reports.add(sums[1], reports.successes);
            Reports.add(sums[2], reports.failures);
            Reports.add(sums[3], reports.successDelays);
            Reports.add(sums[4], reports.failureDelays);
        }
        return Reports.of(sums[0], sums[1], sums[2], sums[3], sums[4]);
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
     * As what the decisions of each bucket enter a regression of the outcome on proxies, so that each counts once.
     *
     * <p>Where failures are reported as successes are, what is silent says nothing, and reports stand for themselves. Else all
     * decisions of a bucket weigh alike: each stands for m plus its score over Fisher's information, at the mean m, which is
     * expected to be its outcome whatever the proxies say. With the part I of a known outcome's information, I = F1 (1 - m) +
     * F0 m + m (1 - m) (F1 - F0)&sup2; / (1 - m F1 - (1 - m) F0), a success is m + (1 - m) / I, a failure m - m / I and
     * silence m - m (1 - m) (F1 - F0) / (I (1 - m F1 - (1 - m) F0)); where no failures are reported that is 1 / F1 and 0. Its
     * variance is m (1 - m) / I, so it weighs I.
     */
    public List<Reading> readings() {
        List<Reading> result = new ArrayList<>();
        for (int b = 0; b < ages.buckets(); b++) {
            result.add(reading(b));
        }
        return result;
    }

    private Reading reading(int bucket) {
        if (ages.isClosed(bucket)) {
            return Reading.CLOSED;
        }
        if (silenceCancels()) {
            return Reading.REPORTS_ONLY;
        }
        double successesBy = curves.successes().by(ages, bucket);
        double failuresBy = failuresBy(curves.failures(), bucket);
        double silent = 1 - mean * successesBy - (1 - mean) * failuresBy;
        double apart = successesBy - failuresBy;
        double score = silent > 0 ? mean * (1 - mean) * apart / silent : 0;
        double information = successesBy * (1 - mean) + failuresBy * mean + score * apart;
        if (!(information > LEAST_INFORMATION)) {
            return Reading.NOTHING;
        }
        return new Reading(
                information,
                information,
                mean + (1 - mean) / information,
                mean - mean / information,
                mean - score / information);
    }

    /** Whether what has not been reported will be, be it success or failure, with next to no exception. */
    private boolean silenceCancels() {
        return curves.areOne() && reportedFailures >= NEARLY_ALL;
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
        ArrivalCurve ofSuccesses = curves.areOne()
                ? own(
                        Reports.sum(reports.successes, reports.failures),
                        curves.successes(),
                        Reports.sum(reports.successDelays, reports.failureDelays))
                : own(reports.successes, curves.successes(), reports.successDelays);
        ArrivalCurve ofFailures =
                curves.areOne() ? ofSuccesses : own(reports.failures, curves.failures(), reports.failureDelays);
        SilenceLikelihood likelihood =
                new SilenceLikelihood(Reports.sum(reports.successes), Reports.sum(reports.failures), reports.buckets());
        for (int b = 0; b < reports.buckets(); b++) {
            if (reports.silent(b) > 0) {
                double successesBy = ofSuccesses.by(ages, b);
                double failuresBy = failuresBy(ofFailures, b);
                double successesDoubt = ofSuccesses.doubtBy(ages, b);
                likelihood.add(
                        reports.silent(b),
                        1 - failuresBy,
                        successesBy - failuresBy,
                        successesDoubt * (curves.areOne() ? 1 - reportedFailures : 1 - failuresBy),
                        curves.areOne() ? 0 : reportedFailures * (1 - successesBy) * ofFailures.doubtBy(ages, b));
            }
        }
        return likelihood.counts();
    }

    private double failuresBy(ArrivalCurve curve, int bucket) {
        return reportedFailures == 0 ? 0 : reportedFailures * curve.by(ages, bucket);
    }

    private ArrivalCurve own(double[] reports, ArrivalCurve all, double[] delays) {
        if (Double.isInfinite(sharedReports)) {
            return all;
        }
        double others = Math.max(1, heard - (Reports.sum(reports) > 0 ? 1 : 0));
        return all.towards(ages, reports, delays, sharedReports * others / (others + 1));
    }
}
