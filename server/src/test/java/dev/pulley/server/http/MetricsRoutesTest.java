package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.testing.Api.Answer;
import dev.pulley.server.testing.PrometheusText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class MetricsRoutesTest {
    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    private static PrometheusText metrics() {
        Answer answer = SERVED.api().get("/metrics");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        return PrometheusText.of(answer.body());
    }

    @Test
    void requestsDecisionsAndRewards_areCounted() {
        PrometheusText before = metrics();
        String task = SERVED.task(ServedApi.TWO_VARIANTS);
        String token = SERVED.token(task);
        assertThat(SERVED.reward(token, "resolved", "1").status()).isEqualTo(200);
        assertThat(SERVED.reward(token, "resolved", "1").status()).isEqualTo(200);
        assertThat(SERVED.reward(token, "resolved", "0").status()).isEqualTo(200);
        assertThat(SERVED.reward(token, "nothing", "0").status()).isEqualTo(422);
        PrometheusText after = metrics();
        assertRise(before, after, "pulley_decisions_total", 1);
        assertRise(before, after, "pulley_rewards_total{result=\"accepted\"}", 1);
        assertRise(before, after, "pulley_rewards_total{result=\"repeated\"}", 1);
        assertRise(before, after, "pulley_rewards_total{result=\"corrected\"}", 1);
        assertRise(before, after, "pulley_rewards_total{result=\"rejected\"}", 1);
        String rewards = "method=\"POST\",route=\"/v1/rewards\"";
        assertRise(before, after, "pulley_http_requests_total{" + rewards + ",status=\"2xx\"}", 3);
        assertRise(before, after, "pulley_http_requests_total{" + rewards + ",status=\"4xx\"}", 1);
        assertRise(before, after, "pulley_http_request_duration_seconds_count{" + rewards + "}", 4);
        assertThat(after.value("pulley_tasks")).isGreaterThanOrEqualTo(1);
        assertThat(after.value("pulley_redis_silent_seconds")).isZero();
        assertThat(after.value("pulley_journal_events_total")).isGreaterThanOrEqualTo(5);
        assertThat(after.value("pulley_journal_bytes")).isPositive();
        assertThat(after.value("pulley_journal_waiting_events")).isNotNegative();
        assertThat(after.value("pulley_snapshot_age_seconds")).isNotNegative();
        assertThat(after.value("jvm_memory_used_bytes{area=\"heap\"}")).isPositive();
    }

    private static void assertRise(PrometheusText before, PrometheusText after, String sample, double by) {
        assertThat(after.value(sample) - before.value(sample)).as(sample).isEqualTo(by);
    }

    /** Whatever is asked, there are no more series than before, and no name of a task or path among them. */
    @Test
    void labels_areNeverTakenFromRequests() {
        PrometheusText before = metrics();
        for (int i = 0; i < 50; i++) {
            Answer nothing = SERVED.api().get("/secret-path-" + i + "?x=" + i);
            assertThat(nothing.status()).isEqualTo(404);
            assertThat(SERVED.api().get("/v1/tasks/secret-task-" + i + "/stats").status())
                    .isEqualTo(404);
        }
        PrometheusText after = metrics();
        assertThat(after.samples()).isEqualTo(before.samples()).noneMatch(sample -> sample.contains("secret"));
        assertRise(before, after, "pulley_http_requests_total{method=\"none\",route=\"none\",status=\"4xx\"}", 50);
    }
}
