package dev.pulley.server.snapshot;

import dev.pulley.policies.evidence.Bucket;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.policies.posterior.Learned;
import dev.pulley.policies.posterior.Learner;
import dev.pulley.policies.shaping.ProxyDrift;
import dev.pulley.policies.shaping.SignalBucket;
import dev.pulley.policies.shaping.Signals;
import dev.pulley.server.task.ProxyDefinition;
import dev.pulley.server.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * From a task's evidence to what is believed of its variants: outcomes and silence, and the proxies that shape, but for those of which
 * what they say has changed.
 *
 * <p>Where an outcome's absence says nothing, all buckets are folded into one. Where it means failure, those that are closed are,
 * and those that are open are learned from by their age.
 */
final class TaskLearning {
    private final Task task;
    private final Evidence raw;
    private final Evidence evidence;
    private final List<VariantVersion> versions;
    private final OutcomeSums outcomes;
    private final ShapingRules rules;
    private final long nowMillis;
    private final SortedMap<Integer, ProxyDrift> drifts;
    private final SortedSet<Integer> alarming = new TreeSet<>();
    private final SortedMap<Integer, Double> weights = new TreeMap<>();
    private final Learned learned;
    /** Whether outcomes are in that are too young yet to tell of a change. */
    private boolean isWatchAging;

    /**
     * @param raw the evidence as it is kept, of which the folds know what they have folded
     * @param evidence the same, with that of versions which are inherited from under the version that inherits
     * @param heirs under which version those are counted that are inherited from
     * @param versions all that have evidence or may be chosen
     */
    TaskLearning(
            Task task,
            Evidence raw,
            Evidence evidence,
            Map<VariantVersion, VariantVersion> heirs,
            List<VariantVersion> versions,
            SignalFolds folds,
            long nowMillis) {
        this.task = task;
        this.raw = raw;
        this.evidence = evidence;
        this.versions = versions;
        this.outcomes = new OutcomeSums(task, versions, evidence, nowMillis);
        this.rules = new ShapingRules(task);
        this.nowMillis = nowMillis;
        this.drifts = rules.proxies().isEmpty() ? new TreeMap<>() : watched().drifts();
        drifts.forEach((position, drift) -> {
            if (drift.isRaised(drifts.size())) {
                alarming.add(position);
            }
        });
        rules.proxies().forEach((position, proxy) -> {
            if (!alarming.contains(position)) {
                weights.put(position, proxy.weight());
            }
        });
        this.learned = learn(heirs, folds);
    }

    private Learned learn(Map<VariantVersion, VariantVersion> heirs, SignalFolds folds) {
        OutcomeModel model = task.definition().outcome().model();
        if (weights.isEmpty()) {
            return outcomes.absenceFails()
                    ? Learner.learn(model, outcomes.delayed())
                    : Learner.learn(model, outcomes.fadedReports());
        }
        Signals signals = outcomes.absenceFails()
                ? Signals.late(model, weights, outcomes.delayed(), lateBuckets(heirs, folds))
                : Signals.of(outcomes.fadedReports(), List.of(folded(raw.buckets(), heirs, folds)));
        return Learner.learn(model, weights, signals, versions.size());
    }

    private SignalBucket folded(
            SortedMap<Bucket, BucketEvidence> buckets, Map<VariantVersion, VariantVersion> heirs, SignalFolds folds) {
        PatternFold fold =
                folds.fold(buckets, bucket -> rules.zeros(bucket, nowMillis), heirs, outcomes.fading(), nowMillis);
        return new SignalBucket(
                OutcomeSums.CLOSED, 1, versions.stream().map(fold::cells).toList(), fold.products());
    }

    private List<SignalBucket> lateBuckets(Map<VariantVersion, VariantVersion> heirs, SignalFolds folds) {
        SortedMap<Bucket, BucketEvidence> closed = new TreeMap<>(raw.buckets());
        closed.keySet().removeIf(outcomes::isOpen);
        List<SignalBucket> buckets = new ArrayList<>();
        buckets.add(folded(closed, heirs, folds));
        int place = OutcomeSums.FIRST_OPEN;
        for (Map.Entry<Bucket, BucketEvidence> entry : evidence.buckets().entrySet()) {
            if (outcomes.isOpen(entry.getKey())) {
                buckets.add(open(place++, entry.getKey(), entry.getValue()));
            }
        }
        return buckets;
    }

    private SignalBucket open(int place, Bucket bucket, BucketEvidence sums) {
        double weight = outcomes.weight(bucket);
        int zeros = rules.zeros(bucket, nowMillis);
        if (zeros == 0) {
            return new SignalBucket(
                    place,
                    weight,
                    versions.stream().map(version -> cells(sums, version)).toList(),
                    sums.products());
        }
        PatternFold fold = new PatternFold();
        fold.add(sums, zeros, 1);
        return new SignalBucket(
                place, weight, versions.stream().map(fold::cells).toList(), fold.products());
    }

    private static SortedMap<FeedbackPattern, Cell> cells(BucketEvidence sums, VariantVersion version) {
        VariantEvidence variant = sums.variants().get(version);
        return variant == null ? new TreeMap<>() : variant.cells();
    }

    /**
     * The pairs of proxies and outcomes of decisions that are old enough: early outcomes may be better or worse than late ones, which
     * would look like a change.
     */
    private DriftWatch watched() {
        DriftWatch watch = new DriftWatch(rules.proxies().keySet(), versions, outcomes.worse());
        double settlesAfterMillis = outcomes.absenceFails()
                ? Double.NaN
                : Lateness.of(task, evidence, nowMillis).p95Millis();
        evidence.buckets().forEach((bucket, sums) -> {
            int zeros = rules.zeros(bucket, nowMillis);
            if (outcomes.absenceFails()) {
                if (!outcomes.isOpen(bucket)) {
                    watch.add(sums, zeros | FeedbackPattern.OUTCOME_ONLY.bits());
                }
            } else if (bucket.endMillis() + settlesAfterMillis <= nowMillis) {
                watch.add(sums, zeros);
            } else {
                isWatchAging |= Double.isFinite(settlesAfterMillis);
            }
        });
        return watch;
    }

    OutcomeSums outcomes() {
        return outcomes;
    }

    /** What is believed, and what it was learned from. */
    Learned learned() {
        return learned;
    }

    /** Whether more follows from what is known when time passes. */
    boolean isAging() {
        return outcomes.isAging()
                || isWatchAging
                || evidence.buckets().keySet().stream().anyMatch(bucket -> rules.isAging(bucket, nowMillis));
    }

    /** What is known of each proxy of the definition, in its order. */
    List<ProxyView> proxies() {
        return task.definition().proxies().stream().map(this::view).toList();
    }

    private ProxyView view(ProxyDefinition proxy) {
        int position = task.metric(proxy.metric()).orElseThrow().position();
        boolean shapes = rules.proxies().containsKey(position);
        Learned.LearnedProxy known = learned.proxies().get(position);
        if (known != null) {
            return new ProxyView(proxy, true, known.slope(), known.correlation(), false);
        }
        ProxyDrift drift = drifts.get(position);
        boolean isAlarming = alarming.contains(position);
        return new ProxyView(
                proxy,
                shapes,
                shapes && !isAlarming ? proxy.weight() : 0,
                drift == null ? Double.NaN : drift.correlation(),
                isAlarming);
    }
}
