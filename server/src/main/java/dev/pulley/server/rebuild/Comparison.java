package dev.pulley.server.rebuild;

import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.server.ledger.BucketKey;
import dev.pulley.server.ledger.EvidenceSource;
import dev.pulley.server.ledger.PartitionChanges;
import dev.pulley.server.ledger.PartitionChanges.TaskKey;
import dev.pulley.server.task.Metric;
import dev.pulley.server.task.Partition;
import dev.pulley.server.task.Task;
import dev.pulley.server.task.VariantIdentity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What two stores know, number by number: for each task its revision; for each version of its variants the decisions, and of each
 * metric how many values stand and their sum.
 */
public final class Comparison {
    /** Sums are added up in another order, and so differ by rounding. */
    private static final double ROUNDING = 1e-9;

    /**
     * What a number is of.
     *
     * @param variant empty, where it is the whole task's
     */
    public record Subject(int tenant, String task, String variant, int version, String number)
            implements Comparable<Subject> {
        private static final Comparator<Subject> ORDER = Comparator.comparingInt(Subject::tenant)
                .thenComparing(Subject::task)
                .thenComparing(Subject::variant)
                .thenComparingInt(Subject::version)
                .thenComparing(Subject::number);

        @Override
        public int compareTo(Subject other) {
            return ORDER.compare(this, other);
        }
    }

    /** A number that is not the same in both; 0 where a store has none. */
    public record Difference(Subject subject, double standing, double rebuilt) {}

    private final Map<TaskKey, Task> tasks = new HashMap<>();
    private final Map<BucketKey, BucketEvidence> buckets = new HashMap<>();

    private Comparison() {}

    /** What is not the same, in the order of tasks and variants. */
    public static List<Difference> of(EvidenceSource standing, EvidenceSource rebuilt)
            throws RebuildException, InterruptedException {
        SortedMap<Subject, Double> there = numbers(standing);
        SortedMap<Subject, Double> here = numbers(rebuilt);
        SortedSet<Subject> all = new TreeSet<>(there.keySet());
        all.addAll(here.keySet());
        List<Difference> differences = new ArrayList<>();
        for (Subject subject : all) {
            double one = there.getOrDefault(subject, 0.0);
            double other = here.getOrDefault(subject, 0.0);
            if (!(Math.abs(one - other) <= ROUNDING * Math.max(1, Math.max(Math.abs(one), Math.abs(other))))) {
                differences.add(new Difference(subject, one, other));
            }
        }
        return differences;
    }

    private static SortedMap<Subject, Double> numbers(EvidenceSource source)
            throws RebuildException, InterruptedException {
        Comparison known = new Comparison();
        List<Long> counts = Rebuild.get(source.changeCounts());
        for (int partition = 0; partition < Partition.COUNT; partition++) {
            known.read(source, partition, counts.get(partition));
        }
        return known.numbers();
    }

    private void read(EvidenceSource source, int partition, long count) throws RebuildException, InterruptedException {
        long seen = 0;
        while (seen < count) {
            PartitionChanges changes = Rebuild.get(source.changesAfter(partition, seen));
            changes.tasks().forEach(task -> tasks.put(new TaskKey(task.tenant(), task.id()), task));
            if (!changes.unreadable().isEmpty()) {
                throw new RebuildException("Redis has sums that can't be read: " + changes.unreadable());
            }
            buckets.putAll(changes.buckets());
            // Counts without a trace: batches that touched nothing.
            seen = changes.upTo() > seen ? changes.upTo() : count;
        }
    }

    private SortedMap<Subject, Double> numbers() {
        SortedMap<Subject, Double> numbers = new TreeMap<>();
        tasks.values()
                .forEach(task -> numbers.put(
                        new Subject(task.tenant(), task.name(), "", 0, "revision"), (double) task.revision()));
        buckets.forEach((bucket, evidence) -> {
            TaskKey key = new TaskKey(bucket.tenant(), bucket.task());
            Optional<Task> task = Optional.ofNullable(tasks.get(key));
            evidence.variants().forEach((variant, sums) -> add(numbers, key, task, variant, sums));
        });
        return numbers;
    }

    private static void add(
            SortedMap<Subject, Double> numbers,
            TaskKey key,
            Optional<Task> task,
            VariantVersion variant,
            VariantEvidence sums) {
        String taskName = task.map(Task::name).orElse("#" + key.task());
        String variantName = task.flatMap(known -> known.identity(variant.variant()))
                .map(VariantIdentity::name)
                .orElse("#" + variant.variant());
        Subject decisions = new Subject(key.tenant(), taskName, variantName, variant.version(), "decisions");
        numbers.merge(decisions, (double) sums.decisions(), Double::sum);
        numbers.merge(of(decisions, "contests"), (double) sums.draws().contested(), Double::sum);
        numbers.merge(of(decisions, "contests won"), (double) sums.draws().won(), Double::sum);
        for (int bin : sums.arrivals().bins()) {
            numbers.merge(
                    of(decisions, "outcomes in bin " + bin), sums.arrivals().count(bin), Double::sum);
        }
        sums.cells().values().forEach(cell -> {
            for (int metric = 0; metric <= FeedbackPattern.MAXIMUM_SHAPING_PROXIES; metric++) {
                if (cell.pattern().has(metric)) {
                    add(numbers, decisions, metricName(task, metric), cell.count(), cell.sum(metric));
                }
            }
        });
        sums.metrics()
                .forEach((metric, values) ->
                        add(numbers, decisions, metricName(task, metric), values.count(), values.sum()));
    }

    private static void add(
            SortedMap<Subject, Double> numbers, Subject variant, String metric, double count, double sum) {
        numbers.merge(of(variant, metric + " values"), count, Double::sum);
        numbers.merge(of(variant, metric + " sum"), sum, Double::sum);
    }

    private static Subject of(Subject variant, String number) {
        return new Subject(variant.tenant(), variant.task(), variant.variant(), variant.version(), number);
    }

    private static String metricName(Optional<Task> task, int position) {
        return task.stream()
                .flatMap(known -> known.metrics().stream())
                .filter(metric -> metric.position() == position)
                .map(Metric::name)
                .findFirst()
                .orElse("#" + position);
    }
}
