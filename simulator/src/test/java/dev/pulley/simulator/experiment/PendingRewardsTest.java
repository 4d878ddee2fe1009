package dev.pulley.simulator.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PendingRewardsTest {
    private record Pending(long due, long round) {}

    @Property
    void remove_afterAnyAdditions_givesTheEarliestOnce(@ForAll List<@IntRange(min = 0, max = 50) Integer> delays) {
        PendingRewards rewards = new PendingRewards();
        PriorityQueue<Pending> expected = new PriorityQueue<>(Comparator.comparingLong(Pending::due));
        List<Long> taken = new ArrayList<>();
        for (int round = 0; round < delays.size(); round++) {
            long due = (long) round + delays.get(round);
            rewards.add(due, round, 3, 1, 0.5);
            expected.add(new Pending(due, round));
            while (rewards.isDue(round)) {
                assertThat(expected.remove().due()).isLessThanOrEqualTo(round);
                assertThat(rewards.round() + delays.get((int) rewards.round())).isLessThanOrEqualTo(round);
                taken.add(rewards.round());
                rewards.remove();
            }
        }
        assertThat(taken).doesNotHaveDuplicates();
        assertThat(rewards.size()).isEqualTo(expected.size());
    }
}
