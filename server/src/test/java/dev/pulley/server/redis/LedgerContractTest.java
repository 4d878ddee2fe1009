package dev.pulley.server.redis;

import static dev.pulley.server.redis.Batches.AT;
import static dev.pulley.server.redis.Batches.BIRTH;
import static dev.pulley.server.redis.Batches.NODE;
import static dev.pulley.server.redis.Batches.PARTITION;
import static dev.pulley.server.redis.Batches.TASK;
import static dev.pulley.server.redis.Batches.TENANT;
import static dev.pulley.server.redis.Batches.cell;
import static dev.pulley.server.redis.Batches.change;
import static dev.pulley.server.redis.Batches.decision;
import static dev.pulley.server.redis.Batches.evidence;
import static dev.pulley.server.redis.Batches.first;
import static dev.pulley.server.redis.Batches.position;
import static dev.pulley.server.redis.Batches.reward;
import static dev.pulley.server.redis.Batches.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.policies.evidence.BucketEvidence;
import dev.pulley.policies.evidence.Evidence;
import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.server.event.Event.RewardGiven;
import dev.pulley.server.event.Position;
import dev.pulley.server.ledger.Batch;
import dev.pulley.server.ledger.BatchAnswer;
import dev.pulley.server.ledger.BucketKey;
import dev.pulley.server.ledger.ChangeLog;
import dev.pulley.server.ledger.ChangeResult;
import dev.pulley.server.ledger.PartitionChanges;
import dev.pulley.server.ledger.PartitionChanges.Counters;
import dev.pulley.server.ledger.PartitionChanges.TaskKey;
import dev.pulley.server.ledger.PartitionState;
import dev.pulley.server.ledger.RewardResult;
import dev.pulley.server.task.Partition;
import dev.pulley.server.task.Task;
import dev.pulley.server.task.TaskChange;
import dev.pulley.server.testing.RealRedis;
import dev.pulley.server.token.Decision;
import dev.pulley.server.token.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What every store of evidence promises: a batch counts once, whole, and only where it belongs. */
@ParameterizedClass
@MethodSource("dev.pulley.server.testing.RealRedis#each")
final class LedgerContractTest {
    private final RealRedis redis;
    private final OpenLedger ledger;

