package dev.pulley.server.snapshot;

import dev.pulley.policies.evidence.Bucket;
import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.HalfLife;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.policies.shaping.SignalRows;
import dev.pulley.server.snapshot.ShapingRules.Silence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Folds some of a task's buckets into one, time and again, and anew only where something changed: the sums of buckets that lie side by side
 * are kept for as long as these stay what they are. That makes no difference but in time. For one thread.
 */
final class SignalFolds {
    private static final int BUCKETS_PER_GROUP = 16;

    /** Where a group of buckets of one width lies. */
    private record Place(long index, long widthMillis) implements Comparable<Place> {
        static Place of(Bucket bucket) {
            long width = bucket.widthMillis() * BUCKETS_PER_GROUP;
            return new Place(Math.floorDiv(bucket.startMillis(), width), width);
        }

        long endMillis() {
            return (index + 1) * widthMillis;
        }

        @Override
        public int compareTo(Place other) {
            int byTime = Long.compare(endMillis(), other.endMillis());
            return byTime == 0 ? Long.compare(widthMillis, other.widthMillis) : byTime;
        }
    }

    private record Part(Bucket bucket, BucketEvidence sums, Silence silence) {
        @SuppressWarnings(
                "ReferenceEquality") // sums that changed are another object, and to compare them would cost what
        // folding does
        boolean isLike(Part other) {
            return sums == other.sums && silence.equals(other.silence) && bucket.equals(other.bucket);
        }
    }

    /** Buckets that lie side by side, and what they come to. */
    private static final class Folded {
        private final List<Part> parts;
        private final PatternFold fold;
        /** When the parts counted by the weights that they have in the fold. */
        private final long asOfMillis;

        private List<VariantVersion> rowsVersions = List.of();
        private @Nullable SignalRows rows;

        Folded(List<Part> parts, PatternFold fold, long asOfMillis) {
            this.parts = parts;
            this.fold = fold;
            this.asOfMillis = asOfMillis;
        }

        boolean isOf(List<Part> others) {
            boolean isSame = parts.size() == others.size();
            for (int i = 0; isSame && i < parts.size(); i++) {
                isSame = parts.get(i).isLike(others.get(i));
            }
            return isSame;
        }

        double weight(@Nullable HalfLife fading, long nowMillis) {
            return fading == null ? 1 : fading.weight(asOfMillis, nowMillis);
        }

        SignalRows rows(List<VariantVersion> versions) {
            SignalRows known = rows;
            if (known == null || !versions.equals(rowsVersions)) {
                known = fold.rows(versions);
                rows = known;
                rowsVersions = versions;
            }
            return known;
        }
    }

    /** Sums, and how much each decision in them still counts. */
    record Weighed(SignalRows rows, double weight) {}

    private Map<Place, Folded> kept = new HashMap<>();
    private Map<Place, Folded> wanted = new HashMap<>();
    private @Nullable HalfLife keptFading;
    private long added;

    /** How many buckets were added up so far. */
    long added() {
        return added;
    }

    /**
     * The sums of some buckets, of which none lies among others of one that was asked for since {@link #keep}.
     *
     * @param silence what the silence of proxies on the decisions of each says
     */
    PatternFold fold(
            SortedMap<Bucket, BucketEvidence> buckets,
            Function<Bucket, Silence> silence,
            @Nullable HalfLife fading,
            long nowMillis) {
        TreeMap<Place, List<Part>> groups = new TreeMap<>();
        buckets.forEach((bucket, sums) -> groups.computeIfAbsent(Place.of(bucket), any -> new ArrayList<>())
                .add(new Part(bucket, sums, silence.apply(bucket))));
        PatternFold all = new PatternFold();
        groups.forEach((place, parts) -> {
            Folded folded = folded(place, parts, fading, nowMillis);
            all.add(folded.fold, folded.weight(fading, nowMillis));
        });
        return all;
    }

    /** The same of buckets that lie in one group, of these versions in their order. */
    Weighed rows(
            SortedMap<Bucket, BucketEvidence> buckets,
            Function<Bucket, Silence> silence,
            @Nullable HalfLife fading,
            long nowMillis,
            List<VariantVersion> versions) {
        List<Part> parts = new ArrayList<>();
        buckets.forEach((bucket, sums) -> parts.add(new Part(bucket, sums, silence.apply(bucket))));
        Folded folded = folded(Place.of(buckets.firstKey()), parts, fading, nowMillis);
        return new Weighed(folded.rows(versions), folded.weight(fading, nowMillis));
    }

    private Folded folded(Place place, List<Part> parts, @Nullable HalfLife fading, long nowMillis) {
        if (!Objects.equals(fading, keptFading)) {
            kept.clear();
            keptFading = fading;
        }
        Folded before = kept.get(place);
        // Weights fall alike as time passes, but not before all of a group is past.
        boolean mayKeep = fading == null || place.endMillis() <= nowMillis;
        Folded folded = mayKeep && before != null && before.isOf(parts)
                ? before
                : fold(parts, fading, Math.min(place.endMillis(), nowMillis));
        wanted.put(place, folded);
        return folded;
    }

    /** Forgets what was not asked for since this was said before. */
    void keep() {
        kept = wanted;
        wanted = new HashMap<>();
    }

    private Folded fold(List<Part> parts, @Nullable HalfLife fading, long asOfMillis) {
        PatternFold fold = new PatternFold();
        for (Part part : parts) {
            fold.add(part.sums, part.silence, fading == null ? 1 : fading.weight(part.bucket, asOfMillis));
        }
        added += parts.size();
        return new Folded(parts, fold, asOfMillis);
    }
}
