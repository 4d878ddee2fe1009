package dev.pulley.server.protocol;

import dev.pulley.server.protocol.Event.Decided;
import dev.pulley.server.protocol.Event.Decision;
import dev.pulley.server.protocol.Event.Metric;
import dev.pulley.server.protocol.Event.Rewarded;
import dev.pulley.server.protocol.Event.Value;
import dev.pulley.server.protocol.Request.Batch;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * One hash slot of Redis: the fences, the values that stand on each decision and the evidence, which are written
 * together, replicated together and lost together.
 */
final class ModelPartition {

    private final Rules rules;
    private final Map<Integer, Sequence> fences = new HashMap<>();
    private final Map<Decision, Map<Metric, Value>> standing = new HashMap<>();
    private final Evidence evidence = Evidence.empty();
    /** No part of the protocol: which events ever counted here, for the one who checks. */
    private final Set<Event> counted = new HashSet<>();

    ModelPartition(Rules rules) {
        this.rules = rules;
    }

    Sequence fence(int node) {
        return fences.getOrDefault(node, Sequence.NONE);
    }

    Evidence evidence() {
        return evidence;
    }

    boolean hasCounted(Event event) {
        return counted.contains(event);
    }

    /** The script: compares the fence and sets it, then applies, and nothing comes between. */
    boolean apply(Batch batch, Story.Teller teller) {
        Sequence fence = fence(batch.node());
        boolean taken = switch (rules.fence()) {
            case EQUALS_FROM -> fence.equals(batch.from());
            case BEFORE_TO -> batch.to().isAfter(fence);
            case UNCHECKED -> true;
        };
        if (!taken) {
            return false;
        }
        fences.put(batch.node(), batch.to());
        for (Event event : batch.events()) {
            if (event instanceof Rewarded && !counted.contains(new Decided(event.decision()))) {
                teller.trouble(Story.Trouble.REWARD_BEFORE_ITS_DECISION, event);
            }
            counted.add(event);
            switch (event) {
                case Decided decided -> evidence.count(decided.decision());
                case Rewarded rewarded -> apply(rewarded, teller);
            }
        }
        return true;
    }

    /** A reward that takes effect moves its decision from one pattern to another. */
    private void apply(Rewarded reward, Story.Teller teller) {
        Map<Metric, Value> values =
                standing.computeIfAbsent(reward.decision(), decision -> new EnumMap<>(Metric.class));
        Value stood = values.get(reward.metric());
        if (stood != null) {
            noteOrder(reward, stood, teller);
            if (rules.standing() == Rules.Standing.GREATEST && reward.value().compareTo(stood) <= 0) {
                return;
            }
        }
        evidence.subtract(reward.decision(), values);
        values.put(reward.metric(), reward.value());
        evidence.add(reward.decision(), values);
    }

    private static void noteOrder(Rewarded reward, Value stood, Story.Teller teller) {
        Value value = reward.value();
        if (value.atMillis() == stood.atMillis()
                && value.stampMillis() == stood.stampMillis()
                && value.number() != stood.number()) {
            teller.trouble(Story.Trouble.STAMPS_TIED, reward, "with", stood);
        } else if (value.compareTo(stood) < 0) {
            teller.trouble(Story.Trouble.OLDER_VALUE_CAME_LATER, reward, "than", stood);
        } else if (value.isRetracted() && !stood.isRetracted()) {
            teller.trouble(Story.Trouble.VALUE_RETRACTED, reward, "was", stood);
        }
    }
}
