package dev.pulley.server.snapshot;

import dev.pulley.policies.evidence.Arrivals;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.evidence.VariantVersion;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What most want to know of a bucket.
 *
 * @param summaries the decisions and outcomes of each version
 * @param decisions how many there are of all versions, at least as many as have outcomes
 * @param outcomes how many of them have an outcome, whatever it counts
 * @param rewarded how many of them have any feedback
 * @param arrivals when outcomes of all versions came
 */
record BucketDigest(
        SortedMap<VariantVersion, VariantSummary> summaries,
        double decisions,
        double outcomes,
        double rewarded,
        Arrivals arrivals) {
    static BucketDigest of(BucketEvidence bucket) {
        TreeMap<VariantVersion, VariantSummary> summaries = new TreeMap<>();
        double decisions = 0;
        double outcomes = 0;
        double rewarded = 0;
        Arrivals arrivals = Arrivals.NONE;
        for (Map.Entry<VariantVersion, VariantEvidence> entry :
                bucket.variants().entrySet()) {
            VariantEvidence variant = entry.getValue();
            summaries.put(entry.getKey(), variant.summary());
            double known = variant.outcomes();
            decisions += Math.max((double) variant.decisions(), known);
            outcomes += known;
            for (Cell cell : variant.cells().values()) {
                rewarded += cell.decisions();
            }
            arrivals = arrivals.plus(variant.arrivals());
        }
        return new BucketDigest(summaries, decisions, outcomes, rewarded, arrivals);
    }
}
