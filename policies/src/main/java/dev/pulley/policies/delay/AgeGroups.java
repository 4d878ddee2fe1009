package dev.pulley.policies.delay;

import dev.pulley.policies.evidence.Bucket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Which of the buckets whose decisions are open are learned from together: {@value #BUCKETS} of one width that lie side by side, once
 * the youngest of their decisions are old enough for all to be of about one age. So the older part of a window, which says the same of
 * delays a little sooner or later, costs little. Where one is missing there is little to gain, and each stays by itself.
 */
public final class AgeGroups {
    private static final int BUCKETS = 16;

    /** The youngest decision of a group is at least so many times as old as all of it is long. */
    private static final int LENGTHS_OLD = 4;

    private AgeGroups() {}

    /**
     * The groups, in order; most young buckets are one.
     *
     * @param open in order, without those that are closed
     */
    public static List<List<Bucket>> of(Collection<Bucket> open, long nowMillis) {
        List<Bucket> buckets = List.copyOf(open);
        List<List<Bucket>> groups = new ArrayList<>();
        int next = 0;
        while (next < buckets.size()) {
            int size = isGroup(buckets, next, nowMillis) ? BUCKETS : 1;
            groups.add(buckets.subList(next, next + size));
            next += size;
        }
        return groups;
    }

    private static boolean isGroup(List<Bucket> buckets, int from, long nowMillis) {
        Bucket first = buckets.get(from);
        long length = BUCKETS * first.widthMillis();
        long endMillis = first.startMillis() + length;
        boolean isGroup = Math.floorMod(first.startMillis(), length) == 0
                && nowMillis - endMillis >= LENGTHS_OLD * length
                && from + BUCKETS <= buckets.size();
        for (int i = 1; isGroup && i < BUCKETS; i++) {
            Bucket next = buckets.get(from + i);
            isGroup = next.widthMillis() == first.widthMillis()
                    && next.startMillis() == first.startMillis() + i * first.widthMillis();
        }
        return isGroup;
    }
}
