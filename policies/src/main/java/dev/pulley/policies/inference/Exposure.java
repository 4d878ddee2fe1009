package dev.pulley.policies.inference;

import dev.pulley.policies.evidence.Bucket;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantVersion;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who had which decisions, and among whom they were made. Versions go by their index. A version could be chosen from its
 * first decision to its last: that a narrow bucket between them has none of it is chance, where its share is small.
 */
final class Exposure {
    /** From when to when a version could be chosen. */
    private record Life(long fromMillis, long toMillis) {
        Life hull(Life other) {
            return new Life(Math.min(fromMillis, other.fromMillis), Math.max(toMillis, other.toMillis));
        }

        boolean touches(Bucket bucket) {
            return bucket.startMillis() < toMillis && bucket.endMillis() > fromMillis;
        }
    }

    private final double[] byVersion;
    private final Map<BitSet, Double> bySet;

    private Exposure(double[] byVersion, Map<BitSet, Double> bySet) {
        this.byVersion = byVersion;
        this.bySet = bySet;
    }

    static Exposure of(Evidence evidence, Map<VariantVersion, Integer> indexes) {
        return ofStretches(List.of(evidence), indexes).getFirst();
    }

    /** Of pieces of evidence that follow one another; who could be chosen in one may show in others only. */
    static List<Exposure> ofStretches(List<Evidence> stretches, Map<VariantVersion, Integer> indexes) {
        @Nullable Life[] lives = lives(stretches, indexes);
        return stretches.stream().map(stretch -> of(stretch, indexes, lives)).toList();
    }

    private static @Nullable Life[] lives(List<Evidence> stretches, Map<VariantVersion, Integer> indexes) {
        @Nullable Life[] lives = new @Nullable Life[indexes.size()];
        for (Evidence stretch : stretches) {
            stretch.buckets()
                    .forEach((bucket, sums) -> sums.variants().forEach((version, variant) -> {
                        if (variant.decisions() > 0 || variant.draws().contested() > 0) {
                            int index = index(version, indexes);
                            Life here = new Life(bucket.startMillis(), bucket.endMillis());
                            Life known = lives[index];
                            lives[index] = known == null ? here : known.hull(here);
                        }
                    }));
        }
        return lives;
    }

    private static int index(VariantVersion version, Map<VariantVersion, Integer> indexes) {
        Integer index = indexes.get(version);
        if (index == null) {
            throw new IllegalArgumentException("evidence must have no version that versions lack: " + version);
        }
        return index;
    }

    private static Exposure of(Evidence evidence, Map<VariantVersion, Integer> indexes, @Nullable Life[] lives) {
        double[] byVersion = new double[indexes.size()];
        Map<BitSet, Double> bySet = new LinkedHashMap<>();
        evidence.buckets().forEach((bucket, sums) -> {
            double sum = 0;
            for (Map.Entry<VariantVersion, VariantEvidence> entry :
                    sums.variants().entrySet()) {
                double decisions = entry.getValue().decisions();
                if (decisions > 0) {
                    byVersion[index(entry.getKey(), indexes)] += decisions;
                    sum += decisions;
                }
            }
            if (sum > 0) {
                bySet.merge(allowed(bucket, lives), sum, Double::sum);
            }
        });
        return new Exposure(byVersion, bySet);
    }

    private static BitSet allowed(Bucket bucket, @Nullable Life[] lives) {
        BitSet allowed = new BitSet();
        for (int k = 0; k < lives.length; k++) {
            Life life = lives[k];
            if (life != null && life.touches(bucket)) {
                allowed.set(k);
            }
        }
        return allowed;
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
