package dev.pulley.server.protocol;

import dev.pulley.server.protocol.Event.Decision;
import dev.pulley.server.protocol.Event.Metric;
import dev.pulley.server.protocol.Event.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A partition's additive sums: decisions per variant, and per variant and pattern the sums over the decisions with that
 * pattern. Decisions are counted apart, since a reward may be shipped before its decision; the empty pattern is what
 * they have more than the patterns. Values are whole numbers here, so equal evidence is equal to the last digit.
 */
record Evidence(Map<Arm, Long> decisions, Map<Cell, Sums> patterns) {

    record Arm(int task, int variant) {}

    record Cell(Arm arm, int pattern) {}

    record Sums(long count, long accepted, long resolved, long product) {
        static final Sums NONE = new Sums(0, 0, 0, 0);

        private Sums plus(int sign, long acceptedValue, long resolvedValue) {
            return new Sums(
                    count + sign,
                    accepted + sign * acceptedValue,
                    resolved + sign * resolvedValue,
                    product + sign * acceptedValue * resolvedValue);
        }
    }

    static Evidence empty() {
        return new Evidence(new HashMap<>(), new HashMap<>());
    }

    void count(Decision decision) {
        decisions.merge(armOf(decision), 1L, Long::sum);
    }

    /** Adds what the values that stand on a decision give. */
    void add(Decision decision, Map<Metric, Value> standing) {
        move(decision, standing, 1);
    }

    /** Takes away what the values that stood on a decision gave. */
    void subtract(Decision decision, Map<Metric, Value> standing) {
        move(decision, standing, -1);
    }

    private void move(Decision decision, Map<Metric, Value> standing, int sign) {
        int pattern = 0;
        for (Map.Entry<Metric, Value> entry : standing.entrySet()) {
            if (!entry.getValue().isRetracted()) {
                pattern |= entry.getKey().bit();
            }
        }
        if (pattern == 0) {
            return;
        }
        Cell cell = new Cell(armOf(decision), pattern);
        Sums moved = patterns.getOrDefault(cell, Sums.NONE)
                .plus(sign, numberOf(standing.get(Metric.ACCEPTED)), numberOf(standing.get(Metric.RESOLVED)));
        if (moved.count == 0) {
            patterns.remove(cell);
        } else {
            patterns.put(cell, moved);
        }
    }

    private static Arm armOf(Decision decision) {
        return new Arm(decision.task(), decision.variant());
    }

    private static long numberOf(@Nullable Value value) {
        return value == null || value.isRetracted() ? 0 : value.number();
    }

    /** Every count and cell that is not as expected, in words. */
    List<String> differencesFrom(Evidence expected) {
        List<String> differences = new ArrayList<>();
        collect("decisions of", expected.decisions, decisions, differences);
        collect("sums of", expected.patterns, patterns, differences);
        return differences;
    }

    private static <K, V> void collect(String what, Map<K, V> expected, Map<K, V> actual, List<String> differences) {
        Set<K> keys = new LinkedHashSet<>(expected.keySet());
        keys.addAll(actual.keySet());
        for (K key : keys) {
            V wanted = expected.get(key);
            V found = actual.get(key);
            if (wanted == null || !wanted.equals(found)) {
                differences.add("%s %s: expected %s, found %s".formatted(what, key, wanted, found));
            }
        }
    }
}
