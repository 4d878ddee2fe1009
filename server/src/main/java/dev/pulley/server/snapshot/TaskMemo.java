package dev.pulley.server.snapshot;

import dev.pulley.policies.evidence.Bucket;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.policies.shaping.SignalRows;
import dev.pulley.server.snapshot.ShapingRules.Silence;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was made of a task's evidence before, so that only what changed is made anew. For one thread. */
final class TaskMemo {
    /** What the rows of a bucket depend on beside its sums. */
    private record RowsOf(Silence silence, List<VariantVersion> versions) {}

    private final BucketMemo<Map<VariantVersion, VariantVersion>, BucketEvidence> inherited = new BucketMemo<>();
    private final BucketMemo<Boolean, BucketDigest> digests = new BucketMemo<>();
    private final BucketMemo<Silence, BucketPairs> pairs = new BucketMemo<>();
    private final BucketMemo<RowsOf, SignalRows> rows = new BucketMemo<>();
    private List<VariantVersion> rowsVersions = List.of();
    private Watched.@Nullable Pairs watchedPairs;
    private SortedMap<Integer, Watched> watched = Collections.emptySortedMap();
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

    /**
     * The sums of one bucket by pattern, of all versions.
     *
     * @param silence what the silence of proxies on its decisions says
     */
    SignalRows rows(Bucket bucket, BucketEvidence sums, Silence silence, List<VariantVersion> versions) {
        if (!versions.equals(rowsVersions)) {
            rowsVersions = versions;
        }
        // One and the same list is compared at once.
        return rows.get(bucket, sums, new RowsOf(silence, rowsVersions), () -> {
            PatternFold fold = new PatternFold();
            fold.add(sums, silence, 1);
            return fold.rows(versions);
        });
    }

    /** What these pairs say, which costs something only where they are others than before. */
    SortedMap<Integer, Watched> watched(Watched.Pairs pairs) {
        if (!pairs.equals(watchedPairs)) {
            watchedPairs = pairs;
            watched = Watched.of(pairs);
        }
        return watched;
    }

    Priors priors() {
        return priors;
    }

    SignalFolds folds() {
        return folds;
    }

    /** Forgets the pairs of all other buckets. */
    void keepPairs(Set<Bucket> buckets) {
        pairs.keep(buckets);
    }

    /** Forgets the rows of all other buckets. */
    void keepRows(Set<Bucket> buckets) {
        rows.keep(buckets);
    }
}
