package dev.pulley.server.redis;

import dev.pulley.policies.evidence.Reward;
import dev.pulley.server.event.Event;
import dev.pulley.server.event.Event.DecisionMade;
import dev.pulley.server.event.Event.RewardByReference;
import dev.pulley.server.event.Event.RewardGiven;
import dev.pulley.server.event.EventCodec;
import dev.pulley.server.ledger.Batch;
import dev.pulley.server.ledger.PartitionChanges.TaskKey;
import dev.pulley.server.task.Metric;
import dev.pulley.server.token.Place;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The join of decisions and rewards by reference. For each reference Redis keeps its decisions, and per metric the reward that
 * stands; so whichever comes later finds the other, and a reward is credited to every decision of its reference. The join is made
 * here and applied by the script only if nobody else has touched the reference meanwhile. Used once.
 *
 * <p>In Redis a reference is a hash of {@code v}, which rises with every change; {@code d...} for each decision,
 * {@code w<metric>} for each reward and {@code f}, where it is another, for the first that had an outcome, as events.
 */
final class References {
    /** A reference with more decisions than this is not one call's id; rewards are credited to the first ones. */
    static final int DECISIONS_MAX = 250;

    private static final String VERSION = "v";
    private static final String FIRST_OUTCOME = "f";
    private static final byte[] NOTHING = {};

    record Reference(TaskKey task, String text) {}

    /** What is known of one reference, and what of that is new. */
    private static final class Known {
        private long version;
        private final Map<String, DecisionMade> decisions = new LinkedHashMap<>();
        private final Map<Integer, RewardByReference> rewards = new TreeMap<>();
        private @Nullable RewardByReference firstOutcome;
        private final Map<String, byte[]> changed = new LinkedHashMap<>();
        private long goesAtMillis;

        void read(Map<String, byte[]> hash) {
            hash.forEach((field, value) -> {
                if (field.equals(VERSION)) {
                    version = Long.parseLong(new String(value, StandardCharsets.US_ASCII));
                    return;
                }
                Event event = EventCodec.decode(ByteBuffer.wrap(value));
                goesAtMillis = Math.max(goesAtMillis, event.closesAtMillis());
                switch (event) {
                    case DecisionMade made -> decisions.put(field, made);
                    case RewardByReference given when field.equals(FIRST_OUTCOME) -> firstOutcome = given;
                    case RewardByReference given -> rewards.put(given.metric(), given);
                    default -> throw new IllegalStateException("an event that no reference has: " + event);
                }
            });
        }

        boolean add(DecisionMade made) {
            String field = field(made);
            if (decisions.containsKey(field) || decisions.size() == DECISIONS_MAX) {
                return false;
            }
            decisions.put(field, made);
            change(field, made);
            return true;
        }

        void add(RewardByReference given) {
            RewardByReference standing = rewards.get(given.metric());
            if (standing == null || asReward(given).standsAgainst(asReward(standing))) {
                rewards.put(given.metric(), given);
                change("w" + given.metric(), given);
            }
            if (standing != null) {
                noteFirst(standing);
                noteFirst(given);
            }
        }

        /** Decisions that come later have to know when their outcome was first heard of. */
        private void noteFirst(RewardByReference given) {
            if (given.metric() != Metric.OUTCOME || given.value() == null) {
                return;
            }
            RewardByReference first = firstOutcome;
            if (first == null || given.stamp() < first.stamp()) {
                firstOutcome = given;
                change(FIRST_OUTCOME, given);
            }
        }

        /** What decisions that come later are to be credited with: what stands, behind the first outcome. */
        List<RewardByReference> toCredit() {
            List<RewardByReference> all = new ArrayList<>(rewards.values());
            RewardByReference first = firstOutcome;
            if (first != null) {
                all.addFirst(first);
            }
            return all;
        }

        private void change(String field, Event event) {
            goesAtMillis = Math.max(goesAtMillis, event.closesAtMillis());
            ByteBuffer bytes = ByteBuffer.allocate(EventCodec.sizeAtMost(event));
            EventCodec.encode(event, bytes);
            byte[] written = new byte[bytes.flip().remaining()];
            bytes.get(written);
            changed.put(field, written);
        }

        private static Reward asReward(RewardByReference given) {
            return new Reward(given.metric(), given.value(), given.atMillis(), given.stamp());
        }

        private static String field(DecisionMade made) {
            Place place = made.decision().place();
            return "d" + Keys.node(place.node()) + "." + place.epoch() + "." + place.chunk() + "." + place.offset();
        }
    }

    private final Batch.Evidence batch;
    private final Map<Reference, Known> known = new LinkedHashMap<>();

    References(Batch.Evidence batch) {
        this.batch = batch;
        batch.referable().forEach(made -> known.put(reference(made), new Known()));
        batch.byReference().forEach(given -> known.put(reference(given), new Known()));
    }

    static boolean occurIn(Batch.Evidence batch) {
        return !batch.referable().isEmpty() || !batch.byReference().isEmpty();
    }

    private static Reference reference(DecisionMade made) {
        TaskKey task = new TaskKey(made.decision().tenant(), made.decision().task());
        return new Reference(task, Objects.requireNonNull(made.reference(), "only what has a reference is referable"));
    }

    private static Reference reference(RewardByReference given) {
        return new Reference(new TaskKey(given.tenant(), given.task()), given.reference());
    }

    private Known of(Reference reference) {
        return Objects.requireNonNull(known.get(reference), "every reference of the batch is known");
    }

    /** Those that must be read first. */
    Collection<Reference> wanted() {
        return known.keySet();
    }

    void read(Reference reference, Map<String, byte[]> hash) {
        of(reference).read(hash);
    }

    /** A reference as it is to be stored. */
    record Stored(
            Reference reference,
            long version,
            long goesAtMillis,
            Map<String, byte[]> fields,
            List<String> waiting,
            List<String> waitingNoMore) {}

    /**
     * What the batch means.
     *
     * @param byReward for each reward by reference what it gives to each decision; nothing, where it waits for one
     * @param byDecision what rewards that waited, or stand, give to the new decisions
     */
    record Join(List<List<RewardGiven>> byReward, List<RewardGiven> byDecision, List<Stored> stored) {}

    /** To be called when all that is wanted was read. */
    Join join() {
        List<RewardGiven> byDecision = new ArrayList<>();
        for (DecisionMade made : batch.referable()) {
            Known its = of(reference(made));
            DecisionMade kept = new DecisionMade(made.decision(), made.counts(), made.closesAtMillis(), null, NOTHING);
            if (its.add(kept)) {
                // One that had waited its time out before is not waited with any more, whenever this is shipped.
                its.toCredit().stream()
                        .filter(given ->
                                given.closesAtMillis() >= kept.decision().atMillis())
                        .forEach(given -> byDecision.add(given.on(kept)));
            }
        }
        List<List<RewardGiven>> byReward = new ArrayList<>();
        for (RewardByReference given : batch.byReference()) {
            Known its = of(reference(given));
            byReward.add(its.decisions.values().stream().map(given::on).toList());
            its.add(given);
        }
        List<Stored> stored = new ArrayList<>();
        known.forEach((reference, its) -> {
            List<String> metrics = its.rewards.keySet().stream()
                    .map(metric -> metric + ":" + reference.text())
                    .toList();
            boolean waits = its.decisions.isEmpty();
            stored.add(new Stored(
                    reference,
                    its.version,
                    its.goesAtMillis,
                    its.changed,
                    waits ? metrics : List.of(),
                    waits ? List.of() : metrics));
        });
        return new Join(byReward, byDecision, stored);
    }
}
