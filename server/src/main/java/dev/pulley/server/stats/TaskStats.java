package dev.pulley.server.stats;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a task, for people. What is not known is null. Intervals are 95% unless they say otherwise.
 *
 * @param designEffect for how many decisions one counts, as far as those of one unit are alike
 * @param held why it is not newer; null where it is as new as the time says
 */
public record TaskStats(
        String task,
        long revision,
        String status,
        long asOfMillis,
        String policy,
        long decisions,
        long outcomes,
        long pending,
        long late,
        long waiting,
        List<Variant> variants,
        Lead lead,
        Regret regret,
        List<Proxy> proxies,
        List<Prior> prior,
        List<Guardrail> guardrails,
        List<Source> sources,
        Delay delay,
        @Nullable Double sampleRatioProbability,
        double designEffect,
        Verdict verdict,
        @Nullable Held held) {
    public TaskStats {
        variants = List.copyOf(variants);
        proxies = List.copyOf(proxies);
        prior = List.copyOf(prior);
        guardrails = List.copyOf(guardrails);
        sources = List.copyOf(sources);
    }

    /**
     * A task that is shown as it was last seen.
     *
     * @param why in words
     * @param sinceMillis how new it is
     */
    public record Held(String why, long sinceMillis) {}

    /** A figure and how sure it is. */
    public record Estimate(double mean, double low, double high) {}

    /**
     * What is known of one variant, at the version that it has now.
     *
     * @param belief what its mean outcome may be
     * @param expectedLoss what choosing it for good is expected to cost a decision
     * @param anytimeLow the lower end of an interval that may be looked at at any time; infinite where it has none
     * @param lift by how much it is better than the control
     */
    public record Variant(
            String name,
            int version,
            String status,
            double share,
            long decisions,
            long outcomes,
            Estimate belief,
            double probabilityBest,
            double expectedLoss,
            double anytimeLow,
            double anytimeHigh,
            Estimate lift) {}

    /**
     * The variant that is most probably the best of those that may be chosen.
     *
     * @param variant null before the first outcome
     * @param over the most probable of the others; null where there is none
     * @param by how much it is better than that one
     */
    public record Lead(@Nullable String variant, @Nullable String over, Estimate by) {
        static final Lead NOBODY = new Lead(null, null, new Estimate(Double.NaN, Double.NaN, Double.NaN));
    }

    /**
     * What exploring costs, in the outcome's units, under what is believed now; so it may fall.
     *
     * @param saved what an even split would have cost more; with the ends of its 90% interval
     */
    public record Regret(
            double perDecision,
            double total,
            double totalLow,
            double totalHigh,
            double evenSplitTotal,
            Estimate saved,
            double valueRemaining) {}

    /**
     * An early signal.
     *
     * @param weight by how much the outcome is greater where it is greater by one, as it counts now
     * @param correlation with the outcome, within variants; not a number as long as no outcomes show it
     * @param alarm whether what it says of the outcome has changed
     */
    public record Proxy(String metric, double weight, double correlation, boolean alarm) {}

    /**
     * What is taken over from an earlier task.
     *
     * @param variants how many of its variants, and of their versions, count
     * @param outcomes how many outcomes these are worth
     * @param proxies whether what its proxies say counts too
     */
    public record Prior(String task, int variants, long outcomes, boolean proxies) {}

    /**
     * A guardrail on one variant.
     *
     * @param rate the metric's average since the variant last began, or was put back; null before its first value
     */
    public record Guardrail(
            String metric, String variant, @Nullable Double rate, double probabilityOver, boolean tripped) {}

    /**
     * What one source reports of one metric.
     *
     * @param name null for those that came when the task told apart as many as it can
     * @param values how many values of it stand
     * @param mean of those values, each in full
     */
    public record Source(@Nullable String name, String metric, long values, double mean) {}

    /**
     * How late outcomes come; not numbers where none has come yet.
     *
     * @param isLevelKnown whether a decision is old enough for nothing more to come of it, where that matters: until then the
     *     means may all be off by one factor
     */
    public record Delay(double medianSeconds, double p90Seconds, boolean isLevelKnown) {}

    /** What may be concluded, however often one looks. */
    public record Verdict(
            String state,
            @Nullable String winner,
            String why,
            @Nullable Long remainingDecisions) {}
}
