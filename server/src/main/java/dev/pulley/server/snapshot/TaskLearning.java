package dev.pulley.server.snapshot;

import dev.pulley.policies.evidence.Bucket;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.policies.evidence.FeedbackPattern;
import dev.pulley.policies.evidence.OutcomeModel;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.policies.posterior.Learned;
import dev.pulley.policies.posterior.Learner;
import dev.pulley.policies.shaping.SignalBucket;
import dev.pulley.policies.shaping.SignalRows;
import dev.pulley.policies.shaping.Signals;
import dev.pulley.server.snapshot.ShapingRules.Silence;
import dev.pulley.server.task.ProxyDefinition;
import dev.pulley.server.task.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * From a task's evidence to what is believed of its variants: outcomes and silence, and the proxies that shape, but for those of which
 * what they say has changed.
 *
 * <p>Where an outcome's absence says nothing, all buckets are folded into one. Where it means failure, those that are closed are,
 * and those that are open are learned from by their age, older ones some at a time.
 */
final class TaskLearning {
    private final Task task;
    private final Evidence evidence;
    private final List<VariantVersion> versions;
    private final TaskMemo memo;
    private final SortedMap<Bucket, BucketDigest> digests;
    private final OutcomeSums outcomes;
    private final ShapingRules rules;
    private final long nowMillis;
    /** By the proxies' positions. */
    private final SortedMap<Integer, Watched> watched;

    private final SortedMap<Integer, Double> weights = new TreeMap<>();
    private final List<Imported> earlier;
    private @Nullable Signals signals;
    private final Learned learned;
    /** Whether outcomes are in that are too young yet to tell of a change. */
    private boolean isWatchAging;

    /**
     * @param evidence with that of versions which are inherited from under the version that inherits
     * @param versions all that have evidence or may be chosen
     * @param earlier what other tasks give to the prior
     */
    TaskLearning(
            Task task,
            Evidence evidence,
            List<VariantVersion> versions,
            List<Imported> earlier,
            TaskMemo memo,
            long nowMillis) {
        this.task = task;
        this.evidence = evidence;
        this.versions = versions;
        this.earlier = earlier;
        this.memo = memo;
        this.digests = memo.digests(evidence);
        this.outcomes = new OutcomeSums(task, versions, evidence, digests, nowMillis);
        this.rules = new ShapingRules(task);
        this.nowMillis = nowMillis;
        this.watched = watched();
        rules.proxies().forEach((position, proxy) -> {
            if (!isAlarming(position)) {
                weights.put(position, proxy.weight());
            }
        });
        this.learned = learn();
    }

    private Learned learn() {
        OutcomeModel model = task.definition().outcome().model();
        if (weights.isEmpty()) {
            return learnOutcomes(
                    model,
                    earlier.stream().flatMap(each -> each.outcomes().stream()).toList());
        }
        Signals own = outcomes.absenceFails()
                ? Signals.late(model, outcomes.delayed(), lateBuckets())
                : Signals.of(outcomes.fadedReports(), List.of(folded(evidence.buckets())));
        memo.folds().keep();
        signals = own;
        Signals all = own;
        for (Imported each : earlier) {
            all = all.plus(each.signalsFor(task, weights.keySet()));
        }
        return Learner.learn(model, weights, all, versions.size());
    }

    private Learned learnOutcomes(OutcomeModel model, List<VariantSummary> others) {
        if (outcomes.absenceFails()) {
            return Learner.learn(model, outcomes.delayed(), others);
        }
        return outcomes.fading() == null
                ? Learner.learn(model, outcomes.fadedReports(), others)
                : Learner.learnFaded(model, outcomes.fadedReports(), outcomes.allReports(), others);
    }

    private SignalBucket folded(SortedMap<Bucket, BucketEvidence> buckets) {
        PatternFold fold =
                memo.folds().fold(buckets, bucket -> rules.silence(bucket, nowMillis), outcomes.fading(), nowMillis);
        return new SignalBucket(OutcomeSums.CLOSED, outcomes.thinning(), fold.rows(versions));
    }

