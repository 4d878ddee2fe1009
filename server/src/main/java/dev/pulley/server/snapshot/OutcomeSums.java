package dev.pulley.server.snapshot;

import dev.pulley.policies.delay.AgeGroups;
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
import dev.pulley.policies.evidence.UnitGroups;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.policies.inference.DesignEffect;
import dev.pulley.server.snapshot.BucketDigest.OfVersion;
import dev.pulley.server.task.Absence;
import dev.pulley.server.task.OutcomeDefinition;
import dev.pulley.server.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a task's evidence says of its outcome, version by version, at a time. Pure.
 *
 * <p>Where an outcome's absence says nothing, that is what was reported. Where it means failure, a decision that is closed and
 * has no outcome has failed, and one that is open counts by what silence at its age says ({@link DelayedOutcomes}). Of what is
 * closed all buckets are taken together, so the cost does not grow with the task's age, and of what is open older ones are
 * ({@link AgeGroups}). Where many decisions are of one unit, all count
 * for less, by the design effect. For one thread: what is asked for twice is summed once.
 */
final class OutcomeSums {
    /** The place of all that is closed among the ages, and that of the first group of buckets which is not. */
    static final int CLOSED = 0;

    static final int FIRST_OPEN = 1;

    private final OutcomeDefinition outcome;
    private final List<VariantVersion> versions;
    private final Evidence evidence;
    private final SortedMap<Bucket, BucketDigest> digests;
    private final List<List<Bucket>> open;
    private final long nowMillis;
    private final long closesAfterMillis;
    private final @Nullable HalfLife fading;
    private final double designEffect;
    private @Nullable SortedMap<VariantVersion, VariantSummary> reported;

    /** @param versions those that are asked for; all that have any evidence are among them */
    OutcomeSums(
            Task task,
            List<VariantVersion> versions,
            Evidence evidence,
            SortedMap<Bucket, BucketDigest> digests,
            long nowMillis) {
        this.versions = List.copyOf(versions);
        this.outcome = task.definition().outcome();
        this.evidence = evidence;
        this.digests = digests;
        this.nowMillis = nowMillis;
        this.closesAfterMillis = task.closesAfter().toMillis();
        this.open = absenceFails()
                ? AgeGroups.of(digests.keySet().stream().filter(this::isOpen).toList(), nowMillis)
                : List.of();
        Duration halfLife = task.definition().policy().halfLife();
        this.fading = halfLife == null ? null : new HalfLife(halfLife.toMillis());
        UnitGroups units = units();
        this.designEffect = units.isEmpty() ? 1 : DesignEffect.of(units, pooled(), absenceFails(), worse());
    }

    private UnitGroups units() {
        UnitGroups units = UnitGroups.NONE;
        for (BucketEvidence sums : evidence.buckets().values()) {
            units = sums.units().isEmpty() ? units : units.plus(sums.units());
        }
        return units;
    }

    private VariantSummary pooled() {
        VariantSummary all = VariantSummary.NONE;
        for (BucketDigest digest : digests.values()) {
            for (OfVersion version : digest.versions()) {
                all = all.plus(version.summary());
            }
        }
        return all;
    }

    /** For how many decisions one counts. */
    double designEffect() {
        return designEffect;
    }

    /** What is left of a decision by that. */
    double thinning() {
        return 1 / designEffect;
    }

    /** How old evidence fades; null where it does not. */
    @Nullable
    HalfLife fading() {
        return fading;
    }

    /** What a silent outcome is in the end, where absence means failure. */
    double worse() {
        return absenceFails() ? end(false) : 0;
    }

    double weight(Bucket bucket) {
        return thinning() * (fading == null ? 1 : fading.weight(bucket, nowMillis));
    }

    private SortedMap<VariantVersion, VariantSummary> reported() {
        SortedMap<VariantVersion, VariantSummary> known = reported;
        if (known == null) {
            known = summaries(bucket -> thinning());
            reported = known;
        }
        return known;
    }

    private SortedMap<VariantVersion, VariantSummary> summaries(ToDoubleFunction<Bucket> weight) {
        Map<VariantVersion, Sum> sums = new HashMap<>();
        digests.forEach((bucket, digest) -> {
            double bucketWeight = weight.applyAsDouble(bucket);
            for (OfVersion known : digest.versions()) {
                sums.computeIfAbsent(known.version(), any -> new Sum()).add(known.summary(), bucketWeight);
            }
        });
        TreeMap<VariantVersion, VariantSummary> result = new TreeMap<>();
        sums.forEach((version, sum) -> result.put(version, sum.summary()));
        return result;
    }

    private static final class Sum {
        private double decisions;
        private double outcomes;
        private double sum;
        private double sumOfSquares;

