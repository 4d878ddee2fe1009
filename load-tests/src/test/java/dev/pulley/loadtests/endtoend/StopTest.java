package dev.pulley.loadtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.loadtests.process.LeftRedis;
import dev.pulley.loadtests.process.ServerProcess;
import dev.pulley.loadtests.process.Watchdog;
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

/** A server that is told to stop, as by {@code kill} or Ctrl-C, does so in order. */
@Timeout(120)
final class StopTest {
    private static final String TASK = "choose-tool";
    private static final String[] VARIANTS = {"search", "browse"};
    private static final int CLIENTS = 4;
    private static final int ANSWERED = 200;
    private static final long SEED = 7;
    private static final Duration STOP_MAX = Duration.ofSeconds(10);

    @Test
    void terminated_underLoad_endsWellWithAllInRedis(@TempDir Path data) throws Exception {
        Books books = new Books();
        try (ServerProcess server = ServerProcess.over(data, Built.server())) {
            server.start();
            Duration stopped = stopUnderLoad(server, books);
            assertThat(stopped).isLessThan(STOP_MAX);
            assertThat(server.redis()).as("the private Redis after the stop").isEmpty();

            // Without its journal the next server can't ship anything: what Redis has now is what the first one
            // shipped.
            Built.deleteAll(data.resolve("journal"));
            server.start();
            try (Api api = new Api(server.address())) {
                Api.Stats stats = api.stats(TASK);
                assertThat(stats.decisions())
                        .isBetween(books.decisions(), books.decisions() + books.unansweredDecisions());
                assertThat(stats.outcomes()).isBetween(books.rewards(), books.rewards() + books.unansweredRewards());
            }
        }
    }

    private static Duration stopUnderLoad(ServerProcess server, Books books) throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        CountDownLatch answered = new CountDownLatch(ANSWERED);
        try (Api api = new Api(server.address());
                ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            api.createTask(TASK, VARIANTS);
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                SplittableRandom own = random.split();
                running.add(clients.submit(() -> books.keepUntilServerEnds(api, TASK, own, answered::countDown)));
            }
            assertThat(answered.await(60, TimeUnit.SECONDS)).isTrue();
            long beginNanos = System.nanoTime();
            assertThat(server.terminate()).as("exit code").isZero();
            Duration stopped = Duration.ofNanos(System.nanoTime() - beginNanos);
            for (Future<?> client : running) {
                client.get(60, TimeUnit.SECONDS);
            }
            return stopped;
        }
    }

    @Test
    void terminated_whileItStarts_leavesNothingRunning(@TempDir Path data) throws Exception {
        List<String> command = new ArrayList<>(Built.server());
        command.addAll(List.of("serve", "--port", "0", "--data", data.toString()));
        try (Watchdog watchdog = Watchdog.start()) {
            watchdog.guardRedisOf(data);
            Process server = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            watchdog.guard(server, data.toString());
            Await.until("Redis runs", () -> LeftRedis.of(data).isPresent());

            server.destroy();

            assertThat(server.waitFor(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
            Await.until("Redis is gone", () -> LeftRedis.of(data).isEmpty());
        }
    }
}
