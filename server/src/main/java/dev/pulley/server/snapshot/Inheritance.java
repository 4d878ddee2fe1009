package dev.pulley.server.snapshot;

import dev.pulley.policies.evidence.Bucket;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.server.task.VariantIdentity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts the evidence of versions that are inherited from under the version that inherits. Pure. */
final class Inheritance {
    private Inheritance() {}

    /** Which versions are inherited from, and by which. */
    static Map<VariantVersion, VariantVersion> heirs(List<VariantIdentity> identities) {
        Map<VariantVersion, VariantVersion> heirs = new HashMap<>();
        for (VariantIdentity identity : identities) {
            VariantVersion heir = new VariantVersion(identity.id(), identity.version());
            identity.evidenceVersions().stream()
                    .filter(version -> version != identity.version())
                    .forEach(version -> heirs.put(new VariantVersion(identity.id(), version), heir));
        }
        return heirs;
    }

    static Evidence apply(Evidence evidence, Map<VariantVersion, VariantVersion> heirs) {
        if (heirs.isEmpty()) {
            return evidence;
        }
        Map<Bucket, BucketEvidence> buckets = new HashMap<>();
        evidence.buckets().forEach((bucket, sums) -> buckets.put(bucket, under(heirs, sums)));
        return Evidence.of(buckets);
    }

    private static BucketEvidence under(Map<VariantVersion, VariantVersion> heirs, BucketEvidence sums) {
        Map<VariantVersion, VariantEvidence> variants = new HashMap<>();
        sums.variants()
                .forEach((version, evidence) ->
                        variants.merge(heirs.getOrDefault(version, version), evidence, VariantEvidence::plus));
        return BucketEvidence.of(variants, sums.products(), sums.sources());
    }
}
