package dev.pulley.server.redis;

import static dev.pulley.server.redis.Batches.NODE;
import static dev.pulley.server.redis.Batches.PARTITION;
import static dev.pulley.server.redis.Batches.cell;
import static dev.pulley.server.redis.Batches.decision;
import static dev.pulley.server.redis.Batches.evidence;
import static dev.pulley.server.redis.Batches.first;
import static dev.pulley.server.redis.Batches.position;
import static dev.pulley.server.redis.Batches.reward;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.server.event.Event.RewardGiven;
import dev.pulley.server.event.Position;
import dev.pulley.server.ledger.Batch;
import dev.pulley.server.ledger.BucketKey;
import dev.pulley.server.ledger.PartitionChanges;
import dev.pulley.server.task.BucketWidth;
import dev.pulley.server.testing.RealRedis;
import dev.pulley.server.token.Decision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store of evidence tells those who read it, and what it costs. */
@ParameterizedClass
@MethodSource("dev.pulley.server.testing.RealRedis#each")
final class EvidenceSourceContractTest {
    private final RealRedis redis;
    private final OpenLedger ledger;

    EvidenceSourceContractTest(RealRedis redis) throws RedisUnfitException {
        this.redis = redis;
        this.ledger = OpenLedger.on(redis);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void changesAfter_tellsOnlyWhatChangedSince() {
        ledger.apply(first(Map.of(cell(decision(1)), 1), List.of()));
        long early = ledger.changes().upTo();
        ledger.apply(evidence(1, 2, Map.of(cell(decision(NODE, 2, Batches.AT + 3_600_000)), 1), List.of()));
        PartitionChanges since = ledger.changesAfter(early);
        assertThat(since.upTo()).isEqualTo(2);
        assertThat(since.buckets()).containsOnlyKeys(BucketKey.of(decision(NODE, 2, Batches.AT + 3_600_000)));
        assertThat(ledger.changesAfter(2).buckets()).isEmpty();
        assertThat(ledger.changeCounts().get(PARTITION)).isEqualTo(2);
        assertThat(ledger.changeCounts().stream().mapToLong(n -> n).sum()).isEqualTo(2);
    }

    @Test
    void changesAfter_moreThanAPage_comeInPagesThatLoseNothing() {
        int perBatch = 190;
        int batches = 24;
        Map<BucketKey, Long> written = new HashMap<>();
        Position from = Position.START;
        int bucket = 0;
        for (int i = 1; i <= batches; i++) {
            Map<Batch.DecisionCell, Integer> cells = new HashMap<>();
            for (int n = 0; n < perBatch; n++, bucket++) {
                Batch.DecisionCell cell = cell(decision(NODE, 1, Batches.AT + bucket * 60_000L));
                cells.put(cell, i);
                written.put(cell.bucket(), (long) i);
            }
            ledger.apply(new Batch.Evidence(PARTITION, NODE, from, position(i), cells, List.of()));
            from = position(i);
        }
        Map<BucketKey, Long> read = new HashMap<>();
        long after = 0;
        int pages = 0;
        while (after < batches) {
            PartitionChanges page = ledger.changesAfter(after);
            assertThat(page.buckets().size()).isLessThanOrEqualTo(ChangedPage.SIZE);
            assertThat(page.upTo()).isGreaterThan(after);
            page.buckets()
                    .forEach((key, evidence) -> read.put(
                            key, evidence.variants().values().iterator().next().decisions()));
            after = page.upTo();
            pages++;
        }
        assertThat(pages).isEqualTo(3);
        assertThat(read).isEqualTo(written);
    }

    @Test
    void changesAfter_oneCountWithMoreThanAPage_isReadWhole() {
        int buckets = ChangedPage.SIZE + 500;
        Map<Batch.DecisionCell, Integer> cells = new HashMap<>();
        for (int n = 0; n < buckets; n++) {
            cells.put(cell(decision(NODE, 1, Batches.AT + n * 60_000L)), 1);
        }
        ledger.apply(new Batch.Evidence(PARTITION, NODE, Position.START, position(1), cells, List.of()));
        PartitionChanges page = ledger.changesAfter(0);
        assertThat(page.upTo()).isEqualTo(1);
        assertThat(page.buckets()).hasSize(buckets);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rollUp_ofNarrowBuckets_keepsEverySum_andIsDoneOnce(boolean anEarlierVersionWroteThem) {
        List<RewardGiven> rewards = new ArrayList<>();
        Map<Batch.DecisionCell, Integer> cells = new HashMap<>();
        Map<Batch.UnitCell, Integer> units = new HashMap<>();
        int narrow = 12;
        for (int i = 0; i < 10 * narrow; i++) {
            Decision made = Batches.inGroup(decision(NODE, i, Batches.AT + i * 6_000L), i % 64);
            units.merge(new Batch.UnitCell(BucketKey.of(made), 1 + i % 7), 1, Integer::sum);
            cells.merge(cell(made), 1, Integer::sum);
            rewards.add(reward(made, i % 3, 0.5 + i, 10));
            rewards.add(reward(made, 9, 2.0 * i, 11));
        }
        ledger.apply(new Batch.Evidence(
                PARTITION, NODE, Position.START, position(1), cells, Map.of(), rewards, List.of(), List.of(), units));
        if (anEarlierVersionWroteThem) {
            ledger.writeAsEarlier();
        }
        Map<BucketKey, BucketEvidence> before = ledger.changes().buckets();
        assertThat(before).hasSize(narrow);
        BucketEvidence sum = before.values().stream().reduce(BucketEvidence.NONE, BucketEvidence::plus);
        assertThat(sum.units().decisions(1)).isPositive();
        assertThat(sum.units().outcomes(63)).isPositive();
        int wide = BucketWidth.coarser(Batches.WIDTH);
        BucketKey target =
                new BucketKey(Batches.TENANT, Batches.TASK, wide, Math.floorDiv(Batches.AT, BucketWidth.millis(wide)));

        assertThat(ledger.rollUp(target, List.copyOf(before.keySet()))).isEqualTo(narrow + 1);

        PartitionChanges after = ledger.changesAfter(1);
        assertThat(after.buckets()).hasSize(narrow + 1).containsEntry(target, sum);
        assertThat(after.buckets().keySet()).containsAll(before.keySet());
        assertThat(after.buckets().values().stream().filter(BucketEvidence.NONE::equals))
                .hasSize(narrow);
        Map<String, String> dump = ledger.dump();
        assertThat(ledger.rollUp(target, List.copyOf(before.keySet()))).isZero();
        assertThat(ledger.dump()).isEqualTo(dump);
    }

    @Test
    void stateOfDecisions_hasItsEndOfLife_andStaysSmall() {
        // Three stamped doubles on each of the 64 decisions of some chunks.
        int chunks = 8;
        List<RewardGiven> rewards = new ArrayList<>();
        Position from = Position.START;
        int batch = 0;
        long now = System.currentTimeMillis();
        for (int i = 0; i < chunks * 64; i++) {
            for (int metric = 0; metric < 3; metric++) {
                rewards.add(reward(decision(NODE, i, now + i), metric, 0.1 + i + metric, 60_000L + metric));
            }
            if (rewards.size() >= 96) {
                Position to = position(++batch);
                ledger.apply(new Batch.Evidence(PARTITION, NODE, from, to, Map.of(), rewards));
                rewards.clear();
                from = to;
            }
        }
        List<String> states = redis.commands().keys("*:s:*");
        assertThat(states).hasSize(chunks);
        long bytes = 0;
        for (String state : states) {
            assertThat(redis.commands().hlen(state)).isEqualTo(64);
            long leftMillis = redis.commands().pttl(state);
            assertThat(leftMillis)
                    .as("longer than any of its decisions is open, and not for ever")
                    .isBetween(Batches.OPEN_MILLIS, 2 * Batches.OPEN_MILLIS);
            bytes += redis.commands().memoryUsage(state);
        }
        assertThat(bytes / (chunks * 64.0)).isLessThan(64);
    }
}
