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
 * @param decisions how many there are of all versions, at least as many as have outcomes
 * @param outcomes how many of them have an outcome, whatever it counts
 * @param rewarded how many of them have any feedback
 * @param arrivals when outcomes of all versions came
 */
record BucketDigest(
        SortedMap<VariantVersion, OfVersion> versions,
        double decisions,
        double outcomes,
        double rewarded,
        Arrivals arrivals) {
    /**
     * Of one version.
     *
     * @param summary decisions and outcomes, which count by their trust
     * @param outcomes how many decisions have an outcome, whatever it counts
     * @param arrivals when outcomes came
     */
    record OfVersion(VariantSummary summary, double outcomes, Arrivals arrivals) {}

    static BucketDigest of(BucketEvidence bucket) {
        TreeMap<VariantVersion, OfVersion> versions = new TreeMap<>();
        double decisions = 0;
        double outcomes = 0;
        double rewarded = 0;
        Arrivals arrivals = Arrivals.NONE;
        for (Map.Entry<VariantVersion, VariantEvidence> entry :
                bucket.variants().entrySet()) {
            VariantEvidence variant = entry.getValue();
            OfVersion version = new OfVersion(variant.summary(), variant.outcomes(), variant.arrivals());
            versions.put(entry.getKey(), version);
            decisions += version.summary.decisions();
            outcomes += version.outcomes;
            for (Cell cell : variant.cells().values()) {
                rewarded += cell.decisions();
            }
            arrivals = arrivals.plus(version.arrivals);
        }
        return new BucketDigest(versions, decisions, outcomes, rewarded, arrivals);
    }
}
