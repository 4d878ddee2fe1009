package dev.pulley.server.redis;

import static dev.pulley.server.redis.Batches.BIRTH;
import static dev.pulley.server.redis.Batches.NODE;
import static dev.pulley.server.redis.Batches.PARTITION;
import static dev.pulley.server.redis.Batches.TASK;
import static dev.pulley.server.redis.Batches.TENANT;
import static dev.pulley.server.redis.Batches.cell;
import static dev.pulley.server.redis.Batches.decision;
import static dev.pulley.server.redis.Batches.evidence;
import static dev.pulley.server.redis.Batches.first;
import static dev.pulley.server.redis.Batches.late;
import static dev.pulley.server.redis.Batches.position;
import static dev.pulley.server.redis.Batches.reward;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.SourceMetric;
import dev.pulley.server.event.Event.RewardGiven;
import dev.pulley.server.event.Event.Source;
import dev.pulley.server.ledger.BatchAnswer;
import dev.pulley.server.ledger.BucketKey;
import dev.pulley.server.ledger.ClosedEvidence;
import dev.pulley.server.ledger.ClosedLedger.Buckets;
import dev.pulley.server.ledger.Extent;
import dev.pulley.server.ledger.GivenBack;
import dev.pulley.server.ledger.PartitionChanges.Counters;
import dev.pulley.server.ledger.PartitionChanges.TaskKey;
import dev.pulley.server.task.BucketWidth;
import dev.pulley.server.testing.RealRedis;
import dev.pulley.server.token.Decision;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What every store of closed evidence promises: a copy is of one moment, and what is given back counts once. */
@ParameterizedClass
@MethodSource("dev.pulley.server.testing.RealRedis#each")
final class ClosedLedgerContractTest {
    private static final TaskKey KEY = new TaskKey(TENANT, TASK);
    private static final long MINUTE = 60_000;
    private static final Decision OLD = decision(1);
    private static final Decision NEW = decision(NODE, 2, Batches.AT + 5 * MINUTE);
    private static final long CLOSED_BEFORE = BucketKey.of(OLD).bucket().endMillis();

    private final RealRedis redis;
    private final OpenLedger ledger;

