package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.testing.Api.Answer;
import dev.pulley.server.testing.JsonTree;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract's own examples, as they are written. */
final class ContractExamplesTest {
    private static final String WHOLE = """
            {"description":"which words resolve a ticket","outcome":{"metric":"resolved","kind":"binary","goal":"maximize","window":"7d","grace":"1d","absent":"failure"},
             "proxies":[{"metric":"accepted","kind":"binary","weight":0.5,"window":"1h","absent":"zero"},{"metric":"edit_distance","kind":"range","min":0,"max":1,"weight":-0.4}],
             "guardrails":[{"metric":"unsafe","kind":"binary","at_most":0.01,"trip_probability":0.95}],
             "variants":[{"name":"baseline","payload":{"prompt":"a"}},{"name":"concise","payload":{"prompt":"b"},"max_share":0.1}],
             "control":"baseline","new_version":"fresh",
             "policy":{"name":"thompson-sharp","min_share":0,"holdout":0,"half_life":"30d"},
             "verdict":{"min_effect":0.01,"error":0.05}}""";

    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    private static String decide(String task, String reference) {
        Answer answer = SERVED.api()
                .post(
                        "/v1/decide",
                        "{\"task\":\"" + task + "\",\"unit\":\"user-42\",\"context\":{\"lang\":\"en\"},\"reference\":\""
                                + reference + "\",\"confirm\":false}");
        assertThat(answer.status()).isEqualTo(200);
        JsonTree decided = answer.json();
        assertThat(decided.names(""))
                .containsExactly(
                        "decision", "task", "variant", "version", "payload", "propensity", "policy", "revision");
        return decided.text("decision");
    }

    private static JsonTree report(String body) {
        Answer answer = SERVED.api().post("/v1/rewards", body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    @Test
    void theTask_isTakenWithAllItsFields_andToldWithThem() {
        String task = SERVED.task(WHOLE);
        Answer answer = SERVED.api().get("/v1/tasks/" + task);
        assertThat(answer.header("etag")).contains("\"1\"");
        JsonTree told = answer.json();
        JsonTree given = JsonTree.of(WHOLE);
        for (String field :
                List.of("description", "outcome", "control", "new_version", "policy", "verdict", "proxies.0")) {
            assertThat(told.at(field)).as(field).isEqualTo(given.at(field));
        }
        assertThat(told.text("proxies.1.window")).isEqualTo("7d");
        assertThat(told.number("variants.1.max_share")).isEqualTo(0.1);
        assertThat(told.at("variants.1.payload")).isEqualTo(given.at("variants.1.payload"));
        assertThat(SERVED.api().put("/v1/tasks/" + task, WHOLE).json().number("revision"))
                .isEqualTo(1);
    }

    @Test
    void aReward_isTakenInEachOfItsForms() {
        String task = SERVED.task(WHOLE);
        String first = decide(task, "req-81");
        String second = decide(task, "req-82");
        String metric = "\"metric\":\"resolved\",\"value\":1}";
        assertThat(report("{\"decision\":\"" + first + "\"," + metric).number("accepted"))
                .isEqualTo(1);
        assertThat(report("{\"decision\":\"" + first + "\"," + metric).number("repeated"))
                .isEqualTo(1);
        assertThat(report("{\"task\":\"" + task + "\",\"reference\":\"req-82\"," + metric)
                        .number("accepted"))
                .isEqualTo(1);
        JsonTree episode = report("{\"decisions\":[\"" + first + "\",\"" + second
                + "\"],\"metric\":\"accepted\",\"value\":true,\"reason\":\"both helped\"}");
        assertThat(episode.number("accepted")).isEqualTo(2);
        assertThat(report("{\"decision\":\"" + first + "\",\"metric\":\"resolved\",\"value\":null}")
                        .number("corrected"))
                .isEqualTo(1);
        JsonTree several = report("{\"rewards\":[{\"decision\":\"" + first + "\"," + metric + ",{\"decision\":\""
                + second + "\",\"metric\":\"nothing\",\"value\":1}]}");
        assertThat(several.number("rejected_count")).isEqualTo(1);
        assertThat(several.number("rejected.0.index")).isEqualTo(1);
        assertThat(several.text("rejected.0.code")).isEqualTo("unknown_metric");
        assertThat(report("{\"task\":\"" + task + "\",\"reference\":\"req-83\"," + metric)
                        .number("waiting"))
                .isEqualTo(1);
        Answer lines = SERVED.api()
                .send(SERVED.api()
                        .request("/v1/rewards")
                        .header("Content-Type", "application/x-ndjson")
                        .POST(BodyPublishers.ofString("{\"decision\":\"" + second
                                + "\",\"metric\":\"edit_distance\",\"value\":0.25}\nbad\n")));
        assertThat(lines.json().number("accepted")).isEqualTo(1);
        assertThat(lines.json().text("rejected.0.code")).isEqualTo("invalid_json");
        Answer found = SERVED.api().get("/v1/decisions/" + second);
        assertThat(found.status()).isEqualTo(200);
        assertThat(found.json().size("values")).isEqualTo(3);
    }

    @Test
    void tasks_arePaged_andChangedUnderACondition() {
        String one = SERVED.task(WHOLE);
        String two = SERVED.task(WHOLE);
        JsonTree page = SERVED.api().get("/v1/tasks?limit=1").json();
        assertThat(page.size("tasks")).isEqualTo(1);
        JsonTree next = SERVED.api()
                .get("/v1/tasks?limit=1000&cursor=" + page.text("next"))
                .json();
        assertThat(next.at("next")).isNull();
        assertThat(next.toString()).contains(one.compareTo(two) > 0 ? one : two);
        Answer changed = SERVED.api()
                .send(SERVED.api()
                        .request("/v1/tasks/" + one + "/conclude")
                        .header("If-Match", "\"1\"")
                        .POST(BodyPublishers.ofString("{\"variant\":\"concise\"}")));
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.header("etag")).contains("\"2\"");
        assertThat(SERVED.decide(one).text("policy")).isEqualTo("concluded");
        assertThat(SERVED.api()
                        .post("/v1/tasks/" + one + "/rollback", "{\"revision\":1}")
                        .status())
                .isEqualTo(200);
        assertThat(SERVED.api().get("/v1/tasks/" + one + "/changes").json().text("changes.0.what"))
                .isNotBlank();
    }
}
