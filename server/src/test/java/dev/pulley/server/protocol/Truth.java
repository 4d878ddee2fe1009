package dev.pulley.server.protocol;

import dev.pulley.server.protocol.Event.Decided;
import dev.pulley.server.protocol.Event.Decision;
import dev.pulley.server.protocol.Event.Metric;
import dev.pulley.server.protocol.Event.Rewarded;
import dev.pulley.server.protocol.Event.Value;
import dev.pulley.server.protocol.ModelJournal.Frame;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * What Redis must hold when everything is quiet, computed from the journals alone, without fences or batches or any
 * order of arrival: each decision counts once, and of each decision's and metric's values the greatest stands.
 *
 * <p>An event that a crash cut from a journal was never acknowledged. It may count or not, for Redis may have had it
 * before the crash; but if it counts, it counts once and whole.
 */
final class Truth {

    private final List<ModelNode> nodes;
    private final IntFunction<ModelPartition> partitions;
    private final List<String> faults = new ArrayList<>();

    private Truth(List<ModelNode> nodes, IntFunction<ModelPartition> partitions) {
        this.nodes = nodes;
        this.partitions = partitions;
    }

    /** What is wrong, in words; empty if nothing is. */
    static List<String> faults(List<ModelNode> nodes, IntFunction<ModelPartition> partitions) {
        Truth truth = new Truth(nodes, partitions);
        truth.checkAcknowledged();
        for (int partition = 0; partition < Event.PARTITIONS; partition++) {
            truth.checkEvidence(partition);
        }
        return truth.faults;
    }

    private void checkAcknowledged() {
        for (ModelNode node : nodes) {
            Set<Frame> journaled = new HashSet<>(node.journal().frames());
            for (Frame frame : node.acknowledged()) {
                if (!journaled.contains(frame)) {
                    faults.add("acknowledged, but not in the journal: " + frame);
                }
            }
        }
    }

    private void checkEvidence(int number) {
        ModelPartition partition = partitions.apply(number);
        Evidence expected = Evidence.empty();
        Map<Decision, Map<Metric, Value>> greatest = new HashMap<>();
        for (Event event : eventsOf(number, partition)) {
            switch (event) {
                case Decided decided -> expected.count(decided.decision());
                case Rewarded rewarded ->
                    greatest.computeIfAbsent(rewarded.decision(), decision -> new EnumMap<>(Metric.class))
                            .merge(rewarded.metric(), rewarded.value(), Truth::greater);
            }
        }
        greatest.forEach(expected::add);
        faults.addAll(partition.evidence().differencesFrom(expected));
    }

    private Set<Event> eventsOf(int number, ModelPartition partition) {
        Set<Event> events = new HashSet<>();
        for (ModelNode node : nodes) {
            node.journal().frames().forEach(frame -> events.add(frame.event()));
            node.journal().cut().stream()
                    .map(Frame::event)
                    .filter(partition::hasCounted)
                    .forEach(events::add);
        }
        events.removeIf(event -> event.partition() != number);
        return events;
    }

    private static Value greater(Value left, Value right) {
        return left.compareTo(right) >= 0 ? left : right;
    }
}
