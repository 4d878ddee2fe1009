package dev.pulley.server.stats;

import dev.pulley.policies.evidence.Bucket;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.policies.evidence.Evidence.Counts;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.policies.inference.RegretGrowth;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.snapshot.Beliefs;
import dev.pulley.server.snapshot.TaskView;
import dev.pulley.server.task.VariantIdentity;
import dev.pulley.server.task.VariantStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * Tells one task's history, which is nothing but its evidence, bucket by bucket; so it needs no store of its own and is
 * the same on every node and after every restart. Pure.
 *
 * <ol>
 *   <li>A step is a whole number of buckets, and steps begin at multiples of their width, so that no bucket lies in two.
 *   <li>The evidence is cut at the steps' ends; what lies before the first step counts for the regret only.
 *   <li>Each piece is summed by variant, and the regret is that of all pieces so far.
 * </ol>
 */
final class Historian {
    static final int STEPS_MAX = 1_000;
    static final int STEPS_DEFAULT = 200;
    /** Bounds an answer, which has each variant in each step. */
    static final int ENTRIES_MAX = 50_000;

    private static final long DAY_MILLIS = 86_400_000;
    /** The widths that are chosen from where none is asked for. */
    private static final long[] WIDTHS_MILLIS = {
        50,
        100,
        250,
        500,
        1_000,
        2_000,
        5_000,
        10_000,
        15_000,
        30_000,
        60_000,
        120_000,
        300_000,
        600_000,
        900_000,
        1_800_000,
        3_600_000,
        7_200_000,
        14_400_000,
        21_600_000,
        43_200_000,
        DAY_MILLIS,
        2 * DAY_MILLIS,
        4 * DAY_MILLIS,
        7 * DAY_MILLIS,
        14 * DAY_MILLIS,
        28 * DAY_MILLIS
    };

    private final TaskView view;
    private final long asOfMillis;
    private final SortedMap<Bucket, BucketEvidence> buckets;
    private final List<VariantIdentity> told;

    Historian(TaskView view, long asOfMillis) {
        this.view = view;
        this.asOfMillis = asOfMillis;
        this.buckets = view.evidence().buckets();
        this.told = told(view);
    }

    /** Those of the definition, in its order, and then those that were removed and had decisions. */
    private static List<VariantIdentity> told(TaskView view) {
        List<VariantIdentity> told = new ArrayList<>();
        view.variants().forEach(variant -> told.add(variant.identity()));
        Set<Integer> seen = new HashSet<>();
        view.evidence()
                .buckets()
                .values()
                .forEach(bucket -> bucket.variants().keySet().forEach(version -> seen.add(version.variant())));
        view.task().identities().stream()
                .filter(identity -> view.task().status(identity) == VariantStatus.REMOVED)
                .filter(identity -> seen.contains(identity.id()))
                .forEach(told::add);
        return told;
    }

    Result<TaskHistory> history(HistoryQuery asked) {
        if (buckets.isEmpty()) {
            return Result.ok(new TaskHistory(view.task().name(), asOfMillis, stepAsked(asked, 1), List.of()));
        }
        // Nothing was before the first bucket; and another node's clock may be ahead of ours.
        long life = Math.max(asOfMillis, buckets.lastKey().endMillis());
        Long wantedFrom = asked.fromMillis();
        Long wantedTo = asked.toMillis();
        long from = Math.max(buckets.firstKey().startMillis(), wantedFrom == null ? Long.MIN_VALUE : wantedFrom);
        long to = Math.min(life, wantedTo == null ? Long.MAX_VALUE : wantedTo);
        long width = widestBucket(from, to);
        if (from >= to) {
            return Result.ok(new TaskHistory(view.task().name(), asOfMillis, stepAsked(asked, width), List.of()));
        }
        int most = ENTRIES_MAX / Math.max(1, told.size());
        long step = asked.stepMillis() == null
                ? stepFor(from, to, width, Math.clamp(most, 1, STEPS_DEFAULT))
                : stepAsked(asked, width);
        long steps = steps(from, to, step);
        if (steps > Math.min(most, STEPS_MAX)) {
            return Result.refused(Problem.at(
                    "/step",
                    ProblemCode.INVALID_VALUE,
                    "that would be " + steps + " steps, and of a task with " + told.size() + " variants at most "
                            + Math.min(most, STEPS_MAX) + " are told at once; ask for a wider step or a shorter time"));
        }
        return Result.ok(new TaskHistory(
                view.task().name(), asOfMillis, step, steps(Math.floorDiv(from, step) * step, step, (int) steps)));
    }

