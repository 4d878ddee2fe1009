package dev.pulley.server.redis;

import dev.pulley.policies.delay.DelayBins;
import dev.pulley.server.event.Event.RewardGiven;
import dev.pulley.server.event.StampClock;
import dev.pulley.server.ledger.Batch;
import dev.pulley.server.ledger.Batch.Contests;
import dev.pulley.server.ledger.Batch.DecisionCell;
import dev.pulley.server.ledger.BucketKey;
import dev.pulley.server.ledger.PartitionChanges.TaskKey;
import dev.pulley.server.ledger.StateTime;
import dev.pulley.server.token.Decision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A batch of decisions and rewards as the keys and arguments of {@code evidence.lua}. Used once. */
final class EvidenceBatchWriter {
    private static final int DECISION_BYTES = 22;
    private static final int REWARD_BYTES = 62;
    private static final int LATE_BYTES = 6;

    private static final int RETRACTS = 1;
    private static final int BINARY = 2;
    private static final int AT_IS_STAMPED = 4;
    private static final int LATE = 8;
    private static final int NO_EVIDENCE = 16;
    private static final int AWAITS_EXPOSURE = 32;
    private static final int WAITS_FOR_EXPOSURE = 64;

    /** What is shipped long after its time stays for so long, so that what is shipped again with it counts once. */
    private static final long STATE_MILLIS_MIN = 24 * 3_600_000L;

    /** Stamps in Redis count from so long before the decision, so that a clock that is behind does no harm. */
    static final long STAMP_ZERO_MILLIS = 1L << 30;
    /** Stamps have five bytes in Redis. */
    private static final long STAMP_MAX = (1L << 40) - 1;

    private static final Contests NO_CONTESTS = new Contests(0, 0);

    /** One that rewards come from, as a task knows it. */
    private record NamedSource(TaskKey task, String name) {}

    private final Batch.Evidence batch;
    private final Map<BucketKey, Integer> buckets = new LinkedHashMap<>();
    private final Map<String, Integer> states = new LinkedHashMap<>();
    private final Map<TaskKey, Integer> counters = new LinkedHashMap<>();
    private final Map<NamedSource, Integer> sources = new LinkedHashMap<>();
    private final ByteBuffer decisions;
    private final ByteBuffer rewards;
    private final ByteBuffer late;
    private final ByteBuffer groups;
    private final References.Join join;
    private final long nowMillis;
    private final Map<TaskKey, Integer> waiting = new LinkedHashMap<>();

    /** @param join of the references that occur in the batch */
    EvidenceBatchWriter(Batch.Evidence batch, References.Join join, long nowMillis) {
        this.batch = batch;
        this.join = join;
        this.nowMillis = nowMillis;
        List<RewardGiven> all = new ArrayList<>(batch.rewards());
        join.byReward().forEach(all::addAll);
        all.addAll(join.byDecision());
        Set<DecisionCell> cells = new LinkedHashSet<>(batch.decisions().keySet());
        cells.addAll(batch.contests().keySet());
        decisions = littleEndian(DECISION_BYTES * cells.size());
        rewards = littleEndian(REWARD_BYTES * all.size());
        for (DecisionCell cell : cells) {
            Contests contests = batch.contests().getOrDefault(cell, NO_CONTESTS);
            decisions
                    .putShort(number(buckets, cell.bucket()))
                    .putInt(cell.variant())
                    .putInt(cell.version())
                    .putInt(batch.decisions().getOrDefault(cell, 0))
                    .putInt(contests.won())
                    .putInt(contests.lost());
        }
        Map<TaskKey, Integer> lateCounts = new LinkedHashMap<>();
        for (RewardGiven reward : all) {
            if (reward.late()) {
                TaskKey task = new TaskKey(
                        reward.decision().tenant(), reward.decision().task());
                lateCounts.merge(task, 1, Integer::sum);
            }
            put(reward);
        }
        late = littleEndian(LATE_BYTES * lateCounts.size());
        lateCounts.forEach(
                (task, count) -> late.putShort(number(counters, task)).putInt(count));
        groups = littleEndian(Short.BYTES * (1 + join.byReward().size()));
        groups.putShort((short) batch.rewards().size());
        join.byReward().forEach(credits -> groups.putShort((short) credits.size()));
        join.stored().forEach(stored -> number(waiting, stored.reference().task()));
    }

