package dev.pulley.policies.evidence;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map in the order of its keys, which is one array. Evidence has some maps in each bucket, most with an entry or two,
 * which take a third of what a tree does.
 */
@SuppressWarnings("JdkObsolete") // nobody navigates in evidence
final class CompactSortedMap<K extends Comparable<K>, V> extends AbstractMap<K, V> implements SortedMap<K, V> {
    /** Each key, and behind it its value. */
    private final Object[] entries;

    private CompactSortedMap(Object[] entries) {
        this.entries = entries;
    }

    static <K extends Comparable<K>, V> CompactSortedMap<K, V> of(SortedMap<K, V> sorted) {
        Object[] entries = new Object[2 * sorted.size()];
        int next = 0;
        for (Map.Entry<K, V> entry : sorted.entrySet()) {
            entries[next] = entry.getKey();
            entries[next + 1] = entry.getValue();
            next += 2;
        }
        return new CompactSortedMap<>(entries);
    }

    @SuppressWarnings("unchecked") // it is where keys are
    private K key(int index) {
        return (K) entries[2 * index];
    }

    @SuppressWarnings("unchecked") // it is where values are
    private V value(int index) {
        return (V) entries[2 * index + 1];
    }

    /** Where a key is or, negative and less one, where it would be. */
    private int search(K key) {
        int low = 0;
        int high = size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = key(middle).compareTo(key);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1 - low;
    }

    private int firstFrom(K key) {
        int index = search(key);
        return index < 0 ? -1 - index : index;
    }

    @Override
    public int size() {
        return entries.length / 2;
    }

    @Override
    @SuppressWarnings("unchecked") // another kind of key is refused where it is compared, as by a tree
    public @Nullable V get(@Nullable Object key) {
        int index = search((K) Objects.requireNonNull(key));
        return index < 0 ? null : value(index);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return get(key) != null;
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super V> action) {
        for (int i = 0; i < size(); i++) {
            action.accept(key(i), value(i));
        }
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new Entries();
    }

    @Override
    public @Nullable Comparator<? super K> comparator() {
        return null;
    }

    @Override
    public SortedMap<K, V> subMap(K from, K to) {
        if (from.compareTo(to) > 0) {
            throw new IllegalArgumentException("from must not be behind to: " + from + ", " + to);
        }
        return part(firstFrom(from), firstFrom(to));
    }

    @Override
    public SortedMap<K, V> headMap(K to) {
        return part(0, firstFrom(to));
    }

    @Override
    public SortedMap<K, V> tailMap(K from) {
        return part(firstFrom(from), size());
    }

    private SortedMap<K, V> part(int from, int to) {
        return new CompactSortedMap<>(Arrays.copyOfRange(entries, 2 * from, 2 * to));
    }

    @Override
    public K firstKey() {
        return keyOrNone(0);
    }

    @Override
    public K lastKey() {
        return keyOrNone(size() - 1);
    }

    private K keyOrNone(int index) {
        if (entries.length == 0) {
            throw new NoSuchElementException("there is none");
        }
        return key(index);
    }

    private final class Entries extends AbstractSet<Map.Entry<K, V>> {
        @Override
        public int size() {
            return CompactSortedMap.this.size();
        }

        @Override
        public Iterator<Map.Entry<K, V>> iterator() {
            return new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                    return next < size();
                }

                @Override
                public Map.Entry<K, V> next() {
                    if (!hasNext()) {
                        throw new NoSuchElementException("there are no more");
                    }
                    Map.Entry<K, V> entry = Map.entry(key(next), value(next));
                    next++;
                    return entry;
                }
            };
        }
    }
}
