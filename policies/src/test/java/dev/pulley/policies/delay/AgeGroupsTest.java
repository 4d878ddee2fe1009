package dev.pulley.policies.delay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.policies.evidence.Bucket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class AgeGroupsTest {
    private static final long WIDTH = 10;
    private static final long GROUP = 16 * WIDTH;
    private static final long NOW = 100_003;

    private static List<Bucket> window() {
        return LongStream.rangeClosed((NOW - 2_560) / WIDTH, NOW / WIDTH)
                .mapToObj(index -> new Bucket(index * WIDTH, WIDTH))
                .toList();
    }

    private static List<Bucket> flat(List<List<Bucket>> groups) {
        return groups.stream().flatMap(List::stream).toList();
    }

    @Test
    void of_aFullWindow_takesSixteenTogetherOnceAllAreOfAboutOneAge() {
        List<List<Bucket>> groups = AgeGroups.of(window(), NOW);

        assertThat(flat(groups)).isEqualTo(window());
        long young = 0;
        for (List<Bucket> group : groups) {
            long start = group.get(0).startMillis();
            if (group.size() == 1) {
                long groupEnd = Math.floorDiv(start, GROUP) * GROUP + GROUP;
                boolean isCutOff = groupEnd - GROUP < window().get(0).startMillis();
                assertThat(isCutOff || NOW - groupEnd < 4 * GROUP)
                        .as("%s", group)
                        .isTrue();
                young++;
            } else {
                assertThat(group).hasSize(16);
                assertThat(start % GROUP).isZero();
                assertThat(NOW - (start + GROUP)).isGreaterThanOrEqualTo(4 * GROUP);
            }
        }
        assertThat(young).isBetween(64L, 64L + 2 * 15);
        assertThat(groups).hasSizeLessThan(110);
    }

    @Test
    void of_bucketsOfWhichOneIsMissing_leavesItsNeighboursAlone() {
        List<Bucket> sparse = new ArrayList<>(window());
        Bucket missing = AgeGroups.of(window(), NOW).stream()
                .filter(group -> group.size() > 1)
                .findFirst()
                .orElseThrow()
                .get(7);
        sparse.remove(missing);

        List<List<Bucket>> groups = AgeGroups.of(sparse, NOW);

        assertThat(flat(groups)).isEqualTo(sparse);
        assertThat(groups)
                .hasSize(AgeGroups.of(window(), NOW).size() + 14)
                .filteredOn(group ->
                        Math.floorDiv(group.get(0).startMillis(), GROUP) == Math.floorDiv(missing.startMillis(), GROUP))
                .allMatch(group -> group.size() == 1);
    }

    /** A window that has changed leaves buckets of another width, which may begin at the same time. */
    @Test
    void of_bucketsOfTwoWidths_keepsThemApart() {
        List<Bucket> mixed = new ArrayList<>(window());
        long groupStart = Math.floorDiv(NOW - 2_000, GROUP) * GROUP;
        mixed.add(new Bucket(groupStart + 5 * WIDTH, 5 * WIDTH));
        mixed.sort(null);

        List<List<Bucket>> groups = AgeGroups.of(mixed, NOW);

        assertThat(flat(groups)).isEqualTo(mixed);
        assertThat(groups)
                .allMatch(group ->
                        group.stream().map(Bucket::widthMillis).distinct().count() == 1);
    }

    @Test
    void of_none_isNone() {
        assertThat(AgeGroups.of(List.of(), NOW)).isEmpty();
    }
}
