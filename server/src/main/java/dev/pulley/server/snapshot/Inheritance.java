package dev.pulley.server.snapshot;

import dev.pulley.policies.evidence.BucketEvidence;
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

    /** One bucket's sums, with those of versions which are inherited from under the version that inherits. */
    static BucketEvidence under(Map<VariantVersion, VariantVersion> heirs, BucketEvidence sums) {
        Map<VariantVersion, VariantEvidence> variants = new HashMap<>();
        sums.variants()
                .forEach((version, evidence) ->
                        variants.merge(heirs.getOrDefault(version, version), evidence, VariantEvidence::plus));
        return BucketEvidence.of(variants, sums.products(), sums.sources(), sums.units());
    }
}
