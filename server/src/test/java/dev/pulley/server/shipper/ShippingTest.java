package dev.pulley.server.shipper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.event.Position;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.reward.RewardReport;
import dev.pulley.server.stats.TaskStats;
import dev.pulley.server.task.TaskChange;
import dev.pulley.server.testing.Node;
import dev.pulley.server.testing.RealRedis;
import io.lettuce.core.KillArgs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class ShippingTest {
    private static final String BINARY = """
            {"outcome":{"metric":"y","kind":"binary"},"proxies":[{"metric":"x","kind":"number"}],
             "variants":[{"name":"a"},{"name":"b"}]}""";

    private static final int ROUNDS = 100;

    @RegisterExtension
    static final RealRedis REDIS = RealRedis.any();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @AfterEach
    void resume() {
        REDIS.resume();
    }

    private Node start() {
        return start(1);
    }

    private Node start(long id) {
        return Node.start(folder.resolve("node-" + id), id, REDIS);
    }

    private static RewardReport report(int accepted, int repeated, int corrected, int queued) {
        return new RewardReport(accepted, repeated, corrected, 0, 0, queued, List.of());
    }

    private static void assertCounts(Node node, String task, long decisions, long outcomes) {
        TaskStats stats = node.statsOnce(task, now -> now.decisions() >= decisions && now.outcomes() >= outcomes);
        assertThat(stats.decisions()).isEqualTo(decisions);
        assertThat(stats.outcomes()).isEqualTo(outcomes);
    }

    @Test
    void rewards_areToldWhatBecameOfThem() {
        try (Node node = start()) {
            node.put("t", BINARY);
            List<String> tokens = node.decide("t", 250);
            assertThat(node.report(tokens, "y", 1.0)).isEqualTo(report(250, 0, 0, 0));
            assertThat(node.report(tokens, "y", 1.0)).isEqualTo(report(0, 250, 0, 0));
            assertThat(node.report(tokens.subList(0, 10), "y", 0.0)).isEqualTo(report(0, 0, 10, 0));
            assertThat(node.report(tokens.subList(0, 4), "y", null)).isEqualTo(report(0, 0, 4, 0));
            assertThat(node.report(tokens.subList(0, 10), "x", 0.5)).isEqualTo(report(10, 0, 0, 0));
            RewardReport unknown = node.report(tokens.subList(0, 3), "z", 1.0);
            assertThat(unknown.rejected())
                    .extracting(rejected -> rejected.problem().code())
                    .containsExactly(
                            ProblemCode.UNKNOWN_METRIC, ProblemCode.UNKNOWN_METRIC, ProblemCode.UNKNOWN_METRIC);
            assertCounts(node, "t", 250, 246);
        }
    }

    @Test
    void whileRedisHangs_decisionsGoOn_rewardsAreQueued_andAllCountOnceAfterwards() {
        try (Node node = start()) {
            node.put("t", BINARY);
            List<String> before = node.decide("t", 100);
            node.report(before, "y", 1.0);
            REDIS.pause();
            List<String> meanwhile = node.decide("t", 300);
            assertThat(node.report(meanwhile.subList(0, 120), "y", 0.0)).isEqualTo(report(0, 0, 0, 120));
            meanwhile.addAll(node.decide("t", 50));
            assertThat(code(node.tryToPut("other", BINARY))).isEqualTo(ProblemCode.UNAVAILABLE);
            REDIS.resume();
            assertCounts(node, "t", 450, 220);
            assertThat(node.report(meanwhile.subList(0, 120), "y", 0.0)).isEqualTo(report(0, 120, 0, 0));
            assertCounts(node, "t", 450, 220);
        }
    }

    /** A second is as long as anybody waits, and as Redis needs to be silent for nobody to wait any more. */
    @Test
    void whileRedisHangs_onlyTheFirstWaitForIt() {
        try (Node node = start()) {
            node.put("t", BINARY);
            List<String> tokens = node.decide("t", 21);
            REDIS.pause();
            assertThat(node.report(tokens.subList(0, 1), "y", 1.0)).isEqualTo(report(0, 0, 0, 1));
            long beginNanos = System.nanoTime();
            for (String token : tokens.subList(1, tokens.size())) {
                assertThat(node.report(List.of(token), "y", 1.0)).isEqualTo(report(0, 0, 0, 1));
            }
            assertThat(Duration.ofNanos(System.nanoTime() - beginNanos)).isLessThan(Duration.ofSeconds(3));
            REDIS.resume();
            assertCounts(node, "t", 21, 21);
            assertThat(node.report(tokens, "y", 1.0)).isEqualTo(report(0, 21, 0, 0));
        }
    }

    @Test
    void connectionsThatAreKilledAgainAndAgain_loseNothingAndDoubleNothing() {
        try (Node node = start()) {
            node.put("t", BINARY);
            List<CompletionStage<Result<RewardReport>>> reports = new ArrayList<>();
            List<String> rewarded = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                List<String> tokens = node.decide("t", 40);
                rewarded.addAll(tokens.subList(0, 30));
                reports.add(node.reporting(tokens.subList(0, 30), "y", round % 2 == 0 ? 1.0 : 0.0));
                if (round % 5 == 1) {
                    REDIS.commands().clientKill(KillArgs.Builder.typeNormal().skipme(true));
                    // Till it is answered again, so that the next one is cut off as well.
                    node.look();
                }
            }
            int applied = 0;
            int queued = 0;
            for (CompletionStage<Result<RewardReport>> report : reports) {
                RewardReport told = Node.ok(Node.get(report));
                applied += told.accepted();
                queued += told.queued();
            }
            assertThat(applied + queued).isEqualTo(30 * ROUNDS);
            assertCounts(node, "t", 40 * ROUNDS, 30 * ROUNDS);
            assertThat(node.report(rewarded.subList(0, 30), "y", 1.0)).isEqualTo(report(0, 30, 0, 0));
        }
    }

    /** More events than are read ahead for one partition, while others share the journal with them. */
    @Test
    void aBacklogBeyondWhatIsReadAhead_losesNothing() {
        try (Node node = start()) {
            node.put("busy", BINARY);
            node.put("quiet", BINARY);
            REDIS.pause();
            List<String> quiet = node.decide("quiet", 10);
            List<String> busy = node.decide("busy", 3 * Lane.PENDING_MAX);
            quiet.addAll(node.decide("quiet", 10));
            List<CompletionStage<Result<RewardReport>>> reports = new ArrayList<>();
            for (int from = 0; from < 2 * Lane.PENDING_MAX; from += 1_024) {
                reports.add(node.reporting(busy.subList(from, from + 1_024), "y", 1.0));
            }
            reports.add(node.reporting(quiet, "y", 0.0));
            int queued = 0;
            for (CompletionStage<Result<RewardReport>> report : reports) {
                queued += Node.ok(Node.get(report)).queued();
            }
            assertThat(queued).isEqualTo(2 * Lane.PENDING_MAX + 20);
            REDIS.resume();
            assertCounts(node, "busy", 3 * Lane.PENDING_MAX, 2 * Lane.PENDING_MAX);
            assertCounts(node, "quiet", 20, 20);
            assertThat(node.report(busy.subList(0, 500), "y", 1.0)).isEqualTo(report(0, 500, 0, 0));
        }
    }

    @Test
    void aRedisThatForgotEverything_getsItAgainWithoutBeingAsked() {
        try (Node node = start();
                Node other = start(2)) {
            node.put("t", BINARY);
            node.put("u", BINARY);
            List<String> tokens = node.decide("t", 700);
            node.report(tokens.subList(0, 400), "y", 1.0);
            node.report(tokens.subList(0, 50), "y", null);
            node.report(tokens.subList(50, 100), "x", 3.0);
            other.look();
            other.put("t", BINARY.replace("outcome", "description\":\"anew\",\"outcome"));
            tokens.addAll(other.decide("t", 10));
            assertCounts(other, "t", 710, 350);
            node.look();
            REDIS.flush();
            // No task is ever unknown, and none of their evidence, as long as that comes back.
            for (int i = 0; i < 50; i++) {
                assertThat(node.stats("t").decisions()).isEqualTo(710);
                assertThat(node.stats("u").decisions()).isZero();
                node.look();
            }
            awaitBirth();
            assertCounts(other, "t", 710, 350);
            assertThat(node.report(tokens.subList(50, 400), "y", 1.0)).isEqualTo(report(0, 350, 0, 0));
            assertThat(other.report(tokens.subList(700, 710), "y", 1.0)).isEqualTo(report(10, 0, 0, 0));
            assertCounts(node, "t", 710, 360);
            assertThat(node.stats("t").revision()).isEqualTo(2);
        }
    }

    /** The journals tell them; which change made what stands, the task that was given back. */
    @Test
    void aRedisThatForgotEverything_getsBackWhatWasDoneToTasks_andTheDefinitionsThatTheyHad() {
        try (Node node = start();
                Node other = start(2)) {
            node.put("t", BINARY);
            node.put("t", BINARY.replace("outcome", "description\":\"anew\",\"outcome"));
            other.look();
            other.put("t", BINARY.replace("outcome", "description\":\"again\",\"outcome"));
            node.look();
            List<TaskChange> before = node.changes("t");
            assertThat(before).extracting(TaskChange::revision).containsExactly(3L, 2L, 1L);
            REDIS.flush();
            awaitBirth();
            long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!node.changes("t").equals(before) && System.nanoTime() < endNanos) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
            assertThat(node.changes("t")).isEqualTo(before);
            assertThat(node.rollBack("t", 1).task().definition().description()).isEmpty();
            assertThat(node.changes("t")).hasSize(4);
        }
    }

    private static void awaitBirth() {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (REDIS.commands().get("pulley:birth") == null && System.nanoTime() < endNanos) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        assertThat(REDIS.commands().get("pulley:birth")).isNotNull();
    }

    /** As from a dump that is older than what was answered since. */
    @Test
    void aRedisThatWentBack_getsWhatItLost() {
        try (Node node = start()) {
            node.put("t", BINARY);
            List<String> tokens = node.decide("t", 100);
            node.report(tokens.subList(0, 40), "y", 1.0);
            assertCounts(node, "t", 100, 40);
            Map<String, byte[]> dump = dump();
            node.put("t", BINARY.replace("outcome", "description\":\"anew\",\"outcome"));
            node.report(tokens.subList(20, 80), "y", 0.0);
            tokens.addAll(node.decide("t", 50));
            assertCounts(node, "t", 150, 80);
            REDIS.flush();
            dump.forEach((key, bytes) -> REDIS.commands().restore(key, 0, bytes));
            assertThat(node.report(tokens.subList(90, 150), "y", 1.0).accepted())
                    .isEqualTo(60);
            assertCounts(node, "t", 150, 140);
            assertThat(node.report(tokens.subList(20, 80), "y", 0.0)).isEqualTo(report(0, 60, 0, 0));
            assertThat(node.stats("t").revision()).isEqualTo(2);
        }
    }

    private static Map<String, byte[]> dump() {
        Map<String, byte[]> dump = new HashMap<>();
        REDIS.commands().keys("*").forEach(key -> dump.put(key, REDIS.commands().dump(key)));
        return dump;
    }

    private static RewardReport waiting(int rewards) {
        return new RewardReport(0, 0, 0, 0, rewards, 0, List.of());
    }

    @Test
    void aRewardByReference_isCreditedToEveryDecisionThatHasIt_whicheverComesFirst() {
        try (Node one = start(1);
                Node two = start(2)) {
            one.put("t", BINARY);
            one.decide("t", "call", 2);
            assertThat(one.reportByReference("t", "call", "y", 1.0)).isEqualTo(report(2, 0, 0, 0));
            assertThat(two.reportByReference("t", "call", "y", 1.0)).isEqualTo(report(0, 2, 0, 0));
            assertThat(two.reportByReference("t", "call", "y", 0.0)).isEqualTo(report(0, 0, 2, 0));
            two.decide("t", "call", 1);
            assertCounts(one, "t", 3, 3);

            assertThat(two.reportByReference("t", "early", "x", 2.5)).isEqualTo(waiting(1));
            assertThat(two.reportByReference("t", "early", "y", 1.0)).isEqualTo(waiting(1));
            assertThat(two.reportByReference("t", "early", "y", 0.0)).isEqualTo(waiting(1));
            assertThat(one.reportByReference("t", "none", "y", 0.0)).isEqualTo(waiting(1));
            assertThat(one.statsOnce("t", now -> now.waiting() == 3).waiting()).isEqualTo(3);
            one.decide("t", "early", 1);
            two.decide("t", "early", 1);
            assertCounts(two, "t", 5, 5);
            assertThat(two.statsOnce("t", now -> now.waiting() == 1).waiting()).isEqualTo(1);
            assertThat(one.reportByReference("t", "early", "x", 2.5)).isEqualTo(report(0, 2, 0, 0));
            assertThat(one.reportByReference("t", "early", "y", 0.0)).isEqualTo(report(0, 2, 0, 0));
            assertThat(one.reportByReference("t", "early", "y", null)).isEqualTo(report(0, 0, 2, 0));
            assertCounts(one, "t", 5, 3);
        }
    }

    @Test
    void aDecisionToConfirm_countsWhenItIsShown_orRewarded() {
        try (Node one = start(1);
                Node two = start(2)) {
            one.put("t", BINARY);
            List<String> tokens = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                tokens.add(one.decideToConfirm("t"));
            }
            String plain = one.decide("t");
            assertCounts(one, "t", 1, 0);
            assertThat(two.expose(tokens.subList(0, 3))).isEqualTo(report(3, 0, 0, 0));
            assertThat(one.expose(tokens.subList(0, 4))).isEqualTo(report(1, 3, 0, 0));
            assertThat(one.expose(List.of(plain))).isEqualTo(report(0, 1, 0, 0));
            assertCounts(one, "t", 5, 0);
            assertThat(one.report(tokens.subList(3, 6), "y", 1.0)).isEqualTo(report(3, 0, 0, 0));
            assertThat(one.report(tokens.subList(6, 7), "x", 7.0)).isEqualTo(report(1, 0, 0, 0));
            assertThat(two.expose(tokens.subList(5, 7))).isEqualTo(report(0, 2, 0, 0));
            assertCounts(two, "t", 8, 3);
        }
    }

    @Test
    void whereAbsenceFails_onlyTheExposureCounts_andRewardsWaitForIt() {
        try (Node node = start()) {
            node.put("t", BINARY.replace("\"kind\":\"binary\"", "\"kind\":\"binary\",\"absent\":\"failure\""));
            List<String> tokens = List.of(node.decideToConfirm("t"), node.decideToConfirm("t"));
            assertThat(node.report(tokens, "y", 1.0)).isEqualTo(waiting(2));
            assertThat(node.report(tokens, "x", 1.0)).isEqualTo(waiting(2));
            assertThat(node.report(tokens.subList(1, 2), "y", 0.0)).isEqualTo(waiting(1));
            assertCounts(node, "t", 0, 0);
            assertThat(node.expose(tokens.subList(1, 2))).isEqualTo(report(1, 0, 0, 0));
            assertCounts(node, "t", 1, 1);
            assertThat(node.report(tokens.subList(1, 2), "y", 0.0)).isEqualTo(report(0, 1, 0, 0));
            assertThat(node.report(tokens.subList(1, 2), "y", 1.0)).isEqualTo(report(0, 0, 1, 0));
            assertCounts(node, "t", 1, 1);
        }
    }

    @Test
    void references_outliveARedisThatForgotEverything() {
        try (Node node = start()) {
            node.put("t", BINARY);
            node.reportByReference("t", "early", "y", 1.0);
            node.decide("t", "call", 3);
            node.reportByReference("t", "call", "y", 1.0);
            assertCounts(node, "t", 3, 3);
            REDIS.flush();
            awaitBirth();
            node.decide("t", "early", 1);
            assertCounts(node, "t", 4, 4);
            assertThat(node.reportByReference("t", "call", "y", 1.0)).isEqualTo(report(0, 3, 0, 0));
        }
    }

    /** Both nodes touch the same references at once, so that each finds what it has read changed by the other. */
    @Test
    void references_thatSeveralNodesTouchAtOnce_loseNothing() {
        int references = 40;
        int decisions = 5 * references;
        try (Node one = start(1);
                Node two = start(2)) {
            one.put("t", BINARY);
            two.look();
            List<CompletionStage<Result<RewardReport>>> reports = new ArrayList<>();
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < references; i++) {
                    (round % 2 == 0 ? one : two).decide("t", "call-" + i, 1);
                    reports.add((i % 2 == 0 ? one : two)
                            .reportingByReference("t", "call-" + i, "y", round % 2 == 0 ? 1.0 : 0.0));
                }
            }
            reports.forEach(
                    told -> assertThat(Node.ok(Node.get(told)).rejected()).isEmpty());
            assertCounts(one, "t", decisions, decisions);
            assertThat(two.statsOnce("t", now -> now.waiting() == 0).waiting()).isZero();
        }
    }

    @Test
    void aNodeThatStartsWhileRedisIsAway_decidesAsBefore_andShipsWhenItIsBack() {
        double share;
        List<String> tokens;
        try (Node node = start()) {
            node.put("t", BINARY);
            tokens = node.decide("t", 200);
            node.report(tokens, "y", 1.0);
            assertCounts(node, "t", 200, 200);
            node.report(tokens.subList(0, 100), "y", 0.0);
            node.look();
            share = node.stats("t").variants().getFirst().share();
        }
        REDIS.pause();
        try (Node node = Node.startWithoutRedis(folder.resolve("node-1"), 1, REDIS)) {
            assertThat(node.stats("t").variants().getFirst().share()).isEqualTo(share);
            List<String> more = node.decide("t", 30);
            assertThat(node.report(more, "y", 1.0)).isEqualTo(report(0, 0, 0, 30));
            assertThat(node.report(tokens.subList(100, 110), "y", 1.0)).isEqualTo(report(0, 0, 0, 10));
            assertThat(code(node.tryToPut("other", BINARY))).isEqualTo(ProblemCode.UNAVAILABLE);
            REDIS.resume();
            assertCounts(node, "t", 230, 230);
            assertThat(node.report(more, "y", 1.0)).isEqualTo(report(0, 30, 0, 0));
        }
    }

    @Test
    void theFolderOfAnotherStore_writesNothing() {
        try (Node node = start(1)) {
            node.put("t", BINARY);
            node.decide("t", 10);
            assertCounts(node, "t", 10, 0);
        }
        REDIS.flush();
        try (Node other = start(2)) {
            other.put("t", BINARY);
            other.decide("t", 3);
            assertCounts(other, "t", 3, 0);
            Map<String, byte[]> before = dump();
            try (Node node = Node.startWithoutRedis(folder.resolve("node-1"), 1, REDIS)) {
                node.awaitForeign();
                assertThat(node.report(List.of(node.decide("t")), "y", 1.0)).isEqualTo(report(0, 0, 0, 1));
                assertThat(code(node.tryToPut("u", BINARY))).isEqualTo(ProblemCode.UNAVAILABLE);
            }
            assertThat(dump().keySet()).isEqualTo(before.keySet());
            dump().forEach((key, bytes) -> assertThat(bytes).as(key).isEqualTo(before.get(key)));
        }
    }

    @Test
    void whatWasNotShippedWhenANodeStopped_isShippedAtItsNextStart() {
        List<String> tokens;
        try (Node node = start()) {
            node.put("t", BINARY);
            tokens = node.decide("t", 100);
            node.report(tokens, "y", 1.0);
            assertCounts(node, "t", 100, 100);
            REDIS.pause();
            tokens.addAll(node.decide("t", 60));
            assertThat(node.report(tokens.subList(100, 160), "y", 0.0)).isEqualTo(report(0, 0, 0, 60));
        }
        REDIS.resume();
        try (Node node = start()) {
            assertCounts(node, "t", 160, 160);
            assertThat(node.report(tokens, "y", 1.0)).isEqualTo(report(0, 100, 60, 0));
        }
    }

    @Test
    void aDecisionOfOneNode_isRewardedOnAnother_atOnce() {
        try (Node one = start(1);
                Node two = start(2)) {
            one.put("t", BINARY);
            List<String> tokens = one.decide("t", 40);
            assertThat(two.report(tokens, "y", 1.0)).isEqualTo(report(40, 0, 0, 0));
            assertThat(one.report(tokens, "y", 1.0)).isEqualTo(report(0, 40, 0, 0));
            assertThat(one.report(tokens.subList(0, 15), "y", 0.0)).isEqualTo(report(0, 0, 15, 0));
            assertCounts(one, "t", 40, 40);
            assertCounts(two, "t", 40, 40);
        }
    }

    @Test
    void aJournalThatCantBeWritten_refusesRewardsAndChanges_butNoDecision() {
        try (Node node = start()) {
            node.put("t", BINARY);
            List<String> tokens = node.decide("t", 5);
            assertCounts(node, "t", 5, 0);
            node.journal().close();
            assertThat(node.decide("t", 3)).doesNotHaveDuplicates();
            assertThat(node.journal().unwritten().waiting()).isEqualTo(3);
            assertThat(code(Node.get(node.reporting(tokens, "y", 1.0)))).isEqualTo(ProblemCode.UNAVAILABLE);
            assertThat(code(node.tryToPut("other", BINARY))).isEqualTo(ProblemCode.UNAVAILABLE);
            assertCounts(node, "t", 5, 0);
        }
    }

    private static ProblemCode code(Result<?> result) {
        if (result instanceof Result.Refused<?>(Problem problem)) {
            return problem.code();
        }
        throw new AssertionError("not refused: " + result);
    }

    /** The copy goes on with later positions, behind which all of the first one's would be taken for applied. */
    @Test
    void aFolderThatIsCopiedAndServedTwice_isNoticed_andTheFirstOneLosesNothing() throws Exception {
        Path copy = folder.resolve("copy");
        try (Node one = start()) {
            one.put("t", BINARY);
            one.report(one.decide("t", 20), "y", 1.0);
            copy(folder.resolve("node-1"), copy);
            try (Node two = Node.start(copy, 1, REDIS)) {
                two.report(two.decide("t", 5), "y", 1.0);
                one.awaitForeign();
                assertThat(one.report(one.decide("t", 3), "y", 1.0)).isEqualTo(report(0, 0, 0, 3));
                Position last = one.journal().last();
                assertThat(last.isAfter(one.shippedTo())).isTrue();
                assertCounts(two, "t", 25, 25);
            }
        }
    }

    @Test
    void aFolderThatIsPutBackAsItWasLongAgo_shipsNothing() throws Exception {
        Path copy = folder.resolve("copy");
        try (Node first = start()) {
            first.put("t", BINARY);
        }
        copy(folder.resolve("node-1"), copy);
        start().close();
        try (Node later = start()) {
            later.report(later.decide("t", 5), "y", 1.0);
        }
        try (Node back = Node.startWithoutRedis(copy, 1, REDIS)) {
            back.awaitForeign();
            assertThat(back.report(back.decide("t", 3), "y", 1.0)).isEqualTo(report(0, 0, 0, 3));
        }
    }

    /** The journal, and to which store it belongs. */
    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.resolve("copies"));
        Files.createDirectories(to.resolve("journal"));
        Files.copy(from.resolve("copies").resolve("birth"), to.resolve("copies").resolve("birth"));
        try (Stream<Path> segments = Files.list(from.resolve("journal"))) {
            for (Path segment : segments.toList()) {
                Files.copy(segment, to.resolve("journal").resolve(segment.getFileName()));
            }
        }
    }

    @Test
    void aClockThatIsSetBack_delaysNoAnswerAndNoShipping() {
        AtomicLong back = new AtomicLong();
        InstantSource clock = () -> Instant.now().minusSeconds(back.get());
        try (Node node = Node.start(folder.resolve("node-1"), 1, REDIS, clock)) {
            node.put("t", BINARY);
            List<String> tokens = node.decide("t", 20);
            REDIS.pause();
            CompletionStage<Result<RewardReport>> told = node.reporting(tokens, "y", 1.0);
            back.set(3_600);
            assertThat(Node.ok(Node.get(told))).isEqualTo(report(0, 0, 0, 20));
            REDIS.resume();
            assertCounts(node, "t", 20, 20);
        }
    }
}
