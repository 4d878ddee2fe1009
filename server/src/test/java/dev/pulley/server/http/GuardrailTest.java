package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.testing.JsonTree;
import dev.pulley.server.testing.PrometheusText;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Guardrails that act, seen from outside. */
final class GuardrailTest {
    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    private static final String GUARDED = """
            {"outcome":{"metric":"resolved","kind":"binary"},
             "guardrails":[{"metric":"unsafe","kind":"binary","at_most":0.01}],
             "policy":{"name":"fixed"},"variants":[{"name":"a"},{"name":"b"}]}""";

    /** Tokens of decisions for a variant. */
    private static List<String> tokensOf(String task, String variant, int count) {
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 100 * count && tokens.size() < count; i++) {
            JsonTree decided = SERVED.decide(task);
            if (decided.text("variant").equals(variant)) {
                tokens.add(decided.text("decision"));
            }
        }
        assertThat(tokens).hasSize(count);
        return tokens;
    }

    private static void report(List<String> tokens, int value) {
        report(tokens, "unsafe", value);
    }

    private static void report(List<String> tokens, String metric, int value) {
        String list = String.join("\",\"", tokens);
        assertThat(SERVED.api()
                        .post(
                                "/v1/rewards",
                                "{\"decisions\":[\"" + list + "\"],\"metric\":\"" + metric + "\",\"value\":" + value
                                        + "}")
                        .json()
                        .number("accepted"))
                .isEqualTo(tokens.size());
    }

    private static JsonTree statsOnceB(String task, String status) {
        return SERVED.statsOnce(task, stats -> stats.text("variants.1.status").equals(status));
    }

    @Test
    void aVariantOverItsLimit_isTrippedOnce_andOnlyAResumePutsItBack() {
        String task = SERVED.task(GUARDED);
        String path = "/v1/tasks/" + task;
        report(tokensOf(task, "a", 40), 0);
        report(tokensOf(task, "b", 20), 1);
        JsonTree stats = statsOnceB(task, "tripped");
        assertThat(stats.text("variants.1.status")).isEqualTo("tripped");
        assertThat(stats.number("variants.1.share")).isZero();
        assertThat(stats.text("guardrails.1.metric")).isEqualTo("unsafe");
        assertThat(stats.text("guardrails.1.variant")).isEqualTo("b");
        assertThat(stats.number("guardrails.1.rate")).isEqualTo(1);
        assertThat(stats.number("guardrails.1.probability_over")).isGreaterThan(0.95);
        assertThat(stats.at("guardrails.1.tripped")).isEqualTo(true);
        assertThat(stats.at("guardrails.0.tripped")).isEqualTo(false);
        assertThat(stats.number("guardrails.0.rate")).isZero();
        for (int i = 0; i < 50; i++) {
            assertThat(SERVED.decide(task).text("variant")).isEqualTo("a");
        }
        String alarm = "pulley_task_alarms{task=\"" + task + "\",alarm=\"guardrail\"}";
        assertThat(PrometheusText.of(SERVED.api().get("/metrics").body()).value(alarm))
                .isEqualTo(1);
        JsonTree changes = SERVED.api().get(path + "/changes").json();
        assertThat(changes.size("changes")).isEqualTo(2);
        assertThat(changes.text("changes.0.what")).isEqualTo("variant_tripped");
        assertThat(changes.text("changes.0.who")).isEqualTo("guardrail");
        assertThat(changes.text("changes.0.variant")).isEqualTo("b");
        assertThat(changes.text("changes.0.metric")).isEqualTo("unsafe");

        SERVED.api().put(path, GUARDED.replace("\"b\"", "\"b\",\"payload\":2"));
        assertThat(SERVED.api()
                        .post(path + "/rollback", "{\"revision\":1}")
                        .json()
                        .text("variants.1.status"))
                .as("neither a new definition nor an old one puts it back")
                .isEqualTo("tripped");
        assertThat(SERVED.api().post(path + "/conclude", "{\"variant\":\"b\"}").code())
                .isEqualTo("invalid_value");

        JsonTree resumed = SERVED.api().post(path + "/variants/b/resume").json();
        assertThat(resumed.text("variants.1.status")).isEqualTo("active");
        report(tokensOf(task, "b", 5), 0);
        stats = SERVED.statsOnce(task, now -> Double.valueOf(0).equals(now.at("guardrails.1.rate")));
        assertThat(stats.number("guardrails.1.rate"))
                .as("what was before is forgiven")
                .isZero();
        assertThat(stats.text("variants.1.status")).isEqualTo("active");
        report(tokensOf(task, "b", 20), 1);
        assertThat(statsOnceB(task, "tripped").text("variants.1.status"))
                .as("what came after is not")
                .isEqualTo("tripped");
    }

    @Test
    void aVariantThatWasTakenOut_leadsNoMore() {
        String task = SERVED.task(GUARDED.replace("{\"name\":\"b\"}", "{\"name\":\"b\"},{\"name\":\"c\"}"));
        assertThat(SERVED.statsOnce(task, stats -> true).at("lead.variant"))
                .as("before the first outcome")
                .isNull();
        List<String> best = tokensOf(task, "b", 20);
        report(tokensOf(task, "a", 20), "resolved", 0);
        report(best, "resolved", 1);
        JsonTree lead = SERVED.statsOnce(task, stats -> "b".equals(stats.at("lead.variant")));
        assertThat(lead.text("lead.over")).isEqualTo("c");
        assertThat(lead.number("lead.low")).isLessThan(lead.number("lead.mean"));
        report(best, "unsafe", 1);
        JsonTree stats = statsOnceB(task, "tripped");
        assertThat(stats.text("lead.variant")).isEqualTo("c");
        assertThat(stats.text("lead.over")).isEqualTo("a");
    }

    @Test
    void aVariantThatWasTakenOut_winsNoMore_norIsTheWinnerHeldAgainstIt() {
        String task = SERVED.task(GUARDED.replace("{\"name\":\"b\"}", "{\"name\":\"b\"},{\"name\":\"c\"}"));
        List<String> best = tokensOf(task, "b", 80);
        List<String> second = tokensOf(task, "c", 40);
        report(tokensOf(task, "a", 40), "resolved", 0);
        report(best, "resolved", 1);
        report(second.subList(0, 10), "resolved", 1);
        report(second.subList(10, 40), "resolved", 0);
        JsonTree won = SERVED.statsOnce(task, stats -> "winner".equals(stats.at("verdict.state")));
        assertThat(won.text("verdict.winner")).isEqualTo("b");
        report(best, "unsafe", 1);
        JsonTree stats = statsOnceB(task, "tripped");
        assertThat(stats.text("verdict.state")).isEqualTo("collecting");
        assertThat(stats.at("verdict.winner")).isNull();
        assertThat(stats.text("verdict.why")).isEqualTo("c leads, but is not yet surely better than a.");
        assertThat(stats.text("lead.variant")).isEqualTo("c");
        assertThat(stats.text("lead.over")).isEqualTo("a");
    }

    @Test
    void theLastVariantOverItsLimit_isTrippedToo_andTheControlAnswersAsIfPaused() {
        String task = SERVED.task(GUARDED.replace(",{\"name\":\"b\"}", ""));
        report(tokensOf(task, "a", 20), 1);
        JsonTree stats =
                SERVED.statsOnce(task, now -> now.text("variants.0.status").equals("tripped"));
        assertThat(stats.text("variants.0.status")).isEqualTo("tripped");
        JsonTree decided = SERVED.decide(task);
        assertThat(decided.text("variant")).isEqualTo("a");
        assertThat(decided.text("policy")).isEqualTo("paused");
    }
}
