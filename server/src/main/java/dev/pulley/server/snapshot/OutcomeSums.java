package dev.pulley.server.snapshot;

import dev.pulley.policies.delay.Ages;
import dev.pulley.policies.delay.DelayBins;
import dev.pulley.policies.delay.DelayedOutcomes;
import dev.pulley.policies.delay.Reports;
import dev.pulley.policies.evidence.Arrivals;
import dev.pulley.policies.evidence.Bucket;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.HalfLife;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.server.task.Absence;
import dev.pulley.server.task.OutcomeDefinition;
import dev.pulley.server.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a task's evidence says of its outcome, version by version, at a time. Pure.
 *
 * <p>Where an outcome's absence says nothing, that is what was reported. Where it means failure, a decision that is closed and
 * has no outcome has failed, and one that is open counts by what silence at its age says ({@link DelayedOutcomes}). Of what is
 * closed all buckets are taken together, so the cost does not grow with the task's age. For one thread: what is asked for
 * twice is summed once.
 */
final class OutcomeSums {
    private final OutcomeDefinition outcome;
    private final Evidence evidence;
    private final long nowMillis;
    private final long closesAfterMillis;
    private final @Nullable HalfLife fading;
    private @Nullable SortedMap<VariantVersion, VariantSummary> reported;

    OutcomeSums(Task task, Evidence evidence, long nowMillis) {
        this.outcome = task.definition().outcome();
        this.evidence = evidence;
        this.nowMillis = nowMillis;
        this.closesAfterMillis = task.closesAfter().toMillis();
        Duration halfLife = task.definition().policy().halfLife();
        this.fading = halfLife == null ? null : new HalfLife(halfLife.toMillis());
    }

    private double weight(Bucket bucket) {
        return fading == null ? 1 : fading.weight(bucket, nowMillis);
    }

    private SortedMap<VariantVersion, VariantSummary> reported() {
        SortedMap<VariantVersion, VariantSummary> known = reported;
        if (known == null) {
            known = evidence.summaries();
            reported = known;
        }
        return known;
    }

    private boolean absenceFails() {
        return outcome.absent() == Absence.FAILURE;
    }

    private boolean isOpen(Bucket bucket) {
        return bucket.endMillis() + closesAfterMillis > nowMillis;
    }

    /** Whether it says something else when time passes, though nothing is reported. */
    boolean isAging() {
        return absenceFails() && evidence.buckets().keySet().stream().anyMatch(this::isOpen);
    }

    /** What is learned from. */
    SortedMap<VariantVersion, VariantSummary> learned() {
        if (absenceFails()) {
            return delayed();
        }
        return fading == null ? reported() : evidence.summaries(this::weight);
    }

    /** What stands for good, so that it may be concluded from however often one looks; none of it has faded. */
    SortedMap<VariantVersion, VariantSummary> closed() {
        if (!absenceFails()) {
            return reported();
        }
        TreeMap<VariantVersion, VariantSummary> result = new TreeMap<>();
        evidence.buckets().forEach((bucket, sums) -> {
            if (!isOpen(bucket)) {
                sums.variants()
                        .forEach((version, variant) ->
                                result.merge(version, withFailures(variant), VariantSummary::plus));
            }
        });
        return Collections.unmodifiableSortedMap(result);
    }

    /** With what was never heard of as failures. */
    private VariantSummary withFailures(VariantEvidence variant) {
        VariantSummary reported = variant.summary();
        double silent = Math.max(0, variant.decisions() - variant.outcomes());
        double worse = end(false);
        return new VariantSummary(
                reported.decisions(),
                reported.outcomes() + silent,
                reported.sum() + silent * worse,
                reported.sumOfSquares() + silent * worse * worse);
    }

    /** Successes and failures as the ends of what the outcome can be. */
    private VariantSummary inUnits(VariantSummary parts) {
        double better = end(true);
        double worse = end(false);
        double failures = parts.outcomes() - parts.sum();
        return new VariantSummary(
                parts.decisions(),
                parts.outcomes(),
                better * parts.sum() + worse * failures,
                better * better * parts.sum() + worse * worse * failures);
    }