    private long widestBucket(long from, long to) {
        return buckets.keySet().stream()
                .filter(bucket -> bucket.endMillis() > from && bucket.startMillis() < to)
                .mapToLong(Bucket::widthMillis)
                .max()
                .orElse(1);
    }

    private static long stepAsked(HistoryQuery asked, long width) {
        Long step = asked.stepMillis();
        return step == null ? width : Math.ceilDiv(step, width) * width;
    }

    private static long stepFor(long from, long to, long width, int most) {
        return Arrays.stream(WIDTHS_MILLIS)
                .filter(step -> step % width == 0 && steps(from, to, step) <= most)
                .findFirst()
                .orElseGet(() -> stepOver(from, to, width, most));
    }

    /** For a life that is longer than that of any experiment we can think of. */
    private static long stepOver(long from, long to, long width, int most) {
        long step = width;
        while (steps(from, to, step) > most) {
            step *= 2;
        }
        return step;
    }

    private static long steps(long from, long to, long step) {
        return Math.ceilDiv(to, step) - Math.floorDiv(from, step);
    }

    private List<TaskHistory.Step> steps(long start, long step, int count) {
        List<Evidence> stretches = new ArrayList<>();
        stretches.add(between(Long.MIN_VALUE, start));
        for (int i = 0; i < count; i++) {
            stretches.add(between(start + i * step, start + (i + 1) * step));
        }
        // What comes later is told no more, but says until when a version could be chosen.
        stretches.add(between(start + count * step, Long.MAX_VALUE));
        Beliefs beliefs = view.beliefs();
        List<RegretGrowth> growth = RegretGrowth.of(
                beliefs.gains(),
                beliefs.versions(),
                stretches,
                view.variants().stream()
                        .filter(Beliefs::mayBeChosen)
                        .map(Beliefs::versionOf)
                        .toList());
        List<TaskHistory.Step> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            steps.add(new TaskHistory.Step(
                    start + (i + 1) * step, regret(growth.get(i + 1)), variants(stretches.get(i + 1))));
        }
        return steps;
    }

    private static TaskHistory.Regret regret(RegretGrowth grown) {
        return new TaskHistory.Regret(grown.total(), grown.low(), grown.high(), grown.evenSplitTotal());
    }

    /** The buckets that begin between two times. */
    private Evidence between(long fromMillis, long toMillis) {
        return Evidence.of(buckets.subMap(new Bucket(fromMillis, 1), new Bucket(toMillis, 1)));
    }

    private List<TaskHistory.Variant> variants(Evidence stretch) {
        Map<Integer, VariantSummary> sums = new HashMap<>();
        stretch.summaries().forEach((version, sum) -> sums.merge(version.variant(), sum, VariantSummary::plus));
        Map<Integer, Counts> counts = new HashMap<>();
        double decisions = 0;
        for (Map.Entry<VariantVersion, Counts> entry : stretch.counts().entrySet()) {
            counts.merge(entry.getKey().variant(), entry.getValue(), Counts::plus);
            decisions += entry.getValue().decisions();
        }
        List<TaskHistory.Variant> variants = new ArrayList<>();
        for (VariantIdentity identity : told) {
            VariantSummary sum = sums.getOrDefault(identity.id(), VariantSummary.NONE);
            Counts counted = counts.getOrDefault(identity.id(), Counts.NONE);
            variants.add(new TaskHistory.Variant(
                    identity.name(),
                    counted.decisions() / decisions,
                    Math.round(counted.decisions()),
                    Math.round(counted.outcomes()),
                    sum.sum() / sum.outcomes()));
        }
        return variants;
    }
}
