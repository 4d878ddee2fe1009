package dev.pulley.server.snapshot;

import dev.pulley.policies.evidence.Arrivals;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Cell;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.evidence.VariantVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What most want to know of a bucket.
 *
 * @param versions those that have anything in it, in order
 * @param decisions how many there are of all versions, at least as many as have outcomes
 * @param outcomes how many of them have an outcome, whatever it counts
 * @param rewarded how many of them have any feedback
 * @param arrivals when outcomes of all versions came
 */
record BucketDigest(List<OfVersion> versions, double decisions, double outcomes, double rewarded, Arrivals arrivals) {
    /**
     * What is known of one version.
     *
     * @param version which
     * @param summary decisions and outcomes, which count by their trust
     * @param outcomes how many decisions have an outcome, whatever it counts
     * @param arrivals when outcomes came
     */
    record OfVersion(VariantVersion version, VariantSummary summary, double outcomes, Arrivals arrivals) {}

    static BucketDigest of(BucketEvidence bucket) {
        List<OfVersion> versions = new ArrayList<>();
        double decisions = 0;
        double outcomes = 0;
        double rewarded = 0;
        Arrivals arrivals = Arrivals.NONE;
        for (Map.Entry<VariantVersion, VariantEvidence> entry :
                bucket.variants().entrySet()) {
            VariantEvidence variant = entry.getValue();
            OfVersion version =
                    new OfVersion(entry.getKey(), variant.summary(), variant.outcomes(), variant.arrivals());
            versions.add(version);
            decisions += version.summary.decisions();
            outcomes += version.outcomes;
            for (Cell cell : variant.cells().values()) {
                rewarded += cell.decisions();
            }
            arrivals = arrivals.plus(version.arrivals);
        }
        return new BucketDigest(List.copyOf(versions), decisions, outcomes, rewarded, arrivals);
    }
}