    /** One end of what the outcome can be. */
    private double end(boolean isBetter) {
        boolean isGreater = isBetter == (outcome.goal() == Goal.MAXIMIZE);
        return switch (outcome.model()) {
            case OutcomeModel.Binary binary -> isGreater ? 1 : 0;
            case OutcomeModel.Range range -> isGreater ? range.max() : range.min();
            case OutcomeModel.Numeric numeric ->
                throw new IllegalStateException("a number has no worse end that its absence could mean: " + numeric);
        };
    }

    private SortedMap<VariantVersion, VariantSummary> delayed() {
        List<Ages.Range> ages = new ArrayList<>();
        // All that is closed is one bucket, the first.
        ages.add(new Ages.Range((double) closesAfterMillis, (double) closesAfterMillis));
        SortedSet<VariantVersion> versions = new TreeSet<>();
        evidence.buckets().forEach((bucket, sums) -> {
            versions.addAll(sums.variants().keySet());
            if (isOpen(bucket)) {
                ages.add(Ages.Range.of(bucket.startMillis(), bucket.endMillis(), nowMillis));
            }
        });
        if (versions.isEmpty()) {
            return Collections.emptySortedMap();
        }
        DelayBins bins = new DelayBins(closesAfterMillis);
        Map<VariantVersion, Gathering> gatherings = new TreeMap<>();
        versions.forEach(version -> gatherings.put(version, new Gathering(ages.size())));
        int nextOpen = 1;
        for (Map.Entry<Bucket, BucketEvidence> entry : evidence.buckets().entrySet()) {
            int place = isOpen(entry.getKey()) ? nextOpen++ : 0;
            double weight = weight(entry.getKey());
            entry.getValue().variants().forEach((version, variant) -> {
                Gathering gathering = gatherings.get(version);
                if (gathering != null) {
                    gathering.add(place, variant, weight);
                }
            });
        }
        List<VariantSummary> summaries = DelayedOutcomes.of(
                        Ages.of(bins, ages),
                        gatherings.values().stream().map(Gathering::reports).toList())
                .summaries();
        TreeMap<VariantVersion, VariantSummary> result = new TreeMap<>();
        int next = 0;
        for (VariantVersion version : gatherings.keySet()) {
            result.put(version, inUnits(summaries.get(next++)));
        }
        return Collections.unmodifiableSortedMap(result);
    }

    /** One version's decisions and reports, gathered by bucket; a range's values count in parts as successes. */
    private final class Gathering {
        private final double[] decisions;
        private final double[] successes;
        private final double[] failures;
        private final double[] successDelays = new double[DelayBins.COUNT];
        private final double[] failureDelays = new double[DelayBins.COUNT];

        Gathering(int buckets) {
            this.decisions = new double[buckets];
            this.successes = new double[buckets];
            this.failures = new double[buckets];
        }

        void add(int place, VariantEvidence variant, double weight) {
            VariantSummary reported = variant.summary();
            // A decision whose outcome is trusted in part is not silent for the rest.
            double doubted = variant.outcomes() - reported.outcomes();
            decisions[place] += weight * Math.max(0, reported.decisions() - doubted);
            double better = successes(reported.outcomes(), reported.sum());
            successes[place] += weight * better;
            failures[place] += weight * (reported.outcomes() - better);
            // Arrivals are counted in full; together they are to be as many as the reports count.
            double trust = reported.outcomes() / Math.max(1, variant.outcomes());
            Arrivals arrivals = variant.arrivals();
            for (int bin : arrivals.bins()) {
                double count = arrivals.count(bin);
                double came = successes(count, arrivals.sum(bin));
                int kept = Math.min(bin, DelayBins.COUNT - 1);
                successDelays[kept] += weight * trust * came;
                failureDelays[kept] += weight * trust * (count - came);
            }
        }

        private double successes(double count, double sum) {
            double successes = (sum - count * end(false)) / (end(true) - end(false));
            return Math.max(0, Math.min(count, successes));
        }

        Reports reports() {
            return Reports.of(decisions, successes, failures, successDelays, failureDelays);
        }
    }
}