    ClosedLedgerContractTest(RealRedis redis) throws RedisUnfitException {
        this.redis = redis;
        this.ledger = OpenLedger.on(redis);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private static RewardGiven by(String source, RewardGiven given) {
        return new RewardGiven(
                given.decision(),
                given.metric(),
                given.binary(),
                given.value(),
                given.atMillis(),
                given.stamp(),
                given.closesAtMillis(),
                given.late(),
                false,
                new Source(source, 1));
    }

    /** Three old decisions, two new ones; on an old one a value of a source, and one that came late. */
    private void apply() {
        ledger.apply(first(
                Map.of(cell(OLD), 3, cell(NEW), 2),
                List.of(by("judge", reward(OLD, 0, 1.0, 10)), late(reward(OLD, 1, 0.5, 20)))));
    }

    private ClosedEvidence copy() {
        Buckets buckets = ledger.buckets();
        assertThat(buckets.of(KEY)).containsOnlyKeys(BucketKey.of(OLD), BucketKey.of(NEW));
        return ledger.copy(KEY, CLOSED_BEFORE, Set.of(BucketKey.of(OLD)), buckets.count())
                .orElseThrow();
    }

    private BucketEvidence standing(Decision decision) {
        return ledger.changes().buckets().getOrDefault(BucketKey.of(decision), BucketEvidence.NONE);
    }

    private void loseAll() throws RedisUnfitException {
        redis.flush();
        ledger.restore(BIRTH, List.of());
    }

    @Test
    void aCopy_hasTheClosedBuckets_andHowFarEachNodeIsInThem() {
        apply();
        ClosedEvidence copy = copy();
        assertThat(copy.extent()).isEqualTo(new Extent(CLOSED_BEFORE, Map.of(Keys.node(NODE), position(1))));
        assertThat(copy.buckets()).containsOnlyKeys(BucketKey.of(OLD));
        assertThat(copy.late()).isEqualTo(1);
        assertThat(copy.sources()).containsExactly(Map.entry(1, "judge"));
    }

    @Test
    void aCopy_forWhichAClosedBucketWasNotKnown_isNotMade() {
        apply();
        Buckets before = ledger.buckets();
        Decision earlier = decision(NODE, 3, Batches.AT - MINUTE);
        ledger.apply(evidence(1, 2, Map.of(cell(NEW), 1), List.of()));
        assertThat(ledger.copy(KEY, CLOSED_BEFORE, Set.of(BucketKey.of(OLD)), before.count()))
                .as("an open one may change")
                .isPresent();
        ledger.apply(evidence(2, 3, Map.of(cell(earlier), 1), List.of()));
        assertThat(ledger.copy(KEY, CLOSED_BEFORE, Set.of(BucketKey.of(OLD)), before.count()))
                .isEmpty();
        assertThat(ledger.copy(
                        KEY,
                        CLOSED_BEFORE,
                        Set.of(BucketKey.of(OLD), BucketKey.of(earlier)),
                        ledger.buckets().count()))
                .isPresent();
    }

    @Test
    void aCopy_whileItsBucketsAreRolledUp_isNotMade() {
        apply();
        Buckets before = ledger.buckets();
        int wider = BucketWidth.coarser(Batches.WIDTH);
        BucketKey wide = new BucketKey(TENANT, TASK, wider, Math.floorDiv(Batches.AT, BucketWidth.millis(wider)));
        ledger.rollUp(wide, List.of(BucketKey.of(OLD)));
        assertThat(ledger.copy(
                        KEY, wide.bucket().endMillis(), Set.of(BucketKey.of(OLD), BucketKey.of(NEW)), before.count()))
                .isEmpty();
    }

    @Test
    void whatIsGivenBack_isAsItWas_whateverStandsInItsPlace() throws RedisUnfitException {
        apply();
        BucketEvidence before = standing(OLD);
        ClosedEvidence copy = copy();
        loseAll();
        Decision earlier = decision(NODE, 3, Batches.AT - MINUTE);
        ledger.apply(first(Map.of(cell(OLD), 2, cell(earlier), 1, cell(NEW), 2), List.of()));
        assertThat(ledger.giveBack(BIRTH, copy)).isTrue();
        assertThat(standing(OLD)).isEqualTo(before);
        assertThat(standing(earlier)).as("what the copy does not have").isEqualTo(BucketEvidence.NONE);
        assertThat(standing(NEW).equals(BucketEvidence.NONE)).as("what is open").isFalse();
        assertThat(ledger.changes().counters().getOrDefault(KEY, Counters.NONE).late())
                .isEqualTo(1);
    }

    @Test
    void aBatch_thatKnowsNothingOfIt_isRefused_andItIsKnownWhichEventsItHas() throws RedisUnfitException {
        apply();
        ClosedEvidence copy = copy();
        loseAll();
        ledger.giveBack(BIRTH, copy);
        assertThat(ledger.states(NODE).get(PARTITION).givenBack()).isEqualTo(1);
        GivenBack givenBack = ledger.givenBack(NODE);
        assertThat(givenBack).isEqualTo(new GivenBack(1, Map.of(KEY, new GivenBack.Part(CLOSED_BEFORE, position(1)))));
        RewardGiven early = reward(OLD, 0, 1.0, 10);
        assertThat(givenBack.has(position(1), early)).isTrue();
        assertThat(givenBack.has(position(2), early)).isFalse();
        assertThat(givenBack.has(position(1), reward(NEW, 0, 1.0, 10))).isFalse();
        assertThat(givenBack.has(position(1), late(reward(NEW, 0, 1.0, 10)))).isTrue();
        assertThat(ledger.givenBack(NODE + 1).has(position(1), early)).isFalse();

        Map<String, String> before = ledger.dump();
        assertThat(ledger.apply(first(Map.of(cell(NEW), 2), List.of()), BIRTH))
                .isEqualTo(new BatchAnswer.OtherBirth(BIRTH));
        assertThat(ledger.dump()).isEqualTo(before);
        assertThat(ledger.apply(first(Map.of(cell(NEW), 2), List.of()), givenBack.mark(BIRTH)))
                .isInstanceOf(BatchAnswer.Applied.class);
    }

    @Test
    void aCopyThatHasLess_changesNothing_andOneThatHasMoreDoes() throws RedisUnfitException {
        apply();
        ClosedEvidence less = copy();
        ledger.apply(evidence(1, 2, Map.of(cell(OLD), 4), List.of()));
        ClosedEvidence more = copy();
        loseAll();
        ledger.giveBack(BIRTH, less);
        ledger.giveBack(BIRTH, more);
        BucketEvidence all = standing(OLD);
        Map<String, String> before = ledger.dump();
        assertThat(ledger.giveBack(BIRTH, less)).isTrue();
        assertThat(ledger.giveBack(BIRTH, more)).isTrue();
        assertThat(ledger.dump()).isEqualTo(before);
        assertThat(all.variants().values())
                .singleElement()
                .satisfies(sums -> assertThat(sums.decisions()).isEqualTo(7));
        assertThat(ledger.givenBack(NODE).tasks().get(KEY)).isEqualTo(new GivenBack.Part(CLOSED_BEFORE, position(2)));
    }

    @Test
    void sources_keepTheirNames_whereOthersHaveTheirNumbersByNow() throws RedisUnfitException {
        apply();
        ClosedEvidence copy = copy();
        loseAll();
        ledger.apply(first(Map.of(), List.of(by("user", reward(NEW, 0, 0.0, 10)))));
        ledger.giveBack(BIRTH, copy);
        Map<Integer, String> names =
                ledger.changes().counters().getOrDefault(KEY, Counters.NONE).sources();
        assertThat(names).containsOnly(Map.entry(1, "user"), Map.entry(2, "judge"));
        assertThat(standing(OLD).sources()).containsOnlyKeys(new SourceMetric(2, 0));
        assertThat(standing(NEW).sources()).containsOnlyKeys(new SourceMetric(1, 0));
    }

    @Test
    void anotherStore_tellsNothing_andTakesNothing() {
        apply();
        ClosedEvidence copy = copy();
        Map<String, String> before = ledger.dump();
        assertThat(ledger.giveBack("another", copy)).isFalse();
        assertThat(ledger.dump()).isEqualTo(before);
        Optional<ClosedEvidence> others = ledger.copy("another", KEY, CLOSED_BEFORE, Set.of(), 1);
        assertThat(others).isEmpty();
    }
}
