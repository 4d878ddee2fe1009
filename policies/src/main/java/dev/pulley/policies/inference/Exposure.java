package dev.pulley.policies.inference;

import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantVersion;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Who had which decisions, and among whom they were made. Versions go by their index. */
final class Exposure {
    private final double[] byVersion;
    private final Map<BitSet, Double> bySet;

    private Exposure(double[] byVersion, Map<BitSet, Double> bySet) {
        this.byVersion = byVersion;
        this.bySet = bySet;
    }

    static Exposure of(Evidence evidence, Map<VariantVersion, Integer> indexes) {
        double[] byVersion = new double[indexes.size()];
        Map<BitSet, Double> bySet = new LinkedHashMap<>();
        for (BucketEvidence bucket : evidence.buckets().values()) {
            BitSet allowed = new BitSet();
            double sum = 0;
            for (Map.Entry<VariantVersion, VariantEvidence> entry :
                    bucket.variants().entrySet()) {
                VariantEvidence variant = entry.getValue();
                if (variant.decisions() > 0 || variant.expectedDecisions() > 0) {
                    Integer index = indexes.get(entry.getKey());
                    if (index == null) {
                        throw new IllegalArgumentException(
                                "evidence must have no version that versions lack: " + entry.getKey());
                    }
                    allowed.set(index);
                    byVersion[index] += variant.decisions();
                    sum += variant.decisions();
                }
            }
            if (sum > 0) {
                bySet.merge(allowed, sum, Double::sum);
            }
        }
        return new Exposure(byVersion, bySet);
    }

    /** The decisions of each version. */
    double[] byVersion() {
        return byVersion.clone();
    }

    /** The decisions of the buckets in which the same versions were chosen or could have been. */
    Map<BitSet, Double> bySet() {
        return Collections.unmodifiableMap(bySet);
    }

    /** The decisions of each version, had every set spread its own evenly. */
    double[] evenSplit() {
        double[] result = new double[byVersion.length];
        bySet.forEach((set, decisions) -> set.stream().forEach(k -> result[k] += decisions / set.cardinality()));
        return result;
    }
}
