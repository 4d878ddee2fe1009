package dev.pulley.policies.evidence;

import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Sums that add and subtract, and that vanish when nothing is left in them, so that no floating residue stays. */
sealed interface Additive<T extends Additive<T>>
        permits Arrivals, BucketEvidence, Cell, Draws, MetricSums, Products, UnitGroups, VariantEvidence {

    T plus(T other);

    /** What is left without {@code other}, which must have been added before. */
    T minus(T other);

    boolean isEmpty();

    /** An immutable sorted copy without what is empty. */
    static <K extends Comparable<K>, T extends Additive<T>> SortedMap<K, T> sorted(Map<K, T> sums) {
        if (sums instanceof CompactSortedMap<K, T> isSo) {
            return isSo;
        }
        TreeMap<K, T> result = new TreeMap<>(Comparator.<K>naturalOrder());
        sums.forEach((key, value) -> {
            if (!value.isEmpty()) {
                result.put(key, value);
            }
        });
        // Most maps of most buckets have nothing in them, and there are very many buckets.
        return result.isEmpty() ? Collections.emptySortedMap() : CompactSortedMap.of(result);
    }

    static <K extends Comparable<K>, T extends Additive<T>> SortedMap<K, T> sum(
            SortedMap<K, T> first, SortedMap<K, T> second) {
        TreeMap<K, T> result = new TreeMap<>(first);
        second.forEach((key, value) -> result.merge(key, value, Additive::plus));
        return sorted(result);
    }

    /** The difference; every key of {@code second} must be in {@code first}. */
    static <K extends Comparable<K>, T extends Additive<T>> SortedMap<K, T> difference(
            SortedMap<K, T> first, SortedMap<K, T> second) {
        TreeMap<K, T> result = new TreeMap<>(first);
        second.forEach((key, value) -> {
            T whole = result.get(key);
            if (whole == null) {
                throw new IllegalArgumentException("what was never added cannot be taken away: " + key);
            }
            result.put(key, whole.minus(value));
        });
        return sorted(result);
    }
}
