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
import dev.pulley.server.token.Place;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A batch of decisions and rewards as the keys and arguments of {@code evidence.lua}. Used once. */
final class EvidenceBatchWriter {
    private static final int CELL_BYTES = 14;
    private static final int DECISION_BYTES = 11;
    private static final int REWARD_BYTES = 32;
    private static final int LATE_BYTES = 6;
    private static final int UNIT_BYTES = 7;

    private static final int RETRACTS = 1;
    private static final int BINARY = 2;
    private static final int AT_IS_STAMPED = 4;
    private static final int LATE = 8;
    private static final int WAITS_FOR_EXPOSURE = 16;

    /** What is shipped long after its time stays for so long, so that what is shipped again with it counts once. */
    private static final long STATE_MILLIS_MIN = 24 * 3_600_000L;

    /** Stamps in Redis count from so long before the decision, so that a clock that is behind does no harm. */
    static final long STAMP_ZERO_MILLIS = 1L << 30;
    /** Stamps have five bytes in Redis. */
    private static final long STAMP_MAX = (1L << 40) - 1;

    private static final Contests NO_CONTESTS = new Contests(0, 0);

    /** One that rewards come from, as a task knows it. */
    private record NamedSource(TaskKey task, String name) {}

    /** Decisions whose state is kept together. */
    private record ChunkKey(int tenant, int task, long node, int epoch, int chunk) {
        static ChunkKey of(Decision decision) {
            Place place = decision.place();
            return new ChunkKey(decision.tenant(), decision.task(), place.node(), place.epoch(), place.chunk());
        }
    }

    /** A decision that is rewarded. */
    private static final class Rewarded {
        private final Decision decision;
        private final short cell;
        /** Among all of the batch, once all are known. */
        private short number;

        Rewarded(Decision decision, short cell) {
            this.decision = decision;
            this.cell = cell;
        }
    }

    /** Those of one chunk. */
    private static final class Chunk {
        private final String key;
        private final Map<Integer, Rewarded> byOffset = new LinkedHashMap<>();
        private long goesAtMillis;

        Chunk(String key) {
            this.key = key;
        }
    }

    private final Batch.Evidence batch;
    private final References.Join join;
    private final long nowMillis;
    private final Map<BucketKey, Short> buckets = new LinkedHashMap<>();
    private final Map<DecisionCell, Short> cells = new LinkedHashMap<>();
    private final Map<ChunkKey, Chunk> chunks = new LinkedHashMap<>();
    private final Map<TaskKey, Short> counters = new LinkedHashMap<>();
    private final Map<NamedSource, Short> sources = new LinkedHashMap<>();
    private final Map<TaskKey, Short> waiting = new LinkedHashMap<>();
    private final Map<TaskKey, Integer> lateCounts = new LinkedHashMap<>();
    private final List<Rewarded> decisions = new ArrayList<>();
    private final byte[] rewards;

    /** @param join of the references that occur in the batch */
    EvidenceBatchWriter(Batch.Evidence batch, References.Join join, long nowMillis) {
        this.batch = batch;
        this.join = join;
        this.nowMillis = nowMillis;
        batch.decisions().keySet().forEach(this::numberCell);
        batch.contests().keySet().forEach(this::numberCell);
        batch.units().keySet().forEach(unit -> number(buckets, unit.bucket()));
        List<RewardGiven> all = batch.rewards();
        if (!join.byReward().isEmpty() || !join.byDecision().isEmpty()) {
            all = new ArrayList<>(all);
            join.byReward().forEach(all::addAll);
            all.addAll(join.byDecision());
        }
        List<@Nullable Rewarded> rewarded = new ArrayList<>(all.size());
        for (RewardGiven reward : all) {
            rewarded.add(reward.late() ? null : rewarded(reward));
        }
        numberDecisions();
        ByteBuffer out = littleEndian(REWARD_BYTES * all.size());
        for (int i = 0; i < all.size(); i++) {
            put(out, all.get(i), rewarded.get(i));
        }
        rewards = written(out);
        join.stored().forEach(stored -> number(waiting, stored.reference().task()));
    }

    private short numberCell(DecisionCell cell) {
        number(buckets, cell.bucket());
        return number(cells, cell);
    }

    private Rewarded rewarded(RewardGiven reward) {
        Decision decision = reward.decision();
        Chunk chunk = chunks.computeIfAbsent(
                ChunkKey.of(decision), any -> new Chunk(Keys.state(batch.partition(), decision)));
        chunk.goesAtMillis = Math.max(chunk.goesAtMillis, stateGoesAtMillis(reward));
        return chunk.byOffset.computeIfAbsent(
                decision.place().offset(),
                any -> new Rewarded(
                        decision,
                        numberCell(new DecisionCell(BucketKey.of(decision), decision.variant(), decision.version()))));
    }

    private void numberDecisions() {
        for (Chunk chunk : chunks.values()) {
            for (Rewarded one : chunk.byOffset.values()) {
                decisions.add(one);
                one.number = (short) decisions.size();
            }
        }
    }