    private List<SignalBucket> lateBuckets() {
        SortedMap<Bucket, BucketEvidence> closed = new TreeMap<>();
        evidence.buckets().forEach((bucket, sums) -> {
            if (!outcomes.isOpen(bucket)) {
                closed.put(bucket, sums);
            }
        });
        List<SignalBucket> buckets = new ArrayList<>();
        buckets.add(folded(closed));
        Set<Bucket> single = new HashSet<>();
        int place = OutcomeSums.FIRST_OPEN;
        for (List<Bucket> group : outcomes.open()) {
            if (group.size() == 1) {
                single.add(group.get(0));
                buckets.add(single(place, group.get(0), sums(group.get(0))));
            } else {
                SortedMap<Bucket, BucketEvidence> together = new TreeMap<>();
                group.forEach(bucket -> together.put(bucket, sums(bucket)));
                buckets.add(together(place, together));
            }
            place++;
        }
        memo.keepRows(single);
        return buckets;
    }

    private SignalBucket together(int place, SortedMap<Bucket, BucketEvidence> buckets) {
        SignalFolds.Weighed known = memo.folds()
                .rows(buckets, bucket -> rules.silence(bucket, nowMillis), outcomes.fading(), nowMillis, versions);
        return new SignalBucket(place, outcomes.thinning() * known.weight(), known.rows());
    }

    private BucketEvidence sums(Bucket bucket) {
        return Objects.requireNonNull(evidence.buckets().get(bucket));
    }

    private SignalBucket single(int place, Bucket bucket, BucketEvidence sums) {
        SignalRows rows = memo.rows(bucket, sums, rules.silence(bucket, nowMillis), versions);
        return new SignalBucket(place, outcomes.weight(bucket), rows);
    }

    /**
     * The pairs of proxies and outcomes of decisions that are old enough: early outcomes may be better or worse than late ones, which
     * would look like a change.
     */
    private SortedMap<Integer, Watched> watched() {
        SortedSet<Integer> proxies = new TreeSet<>(rules.proxies().keySet());
        if (proxies.isEmpty()) {
            return Collections.emptySortedMap();
        }
        double settlesAfterMillis = outcomes.absenceFails()
                ? task.closesAfter().toMillis()
                : Lateness.of(task, digests, nowMillis).p95Millis();
        int outcome = outcomes.absenceFails() ? FeedbackPattern.OUTCOME_ONLY.bits() : 0;
        List<BucketPairs> pairs = new ArrayList<>();
        evidence.buckets().forEach((bucket, sums) -> {
            if (bucket.endMillis() + settlesAfterMillis <= nowMillis) {
                Silence silence = rules.silence(bucket, nowMillis);
                Silence settled = new Silence(silence.zeros() | outcome, silence.unknown());
                pairs.add(memo.pairs(bucket, sums, settled, outcomes.worse()));
            } else {
                isWatchAging |= Double.isFinite(settlesAfterMillis);
            }
        });
        memo.keepPairs(evidence.buckets().keySet());
        return memo.watched(new Watched.Pairs(pairs, versions, proxies));
    }

    /** Of all decisions, how many get any reward; until anything is known, all are expected to. */
    double rewardedShare() {
        double decisions = 0;
        double rewarded = 0;
        for (BucketDigest digest : digests.values()) {
            decisions += digest.decisions();
            rewarded += digest.rewarded();
        }
        return decisions == 0 ? 1 : Math.min(1, rewarded / decisions);
    }

    OutcomeSums outcomes() {
        return outcomes;
    }

    /** What is believed, and what it was learned from. */
    Learned learned() {
        return learned;
    }

    /** What was learned from, without what other tasks give; null where no proxy shapes. */
    @Nullable
    Signals signals() {
        return signals;
    }

    /** What is taken over from each of the earlier tasks that are there. */
    List<PriorView> priors() {
        return earlier.stream()
                .map(each -> new PriorView(
                        each.task().name(),
                        each.outcomes().size(),
                        each.outcomes().stream()
                                .mapToDouble(VariantSummary::outcomes)
                                .sum(),
                        !weights.isEmpty() && each.hasProxiesOf(task, weights.keySet())))
                .toList();
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
        Learned.LearnedProxy shaping = learned.proxies().get(position);
        if (shaping != null) {
            return new ProxyView(proxy, true, shaping.slope(), shaping.correlation(), false);
        }
        Watched known = watched.get(position);
        boolean isAlarming = isAlarming(position);
        return new ProxyView(
                proxy,
                shapes,
                shapes && !isAlarming ? proxy.weight() : 0,
                known == null ? Double.NaN : known.correlation(),
                isAlarming);
    }

    private boolean isAlarming(int position) {
        Watched known = watched.get(position);
        return known != null && known.isAlarming();
    }
}
