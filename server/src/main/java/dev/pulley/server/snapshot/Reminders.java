package dev.pulley.server.snapshot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** Reminds of many things in time, of each once, at a cost that grows with what is due and hardly with all. For one thread. */
final class Reminders<K> {
    private record Reminder<K>(K of, long atMillis) {}

    private final PriorityQueue<Reminder<K>> queue =
            new PriorityQueue<>(Comparator.comparingLong(Reminder<K>::atMillis));
    /** The one that counts of each; earlier ones come in place of later ones, which are let be. */
    private final Map<K, Long> next = new HashMap<>();

    /** Reminds of this no later than then, unless it is {@link Long#MAX_VALUE}. */
    void remind(K of, long atMillis) {
        if (atMillis < next.getOrDefault(of, Long.MAX_VALUE)) {
            next.put(of, atMillis);
            queue.add(new Reminder<>(of, atMillis));
        }
    }

    /** What is due, each of which is forgotten with this. */
    List<K> take(long nowMillis) {
        List<K> due = new ArrayList<>();
        for (Reminder<K> first = queue.peek(); first != null && first.atMillis <= nowMillis; first = queue.peek()) {
            queue.remove();
            if (next.remove(first.of, first.atMillis)) {
                due.add(first.of);
            }
        }
        return due;
    }
}
