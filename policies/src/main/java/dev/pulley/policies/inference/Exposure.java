package dev.pulley.policies.inference;

import dev.pulley.policies.evidence.Bucket;
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

    /** @param lives of all versions, not only of those in this evidence */
    static Exposure of(Evidence evidence, Map<VariantVersion, Integer> indexes, Lives lives) {
        double[] byVersion = new double[indexes.size()];
        Map<BitSet, Double> bySet = new LinkedHashMap<>();
        for (Map.Entry<Bucket, BucketEvidence> bucket : evidence.buckets().entrySet()) {
            double sum = 0;
            for (Map.Entry<VariantVersion, VariantEvidence> entry :
                    bucket.getValue().variants().entrySet()) {
                double decisions = entry.getValue().decisions();
                if (decisions > 0) {
                    byVersion[index(entry.getKey(), indexes)] += decisions;
                    sum += decisions;
                }
            }
            if (sum > 0) {
                BitSet allowed = new BitSet();
                lives.in(bucket.getKey()).forEach(version -> allowed.set(index(version, indexes)));
                bySet.merge(allowed, sum, Double::sum);
            }
        }
        return new Exposure(byVersion, bySet);
    }

    private static int index(VariantVersion version, Map<VariantVersion, Integer> indexes) {
        Integer index = indexes.get(version);
        if (index == null) {
            throw new IllegalArgumentException("evidence must have no version that versions lack: " + version);
        }
        return index;
    }

    /** The decisions of each version. */
    double[] byVersion() {
        return byVersion.clone();
    }

    /** The decisions of the buckets in which the same versions could be chosen. */
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
