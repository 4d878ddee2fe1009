package dev.pulley.loadtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.loadtests.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that is killed again and again under load, over one data folder: what its clients were told must be true afterwards.
 * What was sent and not answered when the server died may have been counted or not, but once at most, and must be settled by
 * sending it again.
 */
@Timeout(300)
final class KillUnderLoadTest {
    private static final String TASK = "summarize-ticket";
    private static final List<String> VARIANTS = List.of("baseline", "concise");
    private static final int ROUNDS = 20;
    private static final int CLIENTS = 8;
    private static final long SEED = 20_261_121;

    /** Rewards that are answered before a kill: enough to be under load, and now and then so few that replay is still under way. */
    private static final int ANSWERED_MIN = 60;

    private static final int ANSWERED_SPREAD = 240;
    private static final int EARLY_KILL_EVERY = 5;
    private static final int EARLY_KILL_ANSWERED = 3;

    /** In these rounds Redis is killed too. */
    private static final int REDIS_KILL_EVERY = 7;

    private static final Duration ROUND_MAX = Duration.ofSeconds(60);
    private static final int REPEATS = 300;

    private final Books books = new Books();
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<Duration> starts = new ArrayList<>();
    private long loadNanos;

    @Test
    void killedTwentyTimes_whatWasAnswered_countsExactlyOnce(@TempDir Path data) throws Exception {
        try (ServerProcess server = ServerProcess.over(data, Built.server())) {
            server.start();
            try (Api api = new Api(server.address())) {
                api.createTask(TASK, VARIANTS.toArray(String[]::new));
            }
            for (int round = 1; round <= ROUNDS; round++) {
                runUntilKilled(server, round);
                long before = redis(server).pid();
                boolean mustRestart = round % REDIS_KILL_EVERY == 0;
                if (mustRestart) {
                    redis(server).destroyForcibly();
                    Await.until("Redis is gone", () -> server.redis().isEmpty());
                }
                starts.add(server.start());
                assertThat(redis(server).pid() == before)
                        .as("Redis was taken over in round %d", round)
                        .isEqualTo(!mustRestart);
            }
            try (Api api = new Api(server.address())) {
                assertAnsweredIsCounted(api);
                report();
                books.settle(api);
                assertThat(books.repeat(api, REPEATS))
                        .as("repeats taken for new")
                        .isZero();
                assertAllIsCountedOnce(api);
            }
        }
    }

    private void runUntilKilled(ServerProcess server, int round) throws Exception {
        int enough =
                round % EARLY_KILL_EVERY == 0 ? EARLY_KILL_ANSWERED : ANSWERED_MIN + random.nextInt(ANSWERED_SPREAD);
        CountDownLatch answered = new CountDownLatch(enough);
        long beginNanos = System.nanoTime();
        try (Api api = new Api(server.address());
                ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                SplittableRandom own = random.split();
                running.add(clients.submit(() -> books.keepUntilServerEnds(api, TASK, own, answered::countDown)));
            }
            boolean isUnderLoad = answered.await(ROUND_MAX.toMillis(), TimeUnit.MILLISECONDS);
            server.kill();
            loadNanos += System.nanoTime() - beginNanos;
            for (Future<?> client : running) {
                client.get(ROUND_MAX.toMillis(), TimeUnit.MILLISECONDS);
            }
            assertThat(isUnderLoad)
                    .as("%d rewards answered in round %d", enough, round)
                    .isTrue();
        }
    }

    private static ProcessHandle redis(ServerProcess server) throws IOException {
        return server.redis().orElseThrow(() -> new AssertionError("no private Redis runs"));
    }

    private void assertAnsweredIsCounted(Api api) throws Exception {
        // What the last server had journaled and not shipped, this one ships while it answers already.
        Await.until("as many decisions as were answered", () -> api.stats(TASK).decisions() >= books.decisions());
        Api.Stats stats = api.stats(TASK);
        assertThat(stats.decisions()).isBetween(books.decisions(), books.decisions() + books.unansweredDecisions());
        assertThat(stats.outcomes()).isBetween(books.rewards(), books.rewards() + books.unansweredRewards());
        assertThat(stats.late()).isZero();
        for (String name : VARIANTS) {
            Api.Variant variant = stats.variant(name);
            assertThat(variant.decisions())
                    .as("decisions of %s", name)
                    .isBetween(books.decisions(name), books.decisions(name) + books.unansweredDecisions());
            assertThat(variant.outcomes())
                    .as("outcomes of %s", name)
                    .isBetween(books.rewards(name), books.rewards(name) + books.unansweredRewards(name));
        }
    }

    private void assertAllIsCountedOnce(Api api) throws IOException {
        Api.Stats stats = api.stats(TASK);
        assertThat(stats.decisions()).isBetween(books.decisions(), books.decisions() + books.unansweredDecisions());
        assertThat(stats.outcomes()).isEqualTo(books.rewards());
        for (String name : VARIANTS) {
            Api.Variant variant = stats.variant(name);
            assertThat(variant.outcomes()).as("outcomes of %s", name).isEqualTo(books.rewards(name));
            // The posterior's mean is not the plain one, but it can't be far from it after so many.
            assertThat(books.meanReward(name)).as("mean of %s", name).isBetween(variant.low(), variant.high());
        }
    }

    private void report() {
        List<Long> millis = starts.stream().map(Duration::toMillis).sorted().toList();
        double seconds = loadNanos / 1e9;
        System.out.printf(
                "%d kills: %d decisions and %d rewards answered (%.0f events/s while up), %d and %d unanswered;"
                        + " ready again after %s ms, median %d ms%n",
                ROUNDS,
                books.decisions(),
                books.rewards(),
                (books.decisions() + books.rewards()) / seconds,
                books.unansweredDecisions(),
                books.unansweredRewards(),
                millis,
                millis.get(millis.size() / 2));
    }
}