    /** @param rewarded nothing where the reward is late */
    private void put(ByteBuffer out, RewardGiven reward, @Nullable Rewarded rewarded) {
        Decision decision = reward.decision();
        TaskKey task = new TaskKey(decision.tenant(), decision.task());
        if (rewarded == null) {
            lateCounts.merge(task, 1, Integer::sum);
            number(counters, task);
        }
        Double value = reward.value();
        boolean atIsStamped = reward.atMillis() == Math.max(StampClock.millis(reward.stamp()), decision.atMillis());
        out.putShort(rewarded == null ? 0 : rewarded.number)
                .put((byte) reward.metric())
                .put((byte) ((value == null ? RETRACTS : 0)
                        | (reward.binary() ? BINARY : 0)
                        | (atIsStamped ? AT_IS_STAMPED : 0)
                        | (rewarded == null ? LATE : 0)
                        | (reward.waitsForExposure() ? WAITS_FOR_EXPOSURE : 0)))
                .put((byte) (reward.source().trustSteps() - 1))
                .putShort(rewarded == null ? 0 : source(task, reward.source().name()))
                .put((byte) delayBin(reward))
                .putDouble(value == null ? 0 : value)
                .putDouble((double) Math.max(0, reward.atMillis() - decision.atMillis()))
                .putDouble((double) stampInRedis(reward));
    }

    private short source(TaskKey task, @Nullable String name) {
        if (name == null) {
            return 0;
        }
        number(counters, task);
        return number(sources, new NamedSource(task, name));
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

    /** The decisions of a chunk are made within a quarter of their window; the last one's time is given to all. */
    private long stateGoesAtMillis(RewardGiven reward) {
        long open = reward.closesAtMillis() - reward.decision().atMillis();
        return goesAtMillis(reward.closesAtMillis() + StateTime.afterCloseMillis(open));
    }

    private long goesAtMillis(long goes) {
        return goes < nowMillis ? nowMillis + STATE_MILLIS_MIN : goes;
    }

    private static <K> short number(Map<K, Short> numbers, K key) {
        return numbers.computeIfAbsent(key, any -> (short) (numbers.size() + 1));
    }

    String[] keys() {
        int partition = batch.partition();
        List<String> keys = new ArrayList<>();
        keys.add(Keys.meta(partition));
        keys.add(Keys.fences(partition));
        keys.add(Keys.changed(partition));
        buckets.keySet().forEach(bucket -> keys.add(Keys.evidence(partition, bucket)));
        chunks.values().forEach(chunk -> keys.add(chunk.key));
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
        arguments.add(sizes());
        arguments.add(packedCells());
        arguments.add(packedChunks());
        arguments.add(packedDecisions());
        arguments.add(rewards);
        arguments.add(packedLate());
        arguments.add(packedGroups());
        add(arguments, nowMillis);
        arguments.add(packedUnits());
        cells.keySet().forEach(cell -> arguments.add(RedisLedger.text(cell.variant() + "." + cell.version())));
        decisions.forEach(one -> add(arguments, one.decision.place().offset()));
        chunks.values().forEach(chunk -> add(arguments, chunk.goesAtMillis));
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

    private byte[] sizes() {
        return written(littleEndian(6 * Short.BYTES)
                .putShort((short) buckets.size())
                .putShort((short) chunks.size())
                .putShort((short) counters.size())
                .putShort((short) join.stored().size())
                .putShort((short) cells.size())
                .putShort((short) decisions.size()));
    }

    private byte[] packedCells() {
        ByteBuffer out = littleEndian(CELL_BYTES * cells.size());
        cells.keySet().forEach(cell -> {
            Contests contests = batch.contests().getOrDefault(cell, NO_CONTESTS);
            out.putShort(number(buckets, cell.bucket()))
                    .putInt(batch.decisions().getOrDefault(cell, 0))
                    .putInt(contests.won())
                    .putInt(contests.lost());
        });
        return written(out);
    }

    private byte[] packedChunks() {
        ByteBuffer out = littleEndian(Short.BYTES * chunks.size());
        chunks.values().forEach(chunk -> out.putShort((short) chunk.byOffset.size()));
        return written(out);
    }

    private byte[] packedDecisions() {
        ByteBuffer out = littleEndian(DECISION_BYTES * decisions.size());
        for (Rewarded one : decisions) {
            out.putShort(one.cell).put((byte) one.decision.flags()).putDouble(one.decision.propensity());
        }
        return written(out);
    }

    private byte[] packedLate() {
        ByteBuffer out = littleEndian(LATE_BYTES * lateCounts.size());
        lateCounts.forEach((task, count) -> out.putShort(number(counters, task)).putInt(count));
        return written(out);
    }

    private byte[] packedUnits() {
        ByteBuffer out = littleEndian(UNIT_BYTES * batch.units().size());
        batch.units()
                .forEach((unit, count) -> out.putShort(number(buckets, unit.bucket()))
                        .put((byte) unit.group())
                        .putInt(count));
        return written(out);
    }

    private byte[] packedGroups() {
        ByteBuffer out = littleEndian(Short.BYTES * (1 + join.byReward().size()));
        out.putShort((short) batch.rewards().size());
        join.byReward().forEach(credits -> out.putShort((short) credits.size()));
        return written(out);
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