    private void put(RewardGiven reward) {
        Decision decision = reward.decision();
        String source = reward.source().name();
        TaskKey task = new TaskKey(decision.tenant(), decision.task());
        if (source != null && !reward.late()) {
            number(counters, task);
        }
        Double value = reward.value();
        boolean atIsStamped = reward.atMillis() == Math.max(StampClock.millis(reward.stamp()), decision.atMillis());
        rewards.putShort(number(buckets, BucketKey.of(decision)))
                .putShort(number(states, Keys.state(batch.partition(), reward.decision())))
                .putInt(decision.place().offset())
                .putInt(decision.variant())
                .putInt(decision.version())
                .put((byte) reward.metric())
                .put((byte) ((value == null ? RETRACTS : 0)
                        | (reward.binary() ? BINARY : 0)
                        | (atIsStamped ? AT_IS_STAMPED : 0)
                        | (reward.late() ? LATE : 0)
                        | (decision.counts() ? 0 : NO_EVIDENCE)
                        | (decision.awaitsExposure() ? AWAITS_EXPOSURE : 0)
                        | (reward.waitsForExposure() ? WAITS_FOR_EXPOSURE : 0)))
                .put((byte) (reward.source().trustSteps() - 1))
                .putShort(source == null || reward.late() ? 0 : number(sources, new NamedSource(task, source)))
                .put((byte) delayBin(reward))
                .putDouble(value == null ? 0 : value)
                .putDouble(decision.propensity())
                .putDouble((double) Math.max(0, reward.atMillis() - decision.atMillis()))
                .putDouble((double) stampInRedis(reward))
                .putDouble((double) stateGoesAtMillis(reward));
    }

    /** When it came, by the bins that its decision's time until it closes is cut into. */
    private static int delayBin(RewardGiven reward) {
        long decidedMillis = reward.decision().atMillis();
        return new DelayBins(Math.max(1, reward.closesAtMillis() - decidedMillis))
                .binOf(StampClock.millis(reward.stamp()) - decidedMillis);
    }

    private static long stampInRedis(RewardGiven reward) {
        long zero = (reward.decision().atMillis() - STAMP_ZERO_MILLIS) << StampClock.COUNT_BITS;
        return Math.clamp(reward.stamp() - zero, 0, STAMP_MAX);
    }

    /** The decisions of a chunk are made within a quarter of their window; the first one's time is given to all. */
    private long stateGoesAtMillis(RewardGiven reward) {
        long open = reward.closesAtMillis() - reward.decision().atMillis();
        return goesAtMillis(reward.closesAtMillis() + StateTime.afterCloseMillis(open));
    }

    private long goesAtMillis(long goes) {
        return goes < nowMillis ? nowMillis + STATE_MILLIS_MIN : goes;
    }

    private static <K> short number(Map<K, Integer> numbers, K key) {
        return (short) (int) numbers.computeIfAbsent(key, any -> numbers.size() + 1);
    }

    String[] keys() {
        int partition = batch.partition();
        List<String> keys = new ArrayList<>();
        keys.add(Keys.meta(partition));
        keys.add(Keys.fences(partition));
        keys.add(Keys.changed(partition));
        buckets.keySet().forEach(bucket -> keys.add(Keys.evidence(partition, bucket)));
        keys.addAll(states.keySet());
        counters.keySet().forEach(task -> keys.add(Keys.counters(partition, task)));
        join.stored()
                .forEach(stored -> keys.add(Keys.reference(
                        partition, stored.reference().task(), stored.reference().text())));
        waiting.keySet().forEach(task -> keys.add(Keys.waiting(partition, task)));
        return keys.toArray(String[]::new);
    }

    byte[][] arguments(String mark) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(RedisLedger.text(Keys.node(batch.node())));
        arguments.add(RedisLedger.text(batch.from().toText()));
        arguments.add(RedisLedger.text(batch.to().toText()));
        arguments.add(RedisLedger.text(mark));
        add(arguments, buckets.size());
        add(arguments, states.size());
        arguments.add(written(decisions));
        arguments.add(written(rewards));
        arguments.add(written(late));
        arguments.add(written(groups));
        add(arguments, counters.size());
        add(arguments, join.stored().size());
        add(arguments, nowMillis);
        add(arguments, sources.size());
        sources.keySet().forEach(source -> {
            add(arguments, number(counters, source.task()));
            arguments.add(RedisLedger.text(source.name()));
        });
        for (References.Stored stored : join.stored()) {
            add(arguments, stored.version());
            add(arguments, goesAtMillis(stored.goesAtMillis()));
            add(arguments, number(waiting, stored.reference().task()));
            add(arguments, stored.fields().size());
            stored.fields().forEach((field, value) -> {
                arguments.add(RedisLedger.text(field));
                arguments.add(value);
            });
            addAll(arguments, stored.waiting());
            addAll(arguments, stored.waitingNoMore());
        }
        return arguments.toArray(byte[][]::new);
    }

    private static void addAll(List<byte[]> arguments, List<String> texts) {
        add(arguments, texts.size());
        texts.forEach(text -> arguments.add(RedisLedger.text(text)));
    }

    private static void add(List<byte[]> arguments, long number) {
        arguments.add(RedisLedger.text(Long.toString(number)));
    }

    private static byte[] written(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
