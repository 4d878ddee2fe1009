package dev.pulley.server.snapshot;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map to which entries are added, or put in place of others, at a cost that grows with their number and hardly with
 * the map's: it lies in small parts by its keys' hashes, and what does not change is shared. Nothing is ever taken out.
 */
final class SharedMap<K, V> extends AbstractMap<K, V> {
    private static final int ENTRIES_PER_PART = 8;
    /** The bits of 2^32 over the golden ratio: keys that are alike in some bits of their hashes fall apart nevertheless. */
    private static final int SPREAD = 0x9E37_79B9;

    private static final SharedMap<?, ?> EMPTY = new SharedMap<>(List.of(Map.of()), 0);

    /** A power of two of them. */
    private final List<Map<K, V>> parts;

    private final int size;

    private SharedMap(List<Map<K, V>> parts, int size) {
        this.parts = parts;
        this.size = size;
    }

    @SuppressWarnings("unchecked") // it holds nothing
    static <K, V> SharedMap<K, V> empty() {
        return (SharedMap<K, V>) EMPTY;
    }

    /** The same with some entries more, or others in their place. */
    SharedMap<K, V> with(Map<K, V> others) {
        int atMost = size + others.size();
        int wanted = parts.size();
        while (wanted * ENTRIES_PER_PART < atMost) {
            wanted *= 2;
        }
        if (wanted == parts.size()) {
            return with(parts, size, others);
        }
        SharedMap<K, V> wider = with(Collections.nCopies(wanted, Map.of()), 0, this);
        return with(wider.parts, wider.size, others);
    }

    private static <K, V> SharedMap<K, V> with(List<Map<K, V>> parts, int size, Map<K, V> others) {
        Map<Integer, Map<K, V>> touched = new HashMap<>();
        others.forEach(
                (key, value) -> touched.computeIfAbsent(part(key, parts.size()), part -> new HashMap<>(parts.get(part)))
                        .put(key, value));
        List<Map<K, V>> next = new ArrayList<>(parts);
        int nextSize = size;
        for (Map.Entry<Integer, Map<K, V>> part : touched.entrySet()) {
            Map<K, V> before = next.set(part.getKey(), Map.copyOf(part.getValue()));
            nextSize += part.getValue().size() - before.size();
        }
        return new SharedMap<>(next, nextSize);
    }

    private static int part(Object key, int parts) {
        // The upper bits are the mixed ones.
        long mixed = Integer.toUnsignedLong(key.hashCode() * SPREAD);
        return (int) ((mixed * parts) >>> Integer.SIZE);
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
        return key == null ? null : parts.get(part(key, parts.size())).get(key);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return get(key) != null;
    }

    @Override
    public int size() {
        return size;
    }

    /** The entries that another map has not, or not with the same object. */
    @SuppressWarnings("ReferenceEquality") // what does not change is shared
    List<Map.Entry<K, V>> changedSince(SharedMap<K, V> before) {
        List<Map.Entry<K, V>> changed = new ArrayList<>();
        boolean isAsWide = before.parts.size() == parts.size();
        for (int i = 0; i < parts.size(); i++) {
            if (isAsWide && before.parts.get(i) == parts.get(i)) {
                continue;
            }
            for (Map.Entry<K, V> entry : parts.get(i).entrySet()) {
                if (before.get(entry.getKey()) != entry.getValue()) {
                    changed.add(entry);
                }
            }
        }
        return changed;
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<K, V>> iterator() {
                return parts.stream().flatMap(part -> part.entrySet().stream()).iterator();
            }

            @Override
            public int size() {
                return size;
            }
        };
    }
}