    LedgerContractTest(RealRedis redis) throws RedisUnfitException {
        this.redis = redis;
        this.ledger = OpenLedger.on(redis);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private static Batch.Evidence aBatch() {
        List<RewardGiven> rewards = List.of(
                reward(decision(1), 0, 1.0, 10), reward(decision(2), 0, 0.0, 20), reward(decision(1), 1, 0.5, 30));
        return first(Map.of(cell(decision(1)), 5), rewards);
    }

    @Test
    void aFirstBatch_isApplied_andGivesThePartitionItsBirthAndItsFence() {
        assertThat(ledger.apply(aBatch())).isEqualTo(new BatchAnswer.Applied(1, "aaa"));
        List<PartitionState> states = ledger.states(NODE);
        assertThat(states).hasSize(Partition.COUNT);
        for (PartitionState state : states) {
            boolean isWritten = state.partition() == PARTITION;
            assertThat(state.fence()).isEqualTo(isWritten ? position(1) : Position.START);
            assertThat(state.birth().isPresent()).isEqualTo(isWritten);
        }
        assertThat(states.get(PARTITION).birth()).contains(BIRTH);
        assertThat(ledger.states(NODE + 1).get(PARTITION).fence())
                .as("another node's")
                .isEqualTo(Position.START);
        BucketEvidence evidence = ledger.changes().buckets().get(BucketKey.of(decision(1)));
        assertThat(evidence).isNotNull();
        assertThat(evidence == null ? Map.of() : evidence.variants()).containsOnlyKeys(new VariantVersion(1, 1));
    }

    @Test
    void aBatchThatWasApplied_isNotAppliedAgain_andTellsItsResultsAgain() {
        ledger.apply(aBatch());
        Map<String, String> before = ledger.dump();
        assertThat(ledger.apply(aBatch())).isEqualTo(new BatchAnswer.FencedElsewhere(position(1), "aaa"));
        assertThat(ledger.dump()).isEqualTo(before);
    }

    @Test
    void aBatchFromElsewhere_writesNothing_andIsToldTheFence() {
        ledger.apply(aBatch());
        ledger.apply(evidence(1, 5, Map.of(), List.of(reward(decision(7), 0, 1.0, 5))));
        Map<String, String> before = ledger.dump();
        for (Position from : List.of(Position.START, position(1), position(4), position(6), new Position(2, 5))) {
            Batch elsewhere = new Batch.Evidence(
                    PARTITION, NODE, from, position(9), Map.of(), List.of(reward(decision(8), 0, 1.0, 5)));
            assertThat(ledger.apply(elsewhere)).isEqualTo(new BatchAnswer.FencedElsewhere(position(5), "a"));
            Batch change = change(from, position(9), 0, task(Batches.names(1).getFirst(), "1"));
            assertThat(ledger.apply(change)).isEqualTo(new BatchAnswer.FencedElsewhere(position(5), "a"));
        }
        assertThat(ledger.dump()).isEqualTo(before);
    }

    @Test
    void aBatchOfANewEpoch_startsWhereTheOldOneEnded() {
        ledger.apply(aBatch());
        Batch next = new Batch.Evidence(
                PARTITION, NODE, position(1), new Position(2, 4), Map.of(), List.of(reward(decision(7), 0, 1.0, 5)));
        assertThat(ledger.apply(next)).isEqualTo(new BatchAnswer.Applied(2, "a"));
        assertThat(ledger.states(NODE).get(PARTITION).fence()).isEqualTo(new Position(2, 4));
    }

    @Test
    void anEmptyBatch_movesTheFenceAlone() {
        ledger.apply(aBatch());
        PartitionChanges before = ledger.changes();
        assertThat(ledger.apply(evidence(1, 3, Map.of(), List.of()))).isEqualTo(new BatchAnswer.Applied(2, ""));
        assertThat(ledger.states(NODE).get(PARTITION).fence()).isEqualTo(position(3));
        assertThat(ledger.changes().buckets()).isEqualTo(before.buckets());
    }

    @Test
    void aBatchForAnotherBirth_writesNothing() {
        ledger.apply(aBatch());
        Map<String, String> before = ledger.dump();
        Batch next = evidence(1, 2, Map.of(), List.of(reward(decision(7), 0, 1.0, 5)));
        Batch change = change(position(1), position(2), 0, task(Batches.names(1).getFirst(), "1"));
        assertThat(ledger.apply(next, "born-elsewhere")).isEqualTo(new BatchAnswer.OtherBirth(BIRTH));
        assertThat(ledger.apply(change, "born-elsewhere")).isEqualTo(new BatchAnswer.OtherBirth(BIRTH));
        assertThat(ledger.dump()).isEqualTo(before);
    }

    @Test
    void scriptsThatRedisForgot_areSentAgain() {
        ledger.apply(aBatch());
        redis.commands().scriptFlush();
        assertThat(ledger.applied(evidence(1, 2, Map.of(), List.of(reward(decision(7), 0, 1.0, 5)))))
                .containsExactly(RewardResult.ACCEPTED);
        redis.commands().scriptFlush();
        assertThat(ledger.applied(change(
                        position(2), position(3), 0, task(Batches.names(1).getFirst(), "1"))))
                .isInstanceOf(ChangeResult.Stored.class);
    }

    @Test
    void nodes_haveFencesOfTheirOwn_andShareTheEvidence() {
        ledger.apply(aBatch());
        Batch other = new Batch.Evidence(
                PARTITION,
                NODE + 1,
                Position.START,
                new Position(4, 9),
                Map.of(cell(decision(1)), 2),
                List.of(reward(decision(1), 0, 0.0, 11)));
        assertThat(ledger.apply(other)).isEqualTo(new BatchAnswer.Applied(2, "c"));
        assertThat(ledger.states(NODE).get(PARTITION).fence()).isEqualTo(position(1));
        assertThat(ledger.states(NODE + 1).get(PARTITION).fence()).isEqualTo(new Position(4, 9));
        assertThat(summary().decisions()).isEqualTo(7);
        assertThat(summary().sum()).isZero();
    }

    private VariantSummary summary() {
        return Evidence.of(Map.of(
                        BucketKey.of(decision(1)).bucket(),
                        ledger.changes().buckets().getOrDefault(BucketKey.of(decision(1)), BucketEvidence.NONE)))
                .summaries()
                .getOrDefault(new VariantVersion(1, 1), VariantSummary.NONE);
    }

    @Test
    void rewards_areJudgedInTheirOrder() {
        RewardGiven given = reward(decision(1), 0, 1.0, 10);
        RewardGiven older = reward(decision(1), 0, 0.0, 5);
        RewardGiven newer = reward(decision(1), 0, 0.0, 15);
        RewardGiven retracted = reward(decision(1), 0, null, 20);
        RewardGiven other = reward(decision(1), 2, null, 20);
        assertThat(ledger.applied(first(
                        Map.of(), List.of(given, given, older, newer, Batches.late(given), retracted, newer, other))))
                .containsExactly(
                        RewardResult.ACCEPTED,
                        RewardResult.REPEATED,
                        RewardResult.REPEATED,
                        RewardResult.CORRECTED,
                        RewardResult.LATE,
                        RewardResult.CORRECTED,
                        RewardResult.REPEATED,
                        RewardResult.ACCEPTED);
        assertThat(ledger.changes().buckets().values()).containsOnly(BucketEvidence.NONE);
        assertThat(ledger.changes().counters()).containsOnly(Map.entry(new TaskKey(TENANT, TASK), new Counters(1, 0)));
    }

    @Test
    void aRetractedReward_leavesNoCellBehind() {
        List<RewardGiven> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(reward(decision(i), 0, 0.1 * i, 10));
            all.add(reward(decision(i), 1 + i % 6, 0.7 * i, 10));
            all.add(reward(decision(i), 9, -0.3 * i, 10));
        }
        ledger.apply(first(Map.of(), all));
        List<RewardGiven> retractions = all.stream()
                .map(given -> reward(given.decision(), given.metric(), null, 11))
                .toList();
        ledger.apply(evidence(1, 2, Map.of(), retractions));
        assertThat(redis.commands().keys("*:e:*")).isEmpty();
        assertThat(ledger.changes().buckets().values()).containsOnly(BucketEvidence.NONE);
    }

