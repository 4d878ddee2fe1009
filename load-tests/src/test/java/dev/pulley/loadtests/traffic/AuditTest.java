package dev.pulley.loadtests.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.loadtests.endtoend.Built;
import dev.pulley.loadtests.process.Patience;
import dev.pulley.loadtests.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A comparison that could not fail would show nothing, so here it has to. */
@Timeout(120)
final class AuditTest {
    private static final double EVENTS_PER_SECOND = 500;
    private static final long REWARDS = 500;
    private static final long CHANGES = 8;
    private static final long SEED = 4;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void of_aServerThatWasToldMore_orSomethingElse_finds(@TempDir Path data) throws Exception {
        try (ServerProcess server = ServerProcess.over(data, Built.server())) {
            server.start();
            try (NodeClient client = new NodeClient(server.address())) {
                Tally tally = load(client);
                assertThat(audit(tally, client).findings()).isEmpty();
                assertThat(Audit.repeated(tally, client).findings()).isEmpty();

                // Behind the tally's back: an outcome that it knows is another now, and a decision that it knows
                // nothing of.
                Visit visit = visitWithAnOutcome(tally);
                reward(client, visit.token(), tally.tasks().get(visit.task()), 1);
                Audit another = audit(tally, client);
                assertThat(another.findings()).anyMatch(finding -> finding.contains("anytime"));
                assertThat(another.lost() + another.twice()).isZero();
                assertThat(Audit.repeated(tally, client).lost()).isEqualTo(1);

                String task = tally.tasks().getFirst().name();
                client.send("POST", "/v1/decide", "{\"task\":\"" + task + "\"}");
                Patience.await(
                        "a decision more", LIMIT, () -> Audit.of(tally, client).twice() == 1);
            }
        }
    }

    @Test
    void changesMissing_ofTasksThatSomebodyElseChanged_finds(@TempDir Path data) throws Exception {
        List<LoadTask> tasks = LoadTask.mixed().subList(0, 2);
        try (ServerProcess server = ServerProcess.over(data, Built.server())) {
            server.start();
            try (NodeClient client = new NodeClient(server.address())) {
                define(client, tasks);
                try (MixedLoad load = MixedLoad.start(List.of(client), tasks, EVENTS_PER_SECOND, SEED)) {
                    Patience.await("changes", LIMIT, () -> load.changes() >= CHANGES);
                    assertThat(load.settle(LIMIT)).isTrue();
                    assertThat(load.tally().complaints()).isEmpty();
                    assertThat(load.changesMissing(client)).isEmpty();
                    for (LoadTask task : tasks) {
                        client.send("POST", "/v1/tasks/" + task.name() + "/pause", "");
                    }
                    assertThat(load.changesMissing(client))
                            .hasSize(tasks.size())
                            .allMatch(finding -> finding.contains("stands at revision"));
                }
            }
        }
    }

    private static void define(NodeClient client, List<LoadTask> tasks) throws IOException {
        for (LoadTask task : tasks) {
            client.send("PUT", "/v1/tasks/" + task.name(), task.definition("1h", "10m"));
        }
    }

    private static Tally load(NodeClient client) throws IOException {
        List<LoadTask> tasks = LoadTask.mixed();
        define(client, tasks);
        try (MixedLoad load = MixedLoad.start(List.of(client), tasks, EVENTS_PER_SECOND, SEED)) {
            Patience.await("rewards", LIMIT, () -> load.tally().rewards() >= REWARDS);
            assertThat(load.settle(LIMIT)).isTrue();
            assertThat(load.tally().complaints()).isEmpty();
            return load.tally();
        }
    }

    private static Audit audit(Tally tally, NodeClient client) throws IOException {
        Instant moment = Instant.now();
        Patience.await("fresh stats", LIMIT, () -> Audit.isFresh(tally, client, moment));
        return Audit.of(tally, client);
    }

    /** A binary outcome of 0 on a task. */
    private static Visit visitWithAnOutcome(Tally tally) {
        return tally.sample().stream()
                .filter(visit ->
                        tally.tasks().get(visit.task()).metrics().getFirst().kind() == LoadTask.Kind.BINARY)
                .filter(visit -> isZero(visit.standing(0)))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isZero(Visit.@Nullable Standing standing) {
        return standing != null && standing.value() != null && standing.value() == 0;
    }

    private static void reward(NodeClient client, String token, LoadTask task, int value) throws IOException {
        Answer answer = client.send(
                "POST",
                "/v1/rewards",
                "{\"decision\":\"" + token + "\",\"metric\":\""
                        + task.metrics().getFirst().name() + "\",\"value\":" + value + "}");
        assertThat(answer.json().path("corrected").asInt()).isEqualTo(1);
    }
}
