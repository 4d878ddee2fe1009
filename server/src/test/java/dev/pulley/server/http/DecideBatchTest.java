package dev.pulley.server.http;

import static dev.pulley.server.http.ServedApi.TWO_VARIANTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.app.RunningServer;
import dev.pulley.server.testing.Api;
import dev.pulley.server.testing.Api.Answer;
import dev.pulley.server.testing.JsonTree;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DecideBatchTest {
    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    private static Answer decide(String requests) {
        return SERVED.api().post("/v1/decide/batch", "{\"requests\":[" + requests + "]}");
    }

    private static String request(String task, String more) {
        return "{\"task\":\"" + task + "\"" + more + "}";
    }

    private static String times(int count, String request) {
        return IntStream.range(0, count).mapToObj(i -> request).collect(Collectors.joining(","));
    }

    @Test
    void eachRequest_isAnsweredInItsPlace_inTheFormOfASingleOne() {
        String one = SERVED.task(TWO_VARIANTS);
        String other = SERVED.task(TWO_VARIANTS);
        Answer answer = decide(request(one, ",\"unit\":\"u\"") + "," + request(other, ",\"reference\":\"r\"") + ","
                + request(one, ",\"unit\":\"u\",\"context\":{\"lang\":\"en\"},\"confirm\":true"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        JsonTree results = answer.json();
        assertThat(results.names("")).containsExactly("results");
        assertThat(results.size("results")).isEqualTo(3);
        JsonTree single = SERVED.decide(one);
        for (int i = 0; i < 3; i++) {
            assertThat(results.names("results." + i)).containsExactly("decision");
            assertThat(results.names("results." + i + ".decision")).isEqualTo(single.names(""));
        }
        assertThat(results.text("results.0.decision.task")).isEqualTo(one);
        assertThat(results.text("results.1.decision.task")).isEqualTo(other);
        assertThat(results.text("results.2.decision.variant")).isEqualTo(results.text("results.0.decision.variant"));
    }

    @Test
    void everyDecisionOfABatch_takesRewards() {
        String task = SERVED.task(TWO_VARIANTS);
        JsonTree results = decide(times(20, request(task, ""))).json();
        Set<String> tokens = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            String token = results.text("results." + i + ".decision.decision");
            assertThat(SERVED.reward(token, "resolved", "1").json().number("accepted"))
                    .isEqualTo(1);
            tokens.add(token);
        }
        assertThat(tokens).hasSize(20);
        JsonTree stats = SERVED.statsOnce(task, seen -> seen.number("outcomes") == 20);
        assertThat(stats.number("decisions")).isEqualTo(20);
        assertThat(stats.number("outcomes")).isEqualTo(20);
    }

    @Test
    void aBadRequest_isAProblemOfItsOwn_andTheOthersAreAnswered() {
        String task = SERVED.task(TWO_VARIANTS);
        String archived = SERVED.task(TWO_VARIANTS);
        assertThat(SERVED.api().delete("/v1/tasks/" + archived).status()).isEqualTo(200);
        Answer answer = decide(String.join(
                ",",
                request(task, ""),
                request("nobody", ""),
                request(archived, ""),
                "7",
                "{}",
                request(task, ",\"more\":1,\"unit\":\"\""),
                request(task, "")));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        JsonTree results = answer.json();
        assertThat(results.names("results.0")).containsExactly("decision");
        assertProblem(results, 1, 404, "unknown_task", null);
        assertProblem(results, 2, 410, "task_archived", null);
        assertProblem(results, 3, 400, "invalid_type", "/requests/3");
        assertProblem(results, 4, 422, "invalid_value", "/requests/4/task");
        assertProblem(results, 5, 400, "unknown_field", null);
        assertThat(results.size("results.5.problem.errors")).isEqualTo(2);
        assertThat(results.text("results.5.problem.errors.1.field")).isEqualTo("/requests/5/unit");
        assertThat(results.names("results.6")).containsExactly("decision");
    }

    private static void assertProblem(JsonTree results, int index, int status, String code, @Nullable String field) {
        String at = "results." + index + ".problem.";
        assertThat(results.names("results." + index)).containsExactly("problem");
        assertThat(results.number(at + "status")).isEqualTo(status);
        assertThat(results.text(at + "code")).isEqualTo(code);
        assertThat(results.text(at + "detail")).isNotBlank();
        assertThat(results.at(at + "field")).isEqualTo(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                      | 422 | invalid_value | /requests",
                "{\"requests\":[]}                       | 422 | invalid_value | /requests",
                "{\"requests\":{}}                       | 400 | invalid_type  | /requests",
                "{\"requests\":[{\"task\":\"t\"}],\"x\":1} | 400 | unknown_field | /x",
                "{\"requests\":[{\"task\":\"t\"]}        | 400 | invalid_json  | /requests/0/task"
            })
    void aBatchThatIsNone_isRefused(String body, int status, String code, String field) {
        Answer answer = SERVED.api().post("/v1/decide/batch", body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        if (!code.equals("invalid_json")) {
            assertThat(answer.json().text("field")).isEqualTo(field);
        }
    }

    @Test
    void aBatch_hasAThousandRequests_andNoMore() {
        String task = SERVED.task(TWO_VARIANTS);
        assertThat(decide(times(1_000, request(task, ""))).json().size("results"))
                .isEqualTo(1_000);
        Answer answer = decide(times(1_001, request(task, "")));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("invalid_value");
        assertThat(answer.json().text("field")).isEqualTo("/requests");
    }

    @Test
    void payloadsThatAreTooMuchForOneAnswer_areLeftOut_andSaidToBe() {
        String task = SERVED.task(
                "{\"outcome\":{\"metric\":\"m\",\"kind\":\"binary\"},\"variants\":[{\"name\":\"a\",\"payload\":\""
                        + "x".repeat(60_000) + "\"}]}");
        JsonTree results = decide(times(300, request(task, ""))).json();
        // 280 payloads of 60,002 bytes are the first to have 16 MiB.
        assertThat(results.names("results.279")).containsExactly("decision");
        assertProblem(results, 280, 413, "too_large", null);
        assertThat(results.size("results")).isEqualTo(300);
    }

    @Test
    void tasksThatAnotherNodeMadeAMomentAgo_areKnown() {
        try (RunningServer second = RunningServer.start(SERVED.redis());
                Api api = new Api(second.uri())) {
            for (int round = 0; round < 10; round++) {
                String task = SERVED.task(TWO_VARIANTS);
                String body = "{\"requests\":[" + request(task, "") + "," + request("nobody", "") + ","
                        + request(task, "") + "]}";
                JsonTree results = api.post("/v1/decide/batch", body).json();
                assertThat(results.names("results.0")).containsExactly("decision");
                assertThat(results.text("results.1.problem.code")).isEqualTo("unknown_task");
                assertThat(results.names("results.2")).containsExactly("decision");
            }
        }
    }
}
