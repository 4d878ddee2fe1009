package dev.pulley.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SharedMapTest {
    private final SplittableRandom random = new SplittableRandom(20_261_201);

    @Test
    void with_holdsWhatAnOrdinaryMapDoes_andLeavesTheOneBeforeAsItWas() {
        Map<Integer, String> expected = new HashMap<>();
        SharedMap<Integer, String> map = SharedMap.empty();
        for (int round = 0; round < 300; round++) {
            Map<Integer, String> added = new HashMap<>();
            for (int i = random.nextInt(20); i >= 0; i--) {
                // As ids are within a partition: alike in their lowest bits.
                added.put(64 * random.nextInt(2_000) + 7, "value " + random.nextInt());
            }
            SharedMap<Integer, String> before = map;
            Map<Integer, String> expectedBefore = Map.copyOf(expected);
            map = map.with(added);
            expected.putAll(added);
            assertThat(map).isEqualTo(expected).hasSize(expected.size());
            assertThat(before).isEqualTo(expectedBefore);
            assertThat(map.changedSince(before)).containsExactlyInAnyOrderElementsOf(added.entrySet());
            assertThat(map.changedSince(map)).isEmpty();
        }
        assertThat(map.get(-1)).isNull();
        assertThat(map.containsKey(7 + 64 * 2_000)).isFalse();
    }

    @Test
    void changedSince_ofAnEmptyOne_isAll() {
        SharedMap<Integer, String> none = SharedMap.empty();
        SharedMap<Integer, String> some = none.with(Map.of(1, "one", 2, "two"));
        assertThat(some.changedSince(none)).containsExactlyInAnyOrderElementsOf(some.entrySet());
        assertThat(none.changedSince(some)).isEmpty();
    }
}
