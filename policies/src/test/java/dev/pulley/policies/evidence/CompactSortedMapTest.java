package dev.pulley.policies.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tree says what is right. */
final class CompactSortedMapTest {
    private static SortedMap<Integer, String> tree(int size) {
        TreeMap<Integer, String> tree = new TreeMap<>();
        new Random(size).ints(0, 2_000).distinct().limit(size).forEach(key -> tree.put(key, "v" + key));
        return tree;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16, 500})
    void hasWhatTheTreeHas_inItsOrder(int size) {
        SortedMap<Integer, String> tree = tree(size);
        CompactSortedMap<Integer, String> map = CompactSortedMap.of(tree);

        assertThat(map).isEqualTo(tree).hasSameHashCodeAs(tree).hasToString(tree.toString());
        assertThat(tree).isEqualTo(map);
        assertThat(map.entrySet()).containsExactlyElementsOf(tree.entrySet());
        assertThat(map.keySet()).containsExactlyElementsOf(tree.keySet());
        assertThat(map.values()).containsExactlyElementsOf(tree.values());
        assertThat(map.firstKey()).isEqualTo(tree.firstKey());
        assertThat(map.lastKey()).isEqualTo(tree.lastKey());
        StringBuilder each = new StringBuilder();
        map.forEach((key, value) -> each.append(key).append(value));
        StringBuilder expected = new StringBuilder();
        tree.forEach((key, value) -> expected.append(key).append(value));
        assertThat(each).hasToString(expected.toString());
        for (int key = -1; key <= 2_000; key++) {
            assertThat(map.get(key)).isEqualTo(tree.get(key));
            assertThat(map.containsKey(key)).isEqualTo(tree.containsKey(key));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 40})
    void parts_areTheTrees(int size) {
        SortedMap<Integer, String> tree = tree(size);
        CompactSortedMap<Integer, String> map = CompactSortedMap.of(tree);

        for (int from = -1; from <= 2_000; from += 13) {
            assertThat(map.headMap(from)).isEqualTo(tree.headMap(from));
            assertThat(map.tailMap(from)).isEqualTo(tree.tailMap(from));
            for (int to = from; to <= 2_000; to += 97) {
                assertThat(map.subMap(from, to)).isEqualTo(tree.subMap(from, to));
            }
        }
        assertThatThrownBy(() -> map.subMap(2, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothing_hasNoFirstAndNoLast() {
        CompactSortedMap<Integer, String> nothing = CompactSortedMap.of(new TreeMap<Integer, String>());

        assertThat(nothing).isEmpty();
        assertThatThrownBy(nothing::firstKey).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(nothing::lastKey).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> nothing.entrySet().iterator().next()).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void nothingCanBeChanged() {
        CompactSortedMap<Integer, String> map = CompactSortedMap.of(tree(3));
        Map.Entry<Integer, String> first = map.entrySet().iterator().next();
        Iterator<Integer> keys = map.keySet().iterator();
        keys.next();

        assertThatThrownBy(() -> map.put(1, "x")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> map.remove(first.getKey())).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(map::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> first.setValue("x")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(keys::remove).isInstanceOf(UnsupportedOperationException.class);
    }
}