        void add(VariantSummary added, double weight) {
            decisions += weight * added.decisions();
            outcomes += weight * added.outcomes();
            sum += weight * added.sum();
            sumOfSquares += weight * added.sumOfSquares();
        }

        VariantSummary summary() {
            return new VariantSummary(decisions, outcomes, sum, sumOfSquares);
        }
    }

    boolean absenceFails() {
        return outcome.absent() == Absence.FAILURE;
    }

    boolean isOpen(Bucket bucket) {
        return bucket.endMillis() + closesAfterMillis > nowMillis;
    }

    /** Whether it says something else when time passes, though nothing is reported. */
    boolean isAging() {
        return absenceFails() && evidence.buckets().keySet().stream().anyMatch(this::isOpen);
    }

    /** What was reported, version by version, weighing less where it fades. */
    List<VariantSummary> fadedReports() {
        return inOrder(fading == null ? reported() : summaries(this::weight));
    }

    /** The same before any of it faded. */
    List<VariantSummary> allReports() {
        return inOrder(reported());
    }

    private List<VariantSummary> inOrder(SortedMap<VariantVersion, VariantSummary> known) {
        return versions.stream()
                .map(version -> known.getOrDefault(version, VariantSummary.NONE))
                .toList();
    }

    /** What stands for good, so that it may be concluded from however often one looks; none of it has faded. */
    SortedMap<VariantVersion, VariantSummary> closed() {
        if (!absenceFails()) {
            return reported();
        }
        TreeMap<VariantVersion, VariantSummary> result = new TreeMap<>();
        digests.forEach((bucket, digest) -> {
            if (!isOpen(bucket)) {
                for (OfVersion known : digest.versions()) {
                    result.merge(
                            known.version(),
                            VariantSummary.NONE.plus(withFailures(known), thinning()),
                            VariantSummary::plus);
                }
            }
        });
        return Collections.unmodifiableSortedMap(result);
    }

    /** With what was never heard of as failures. */
    private VariantSummary withFailures(OfVersion version) {
        VariantSummary reported = version.summary();
        double silent = reported.decisions() - version.outcomes();
        double worse = end(false);
        return new VariantSummary(
                reported.decisions(),
                reported.outcomes() + silent,
                reported.sum() + silent * worse,
                reported.sumOfSquares() + silent * worse * worse);
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

    /** Where absence means failure, the open buckets in order, those together that are learned from together. */
    List<List<Bucket>> open() {
        return open;
    }

    /** What is known of outcomes that are late: by the versions, and by what is closed and each group of buckets that are not. */
    DelayedOutcomes delayed() {
        List<List<Ages.Part>> ages = new ArrayList<>();
        ages.add(List.of(new Ages.Part(new Ages.Range((double) closesAfterMillis, (double) closesAfterMillis), 1)));
        Map<Bucket, Integer> places = new HashMap<>();
        for (List<Bucket> group : open) {
            group.forEach(bucket -> places.put(bucket, ages.size()));
            ages.add(group.stream().map(this::part).toList());
        }
        Map<VariantVersion, Gathering> gatherings = new HashMap<>();
        versions.forEach(version -> gatherings.put(version, new Gathering(ages.size())));
        digests.forEach((bucket, digest) -> {
            int place = places.getOrDefault(bucket, CLOSED);
            double weight = weight(bucket);
            for (OfVersion known : digest.versions()) {
                Gathering gathering = gatherings.get(known.version());
                if (gathering != null) {
                    gathering.add(place, known, weight);
                }
            }
        });
        return DelayedOutcomes.of(
                Ages.together(new DelayBins(closesAfterMillis), ages),
                versions.stream()
                        .map(version ->
                                Objects.requireNonNull(gatherings.get(version)).reports())
                        .toList());
    }

    private Ages.Part part(Bucket bucket) {
        BucketDigest digest = Objects.requireNonNull(digests.get(bucket));
        return new Ages.Part(
                Ages.Range.of(bucket.startMillis(), bucket.endMillis(), nowMillis),
                weight(bucket) * digest.decisions());
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

        void add(int place, OfVersion version, double weight) {
            VariantSummary reported = version.summary();
            // A decision whose outcome is trusted in part is not silent for the rest.
            double doubted = version.outcomes() - reported.outcomes();
            decisions[place] += weight * Math.max(0, reported.decisions() - doubted);
            double better = successes(reported.outcomes(), reported.sum());
            successes[place] += weight * better;
            failures[place] += weight * (reported.outcomes() - better);
            // Arrivals are counted in full; together they are to be as many as the reports count.
            double trust = reported.outcomes() / Math.max(1, version.outcomes());
            Arrivals arrivals = version.arrivals();
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
