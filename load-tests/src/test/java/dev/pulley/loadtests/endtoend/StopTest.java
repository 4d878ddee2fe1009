package dev.pulley.loadtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.loadtests.process.LeftRedis;
import dev.pulley.loadtests.process.ServerProcess;
import dev.pulley.loadtests.process.Watchdog;
import dev.pulley.loadtests.traffic.Audit;
import dev.pulley.loadtests.traffic.LoadTask;
import dev.pulley.loadtests.traffic.MixedLoad;
import dev.pulley.loadtests.traffic.NodeClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that is told to stop, as by {@code kill} or Ctrl-C, does so in order. */
@Timeout(120)
final class StopTest {
    private static final double EVENTS_PER_SECOND = 500;
    private static final long ANSWERED = 300;
    private static final Duration SETTLE_MAX = Duration.ofSeconds(60);
    private static final long SEED = 7;
    private static final Duration STOP_MAX = Duration.ofSeconds(10);

    @Test
    void terminated_underLoad_endsWellWithAllInRedis(@TempDir Path data) throws Exception {
        try (ServerProcess server = ServerProcess.over(data, Built.server())) {
            server.start();
            try (NodeClient client = new NodeClient(server.address())) {
                List<LoadTask> tasks = LoadTask.mixed();
                for (LoadTask task : tasks) {
                    assertThat(client.send("PUT", "/v1/tasks/" + task.name(), task.definition("1h", "10m"))
                                    .status())
                            .isEqualTo(201);
                }
                try (MixedLoad load = MixedLoad.start(List.of(client), tasks, EVENTS_PER_SECOND, SEED)) {
                    stopUnderLoad(server, load);

                    // Without its journal the next server can't ship anything: what Redis has now is what the first one
                    // shipped, and what had no answer is sent to the next.
                    Built.deleteAll(data.resolve("journal"));
                    server.start();
                    client.moveTo(server.address());
                    assertThat(load.settle(SETTLE_MAX)).isTrue();
                    Instant settled = Instant.now();
                    Await.until("fresh stats", () -> Audit.isFresh(load.tally(), client, settled));
                    assertThat(Audit.of(load.tally(), client).findings()).isEmpty();
                    assertThat(Audit.repeated(load.tally(), client).findings()).isEmpty();
                }
            }
        }
    }

    private static void stopUnderLoad(ServerProcess server, MixedLoad load) throws Exception {
        Await.until("it is under load", () -> load.tally().rewards() >= ANSWERED);
        long beginNanos = System.nanoTime();
        assertThat(server.terminate()).as("exit code").isZero();
        Duration stopped = Duration.ofNanos(System.nanoTime() - beginNanos);
        load.stopDeciding();
        assertThat(stopped).isLessThan(STOP_MAX);
        assertThat(server.redis()).as("the private Redis after the stop").isEmpty();
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