    @Test
    void lateRewards_areCountedAndChangeNothingElse() {
        List<RewardGiven> late = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            late.add(Batches.late(reward(decision(i), 0, 1.0, 5)));
        }
        assertThat(ledger.applied(first(Map.of(), late))).containsOnly(RewardResult.LATE);
        ledger.apply(evidence(1, 2, Map.of(), late.subList(0, 2)));
        assertThat(ledger.changes().counters()).containsOnly(Map.entry(new TaskKey(TENANT, TASK), new Counters(7, 0)));
        assertThat(ledger.changes().buckets()).isEmpty();
        assertThat(redis.commands().keys("*:s:*")).isEmpty();
    }

    @Test
    void aBatchOfMoreDecisionsOfOneChunk_thanACallOfRedisTakes_isAppliedWhole_andTwice() {
        int count = 9_000;
        List<RewardGiven> rewards = new ArrayList<>();
        for (int offset = 0; offset < count; offset++) {
            Decision decision = new Decision(
                    TENANT,
                    TASK,
                    1 + offset % 3_000,
                    1,
                    1,
                    0.5,
                    AT + 7,
                    Batches.WIDTH,
                    new Place(NODE, 1, 1, 1, offset));
            rewards.add(reward(decision, 0, 1.0, 10));
        }
        ledger.apply(first(Map.of(), rewards));
        assertThat(ledger.changes().buckets().values())
                .singleElement()
                .satisfies(evidence -> assertThat(evidence.variants())
                        .hasSize(3_000)
                        .allSatisfy((variant, sums) -> assertThat(sums.cells().values())
                                .singleElement()
                                .satisfies(cell -> assertThat(cell.count()).isEqualTo(3))));
        assertThat(ledger.applied(evidence(1, 2, Map.of(), rewards)))
                .hasSize(count)
                .containsOnly(RewardResult.REPEATED);
    }

    @Test
    void tasks_getIdsOfTheirPartition_neverTheSameTwice() {
        Set<Integer> ids = new HashSet<>();
        Position from = Position.START;
        List<String> names = Batches.names(5);
        for (int i = 0; i < names.size(); i++) {
            Position to = position(i + 1);
            if (!(ledger.applied(change(from, to, 0, task(names.get(i), "1")))
                    instanceof ChangeResult.Stored(int id))) {
                throw new AssertionError("not stored");
            }
            assertThat(id).isPositive();
            assertThat(Partition.ofTask(id)).isEqualTo(PARTITION);
            assertThat(ids.add(id)).isTrue();
            from = to;
        }
        assertThat(ledger.changes().tasks()).extracting(Task::id).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void aChange_isStoredOnlyOverTheRevisionThatItWasMadeFrom() {
        String name = Batches.names(1).getFirst();
        Task created = task(name, "1");
        assertThat(ledger.applied(change(Position.START, position(1), 7, created)))
                .isEqualTo(new ChangeResult.Conflict(0));
        if (!(ledger.applied(change(position(1), position(2), 0, created)) instanceof ChangeResult.Stored(int id))) {
            throw new AssertionError("not stored");
        }
        assertThat(ledger.applied(change(position(2), position(3), 0, created)))
                .isEqualTo(new ChangeResult.Conflict(1));
        Task second = revision(created, 2);
        assertThat(ledger.applied(change(position(3), position(4), 1, second))).isEqualTo(new ChangeResult.Stored(id));
        assertThat(ledger.applied(change(position(4), position(5), 1, second))).isEqualTo(new ChangeResult.Conflict(2));
        assertThat(ledger.changes().tasks()).containsExactly(second.withId(id));
    }

    /** As after a loss, where another node has what lies between, and sends it later. */
    @Test
    void aChange_whoseBaseTheStoreLost_isStored_andTheOnesBeforeItAreLoggedWhenTheyCome() {
        String name = Batches.names(1).getFirst();
        Task created = task(name, "1");
        ledger.applied(change(Position.START, position(1), 0, created));
        int id = ledger.changes().tasks().getFirst().id();
        Task third = revision(created, 3);
        assertThat(ledger.applied(change(position(1), position(2), 2, third))).isEqualTo(new ChangeResult.Stored(id));
        assertThat(ledger.applied(change(position(2), position(3), 1, revision(created, 2))))
                .isEqualTo(new ChangeResult.Conflict(3));
        assertThat(ledger.changes().tasks()).containsExactly(third.withId(id));
        assertThat(ledger.log(name, 1_000, 100))
                .extracting(TaskChange::revision)
                .containsExactly(3L, 2L, 1L);
    }

    @Test
    void changes_areLogged_andTheNewestAreKept() {
        String name = Batches.names(1).getFirst();
        Task created = task(name, "1");
        int revisions = ChangeLog.DEFINITIONS_KEPT_MAX + 5;
        for (int i = 1; i <= revisions; i++) {
            Position from = i == 1 ? Position.START : position(i - 1);
            ledger.applied(change(from, position(i), i - 1, revision(created, i)));
        }
        ledger.applied(change(position(revisions), position(revisions + 1), 7, revision(created, 8)));
        List<TaskChange> newest = ledger.log(name, 1_000, 2);
        assertThat(newest).extracting(TaskChange::revision).containsExactly((long) revisions, revisions - 1L);
        assertThat(newest.getFirst()).isEqualTo(Batches.made(revision(created, revisions)));
        assertThat(ledger.log(name, 3, 100)).extracting(TaskChange::revision).containsExactly(2L, 1L);
        assertThat(ledger.definition(name, 6)).contains(created.definition());
        assertThat(ledger.definition(name, 5)).isEmpty();
        assertThat(ledger.definition("other", 5)).isEmpty();
    }

    private static Task revision(Task task, long revision) {
        return new Task(
                task.tenant(),
                task.name(),
                task.id(),
                revision,
                task.createdMillis(),
                task.updatedMillis(),
                task.definition(),
                task.status(),
                task.identities(),
                task.metrics(),
                task.formerWindows());
    }
}
