package dev.pulley.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.ledger.BucketKey;
import dev.pulley.server.ledger.BucketRead;
import dev.pulley.server.ledger.EvidenceSource;
import dev.pulley.server.ledger.PartitionChanges;
import dev.pulley.server.ledger.StandingValue;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.reward.RewardReport;
import dev.pulley.server.stats.TaskStats;
import dev.pulley.server.testing.Node;
import dev.pulley.server.testing.RealRedis;
import dev.pulley.server.token.Decision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class RefresherTest {
    private static final String BINARY =
            "{\"outcome\":{\"metric\":\"y\",\"kind\":\"binary\"},\"variants\":[{\"name\":\"a\"},{\"name\":\"b\"}]}";
    private static final String NUMBER =
            "{\"outcome\":{\"metric\":\"y\",\"kind\":\"number\"},\"variants\":[{\"name\":\"a\"}]}";

    private static final String RANGE =
            "{\"outcome\":{\"metric\":\"y\",\"kind\":\"range\",\"min\":0,\"max\":1},\"variants\":[{\"name\":\"a\"}]}";

    @RegisterExtension
    static final RealRedis REDIS = RealRedis.any();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    /** Reads what the real one has, but fails now and then while it is told to. */
    private static final class Unreliable implements EvidenceSource {
        private final EvidenceSource real;
        private final SplittableRandom random = new SplittableRandom(9);
        private volatile boolean isFailing;
        private volatile boolean isBlind;

        Unreliable(EvidenceSource real) {
            this.real = real;
        }

        @Override
        public CompletionStage<String> incarnation() {
            return real.incarnation();
        }

        @Override
        public CompletionStage<List<StandingValue>> standing(Decision decision) {
            return real.standing(decision);
        }

        @Override
        public CompletionStage<List<Long>> changeCounts() {
            return isBlind
                    ? CompletableFuture.failedStage(new IOException("the connection is gone"))
                    : real.changeCounts();
        }

        @Override
        public CompletionStage<BucketRead> bucket(int partition, BucketKey bucket) {
            return real.bucket(partition, bucket);
        }

        /** Called by the refresher's thread alone. */
        @Override
        public CompletionStage<PartitionChanges> changesAfter(int partition, long count) {
            return isFailing && random.nextInt(3) > 0
                    ? CompletableFuture.failedStage(new IOException("the connection is gone"))
                    : real.changesAfter(partition, count);
        }
    }

    @Test
    void looksThatFailHalfWay_loseNothingOfWhatTheyHadRead() {
        int tasks = 40;
        Unreliable[] source = new Unreliable[1];
        try (Node node = Node.start(folder, 1, REDIS, real -> source[0] = new Unreliable(real))) {
            for (int i = 0; i < tasks; i++) {
                node.put("task-" + i, BINARY);
            }
            source[0].isFailing = true;
            for (int round = 0; round < 10; round++) {
                for (int i = 0; i < tasks; i++) {
                    node.report(node.decide("task-" + i, 2), "y", 1.0);
                }
            }
            source[0].isFailing = false;
            for (int i = 0; i < tasks; i++) {
                TaskStats stats = node.statsOnce("task-" + i, now -> now.decisions() == 20 && now.outcomes() == 20);
                assertThat(stats.decisions()).isEqualTo(20);
                assertThat(stats.outcomes()).isEqualTo(20);
            }
        }
    }

    @Test
    void aStoreThatLostSomething_andSinceCountsAsFarAsBefore_isReadAnew() {
        Unreliable[] source = new Unreliable[1];
        try (Node node = Node.start(folder, 1, REDIS, real -> source[0] = new Unreliable(real))) {
            node.put("t", BINARY);
            List<String> tokens = node.decide("t", 10);
            node.report(tokens.subList(0, 4), "y", 1.0);
            assertThat(node.statsOnce("t", now -> now.outcomes() == 4).outcomes())
                    .isEqualTo(4);
            Map<String, String> counts = new HashMap<>();
            for (String meta : REDIS.commands().keys("*meta")) {
                String count = REDIS.commands().hget(meta, "changes");
                if (count != null) {
                    counts.put(meta, count);
                }
            }
            assertThat(counts).isNotEmpty();
            source[0].isBlind = true;
            REDIS.flush();
            assertThat(node.report(tokens.subList(4, 10), "y", 1.0).accepted()).isEqualTo(6);
            counts.forEach((meta, count) -> REDIS.commands().hset(meta, "changes", count));
            source[0].isBlind = false;
            assertThat(node.statsOnce("t", now -> now.outcomes() == 10).outcomes())
                    .isEqualTo(10);
        }
    }

    /** Large values that are corrected leave sums that contradict each other by rounding. */
    @Test
    void largeValuesThatAreCorrected_leaveATaskThatGoesOnLearning() {
        try (Node node = Node.start(folder, 1, REDIS)) {
            node.put("t", NUMBER);
            List<String> tokens = node.decide("t", 3);
            node.report(tokens.subList(0, 1), "y", 1e15);
            node.report(tokens.subList(1, 3), "y", 1000.06);
            node.report(tokens.subList(0, 1), "y", 0.0);
            node.report(node.decide("t", 10), "y", 1e-3);
            assertThat(node.statsOnce("t", now -> now.outcomes() == 13).outcomes())
                    .isEqualTo(13);
        }
    }

    /** A sum of values at a bound may lie beyond it by rounding. */
    @Test
    void valuesThatAreCorrectedToTheirBound_leaveATaskThatGoesOnLearning() {
        try (Node node = Node.start(folder, 1, REDIS)) {
            node.put("t", RANGE);
            SplittableRandom random = new SplittableRandom(3);
            for (int round = 0; round < 30; round++) {
                List<String> tokens = node.decide("t", 4);
                for (String token : tokens) {
                    node.report(List.of(token), "y", random.nextInt(1, 10) / 10.0);
                }
                node.report(tokens, "y", random.nextBoolean() ? 0.0 : 1.0);
                node.report(tokens, "y", round % 2 == 0 ? 0.0 : 1.0);
                int outcomes = 4 * (round + 1);
                assertThat(node.statsOnce("t", now -> now.outcomes() == outcomes)
                                .outcomes())
                        .isEqualTo(outcomes);
                node.report(tokens, "y", 0.0);
            }
        }
    }

    @Test
    void aServerThatStarts_whereATasksSumsCantBeRead_answersForItAsFarAsItKnows_andForTheOthersInFull() {
        REDIS.flush();
        try (Node one = Node.start(folder.resolve("1"), 1, REDIS)) {
            one.put("broken", BINARY);
            one.report(one.decide("broken", 3), "y", 1.0);
            String hash = REDIS.commands().keys("*}:e:*").getFirst();
            one.put("sound", BINARY);
            one.report(one.decide("sound", 3), "y", 1.0);
            REDIS.commands().hset(hash, "d:1.1", "nonsense");
            try (Node two = Node.start(folder.resolve("2"), 2, REDIS)) {
                assertThat(two.statsOnce("sound", now -> now.outcomes() == 3).outcomes())
                        .isEqualTo(3);
                assertThat(two.stats("sound").held()).isNull();
                assertThat(two.stats("broken").held()).isNotNull();
                assertThat(two.tryToDecide("broken")).isInstanceOf(Result.Ok.class);
                REDIS.commands().hdel(hash, "d:1.1");
                assertThat(two.statsOnce("broken", now -> now.held() == null).outcomes())
                        .isEqualTo(3);
            }
        }
    }

    /** Its token is good, and only this server does not know the task: that is no fault of who reports. */
    @Test
    void aRewardForATaskThatIsNotKnownYet_whileTheEvidenceCantBeRead_isToBeSentAgain() {
        REDIS.flush();
        Unreliable[] source = new Unreliable[1];
        try (Node one = Node.start(folder.resolve("1"), 1, REDIS);
                Node two = Node.start(folder.resolve("2"), 2, REDIS, real -> source[0] = new Unreliable(real))) {
            source[0].isBlind = true;
            one.put("t", BINARY);
            List<String> tokens = one.decide("t", 2);
            Result<RewardReport> told = Node.get(two.reporting(tokens, "y", 1.0));
            assertThat(told instanceof Result.Refused<RewardReport>(Problem problem) ? problem.code() : null)
                    .isEqualTo(ProblemCode.UNAVAILABLE);
            source[0].isBlind = false;
            two.look();
            assertThat(two.report(tokens, "y", 1.0).accepted()).isEqualTo(2);
        }
    }
}
