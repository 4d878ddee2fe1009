package dev.pulley.policies.inference;

import dev.pulley.policies.evidence.Bucket;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.policies.evidence.VariantEvidence;
import dev.pulley.policies.evidence.VariantVersion;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When each version could be chosen: from the first bucket that tells of it to the last one, and until now where it may be
 * chosen now. A version that gets one call in a thousand is missing from most buckets, and could yet have been chosen there.
 * A pause between its first and its last decision can't be seen, and counts as part of its life.
 */
final class Lives {
    /** From the start of its first bucket to the start of its last one. */
    private record Life(long fromMillis, long toMillis) {
        Life with(long millis) {
            return new Life(Math.min(fromMillis, millis), Math.max(toMillis, millis));
        }
    }

    private final Map<VariantVersion, Life> lives;

    private Lives(Map<VariantVersion, Life> lives) {
        this.lives = lives;
    }

    /** @param running those that may be chosen now */
    static Lives of(List<Evidence> stretches, Collection<VariantVersion> running) {
        Map<VariantVersion, Life> lives = new HashMap<>();
        for (Evidence stretch : stretches) {
            for (Map.Entry<Bucket, BucketEvidence> entry : stretch.buckets().entrySet()) {
                long start = entry.getKey().startMillis();
                entry.getValue().variants().forEach((version, evidence) -> {
                    if (tellsOf(evidence)) {
                        lives.merge(version, new Life(start, start), (life, other) -> life.with(start));
                    }
                });
            }
        }
        running.forEach(version -> lives.computeIfPresent(version, (same, life) -> life.with(Long.MAX_VALUE)));
        return new Lives(lives);
    }

    private static boolean tellsOf(VariantEvidence evidence) {
        return evidence.decisions() > 0 || evidence.draws().contested() > 0;
    }

    /** Those that could be chosen in a bucket. */
    List<VariantVersion> in(Bucket bucket) {
        return lives.entrySet().stream()
                .filter(entry -> entry.getValue().fromMillis() <= bucket.startMillis()
                        && bucket.startMillis() <= entry.getValue().toMillis())
                .map(Map.Entry::getKey)
                .toList();
    }
}
