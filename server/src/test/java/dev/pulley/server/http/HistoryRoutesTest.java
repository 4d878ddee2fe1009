package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pulley.server.app.RunningServer;
import dev.pulley.server.testing.Api;
import dev.pulley.server.testing.JsonTree;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code GET /v1/tasks/{task}/history}. */
final class HistoryRoutesTest {
    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    private static String path(String task) {
        return "/v1/tasks/" + task + "/history";
    }

    private static double sum(JsonTree history, String field) {
        double sum = 0;
        for (int step = 0; step < history.size("steps"); step++) {
            for (int variant = 0; variant < history.size("steps." + step + ".variants"); variant++) {
                sum += history.number("steps." + step + ".variants." + variant + "." + field);
            }
        }
        return sum;
    }

    /** A task with 30 decisions, of which 20 have an outcome. */
    private static String usedTask() {
        String task = SERVED.task(ServedApi.TWO_VARIANTS);
        for (int i = 0; i < 30; i++) {
            String token = SERVED.token(task);
            if (i % 3 != 0) {
                assertThat(SERVED.reward(token, "resolved", Integer.toString(i % 2))
                                .status())
                        .isEqualTo(200);
            }
        }
        SERVED.statsOnce(task, stats -> stats.number("decisions") == 30 && stats.number("outcomes") == 20);
        return task;
    }

    @Test
    void aHistory_addsUpToTheStats() {
        String task = usedTask();
        JsonTree stats = SERVED.api().get("/v1/tasks/" + task + "/stats").json();
        JsonTree history = SERVED.api().get(path(task)).json();
        assertThat(history.names("")).isEqualTo(List.of("task", "as_of", "step", "steps"));
        assertThat(sum(history, "decisions")).isEqualTo(30);
        assertThat(sum(history, "outcomes")).isEqualTo(20);
        String last = "steps." + (history.size("steps") - 1);
        assertThat(history.names(last))
                .isEqualTo(List.of("at", "regret", "regret_low", "regret_high", "even_split", "variants"));
        assertThat(history.names(last + ".variants.0"))
                .isEqualTo(List.of("name", "share", "decisions", "outcomes", "mean"));
        assertThat(history.number(last + ".regret")).isCloseTo(stats.number("regret.total"), within(1e-9));
        assertThat(history.number(last + ".regret_low")).isCloseTo(stats.number("regret.total_low"), within(1e-9));
        assertThat(history.number(last + ".regret_high")).isCloseTo(stats.number("regret.total_high"), within(1e-9));
        assertThat(history.number(last + ".even_split"))
                .isCloseTo(stats.number("regret.even_split_total"), within(1e-9));
    }

    @Test
    void anotherServer_tellsTheSame() {
        String task = usedTask();
        String query = "?from=2020-01-01T00:00:00Z&to="
                + SERVED.api().get(path(task)).json().text("as_of") + "&step=1h";
        RunningServer other = RunningServer.start(SERVED.redis());
        try (Api api = new Api(other.uri())) {
            KeyedApi.await(() -> api.get("/v1/tasks/" + task + "/stats").json().number("outcomes") == 20);
            assertThat(api.get(path(task) + query).json().at("steps"))
                    .isEqualTo(SERVED.api().get(path(task) + query).json().at("steps"));
        } finally {
            other.close();
        }
    }

    @Test
    void aTaskWithoutDecisions_hasNoSteps() {
        String task = SERVED.task(ServedApi.TWO_VARIANTS);
        assertThat(SERVED.api().get(path(task)).json().size("steps")).isZero();
    }

    @Test
    void whatIsNotUnderstood_isRefused_withItsField() {
        String task = usedTask();
        Map<String, String> faults = Map.of(
                "from=yesterday", "invalid_time",
                "from=2026-01-01T00:00Z", "invalid_time",
                "from=2026-01-01T00:00:00%2B01", "invalid_time",
                "step=999999999d", "invalid_value",
                "to=2026-13-01T00:00:00Z", "invalid_time",
                "to=%2B999999999-01-01T00:00:00Z", "invalid_time",
                "step=0s", "invalid_value",
                "step=soon", "invalid_value",
                "step=", "invalid_value");
        faults.forEach((query, code) -> {
            Api.Answer answer = SERVED.api().get(path(task) + "?" + query);
            assertThat(answer.status()).as(query).isEqualTo(422);
            assertThat(answer.code()).isEqualTo(code);
            assertThat(answer.json().text("field")).isEqualTo("/" + query.substring(0, query.indexOf('=')));
        });
        Api.Answer backwards = SERVED.api().get(path(task) + "?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z");
        assertThat(backwards.code()).isEqualTo("invalid_time");
        assertThat(backwards.json().text("field")).isEqualTo("/to");
        assertThat(SERVED.api().get(path(task) + "?until=x").code()).isEqualTo("unknown_field");
        assertThat(SERVED.api().get(path("nowhere")).code()).isEqualTo("unknown_task");
    }
}
