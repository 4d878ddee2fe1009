package dev.pulley.server.snapshot;

import dev.pulley.policies.evidence.Bucket;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.server.snapshot.ShapingRules.Silence;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What was made of a task's evidence before, so that only what changed is made anew. For one thread. */
final class TaskMemo {
    private final BucketMemo<Map<VariantVersion, VariantVersion>, BucketEvidence> inherited = new BucketMemo<>();
    private final BucketMemo<Boolean, BucketDigest> digests = new BucketMemo<>();
    private final BucketMemo<Silence, BucketPairs> pairs = new BucketMemo<>();
    private final SignalFolds folds = new SignalFolds();
    private final Priors priors = new Priors();

    /** The evidence with that of versions which are inherited from under the version that inherits. */
    Evidence inherited(Evidence evidence, Map<VariantVersion, VariantVersion> heirs) {
        if (heirs.isEmpty()) {
            return evidence;
        }
        TreeMap<Bucket, BucketEvidence> under = new TreeMap<>();
        evidence.buckets()
                .forEach((bucket, sums) ->
                        under.put(bucket, inherited.get(bucket, sums, heirs, () -> Inheritance.under(heirs, sums))));
        inherited.keep(under.keySet());
        return Evidence.of(under);
    }

    SortedMap<Bucket, BucketDigest> digests(Evidence evidence) {
        TreeMap<Bucket, BucketDigest> result = new TreeMap<>();
        evidence.buckets()
                .forEach((bucket, sums) ->
                        result.put(bucket, digests.get(bucket, sums, true, () -> BucketDigest.of(sums))));
        digests.keep(result.keySet());
        return result;
    }

    /** The pairs of proxies and outcomes of one bucket, whose outcomes are in. */
    BucketPairs pairs(Bucket bucket, BucketEvidence sums, Silence settled, double worseOutcome) {
        return pairs.get(bucket, sums, settled, () -> BucketPairs.of(sums, settled, worseOutcome));
    }

    Priors priors() {
        return priors;
    }

    SignalFolds folds() {
        return folds;
    }

    /** Forgets what no bucket of these is there for. */
    void keep(Evidence evidence) {
        pairs.keep(evidence.buckets().keySet());
    }
}
