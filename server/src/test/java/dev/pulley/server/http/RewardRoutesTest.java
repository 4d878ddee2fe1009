package dev.pulley.server.http;

import static dev.pulley.server.http.ServedApi.TWO_VARIANTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.testing.Api.Answer;
import dev.pulley.server.testing.JsonTree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RewardRoutesTest {
    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    private static Answer report(String body) {
        return SERVED.api().post("/v1/rewards", body);
    }

    private static String single(String token, String fields) {
        return "{\"decision\":\"" + token + "\"," + fields + "}";
    }

    /** Says only what is not zero. */
    private static void assertCounts(Answer answer, Map<String, Integer> counts) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        JsonTree report = answer.json();
        assertThat(report.names(""))
                .containsExactly(
                        "accepted", "repeated", "corrected", "late", "waiting", "queued", "rejected", "rejected_count");
        for (String name :
                List.of("accepted", "repeated", "corrected", "late", "waiting", "queued", "rejected_count")) {
            assertThat(report.number(name)).as(name).isEqualTo((double) counts.getOrDefault(name, 0));
        }
        assertThat(report.size("rejected")).isEqualTo(counts.getOrDefault("rejected_count", 0));
    }

    @Test
    void aSingleReward_isAccepted_repeated_correctedAndRetracted() {
        String task = SERVED.task(TWO_VARIANTS);
        String token = SERVED.token(task);
        assertCounts(SERVED.reward(token, "resolved", "1"), Map.of("accepted", 1));
        assertCounts(SERVED.reward(token, "resolved", "1"), Map.of("repeated", 1));
        assertCounts(SERVED.reward(token, "resolved", "true"), Map.of("repeated", 1));
        assertCounts(SERVED.reward(token, "resolved", "false"), Map.of("corrected", 1));
        assertCounts(SERVED.reward(token, "resolved", "-0.0"), Map.of("repeated", 1));
        assertCounts(SERVED.reward(token, "resolved", "null"), Map.of("corrected", 1));
        assertCounts(SERVED.reward(token, "rating", "-0.25"), Map.of("accepted", 1));
        JsonTree stats = SERVED.statsOnce(task, now -> now.number("outcomes") == 0 && now.number("decisions") == 1);
        assertThat(stats.number("outcomes")).isZero();
    }

    @Test
    void aRewardWithItsOwnTime_standsByThatTime() {
        String token = SERVED.token(SERVED.task(TWO_VARIANTS));
        String now = Instant.now().plusSeconds(2).toString();
        assertCounts(
                report(single(token, "\"metric\":\"rating\",\"value\":0.5,\"at\":\"" + now + "\"")),
                Map.of("accepted", 1));
        assertCounts(
                report(single(token, "\"metric\":\"rating\",\"value\":0.7,\"reason\":\"second look\"")),
                Map.of("corrected", 1));
    }

    @Test
    void oneOutcomeOfSeveralDecisions_isCreditedToEach() {
        String task = SERVED.task(TWO_VARIANTS);
        String tokens = "[" + tokens(task, 3) + "]";
        assertCounts(
                report("{\"decisions\":" + tokens + ",\"metric\":\"resolved\",\"value\":1}"), Map.of("accepted", 3));
        assertCounts(
                report("{\"decisions\":" + tokens + ",\"metric\":\"resolved\",\"value\":0}"), Map.of("corrected", 3));
    }

    private static String tokens(String task, int count) {
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tokens.add("\"" + SERVED.token(task) + "\"");
        }
        return String.join(",", tokens);
    }

    @Test
    void ofManyRewards_theRefusedOnesAreTold_andTheOthersCount() {
        String task = SERVED.task(TWO_VARIANTS);
        String other = SERVED.task(TWO_VARIANTS.replace("resolved", "solved"));
        String first = SERVED.token(task);
        String second = SERVED.token(other);
        Answer answer = report("{\"rewards\":["
                + String.join(
                        ",",
                        single(first, "\"metric\":\"resolved\",\"value\":1"),
                        single(second, "\"metric\":\"resolved\",\"value\":1"),
                        single(second, "\"metric\":\"solved\",\"value\":2"),
                        single(first.substring(1), "\"metric\":\"resolved\",\"value\":1"),
                        single(second, "\"metric\":\"solved\",\"value\":0,\"at\":\"2001-01-01T00:00:00Z\""),
                        single(second, "\"metric\":\"solved\",\"value\":false"),
                        single(first, "\"metric\":\"resolved\",\"value\":1"))
                + "]}");
        assertCounts(answer, Map.of("accepted", 2, "repeated", 1, "rejected_count", 4));
        JsonTree report = answer.json();
        assertThat(List.of(0, 1, 2, 3).stream()
                        .map(i -> report.number("rejected." + i + ".index") + " "
                                + report.text("rejected." + i + ".code"))
                        .toList())
                .containsExactly("1.0 unknown_metric", "2.0 invalid_value", "3.0 invalid_decision", "4.0 invalid_time");
        assertThat(report.text("rejected.0.detail")).isNotBlank();
    }

    @Test
    void aThousandRewards_areTheMostOfOneRequest() {
        String token = SERVED.token(SERVED.task(TWO_VARIANTS));
        String one = single(token, "\"metric\":\"resolved\",\"value\":1");
        assertCounts(
                report("{\"rewards\":[" + (one + ",").repeat(999) + one + "]}"),
                Map.of("accepted", 1, "repeated", 999));
        assertThat(report("{\"rewards\":[" + (one + ",").repeat(1_000) + one + "]}")
                        .code())
                .isEqualTo("invalid_value");
        assertThat(report("{\"rewards\":[]}").code()).isEqualTo("invalid_value");
    }

    @Test
    void aRewardAfterItsWindow_isLateAndChangesNothing() {
        String task =
                SERVED.task(TWO_VARIANTS.replace("\"resolved\",", "\"resolved\",\"window\":\"1s\",\"grace\":\"0s\","));
        String token = SERVED.token(task);
        assertCounts(SERVED.reward(token, "resolved", "1"), Map.of("accepted", 1));
        ServedApi.awaitSecondOver();
        assertCounts(SERVED.reward(token, "resolved", "0"), Map.of("late", 1));
        JsonTree stats = SERVED.statsOnce(task, now -> now.number("late") == 1);
        assertThat(stats.number("late")).isEqualTo(1);
        assertThat(stats.number("outcomes")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"metric\":\"nothing\",\"value\":1                 | 422 | unknown_metric | /metric",
                "\"metric\":\"resolved\",\"value\":0.5              | 422 | invalid_value  | /value",
                "\"metric\":\"resolved\",\"value\":2                | 422 | invalid_value  | /value",
                "\"metric\":\"rating\",\"value\":1.01               | 422 | invalid_value  | /value",
                "\"metric\":\"rating\",\"value\":true               | 422 | invalid_value  | /value",
                "\"metric\":\"resolved\",\"value\":\"1\"            | 400 | invalid_type   | /value",
                "\"metric\":\"resolved\",\"value\":1e400            | 422 | invalid_value  | /value",
                "\"metric\":\"resolved\"                            | 422 | invalid_value  | /value",
                "\"value\":1                                        | 422 | invalid_value  | /metric",
                "\"metric\":\"resolved\",\"value\":1,\"at\":\"2001-01-01T00:00:00Z\" | 422 | invalid_time | /at",
                "\"metric\":\"resolved\",\"value\":1,\"at\":\"2999-01-01T00:00:00Z\" | 422 | invalid_time | /at",
                "\"metric\":\"resolved\",\"value\":1,\"at\":\"+999999999-12-31T23:59:59Z\" | 422 | invalid_time | /at",
                "\"metric\":\"resolved\",\"value\":1,\"at\":\"-999999999-01-01T00:00:00Z\" | 422 | invalid_time | /at",
                "\"metric\":\"resolved\",\"value\":1,\"at\":\"yesterday\" | 422 | invalid_time | /at",
                "\"metric\":\"resolved\",\"value\":1,\"at\":7       | 400 | invalid_type   | /at",
                "\"metric\":\"resolved\",\"value\":1,\"weight\":1   | 400 | unknown_field  | /weight",
                "\"metric\":\"resolved\",\"value\":1,\"metric\":1   | 400 | invalid_json   | /metric",
                "\"metric\":\"\\ud800\",\"value\":1                  | 400 | invalid_json   | /metric"
            })
    void aSingleRewardWithAFault_isRefusedWithItsField(String fields, int status, String code, String field) {
        Answer answer = report(single(SERVED.token(task()), fields));
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.json().text("field")).isEqualTo(field);
    }

    private static volatile String sharedTask = "";

    private static String task() {
        if (sharedTask.isEmpty()) {
            sharedTask = SERVED.task(TWO_VARIANTS);
        }
        return sharedTask;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "AQEA", "\u00e9", "not a token at all"})
    void whatIsNoToken_isRefusedAndChangesNothing(String token) {
        Answer answer = SERVED.reward(token, "resolved", "1");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid_decision");
    }

    @Test
    void aTokenThatWasChangedOrCut_isRefusedAndChangesNothing() {
        String task = SERVED.task(TWO_VARIANTS);
        String token = SERVED.token(task);
        List<String> others = List.of(
                token.substring(0, token.length() - 1),
                token.substring(1),
                token + "A",
                token.substring(0, 20) + (token.charAt(20) == 'x' ? "y" : "x") + token.substring(21),
                "A".repeat(5_000));
        for (String other : others) {
            assertThat(SERVED.reward(other, "resolved", "1").code()).isEqualTo("invalid_decision");
        }
        String several = others.stream()
                .map(other -> "\"" + other + "\"")
                .collect(Collectors.joining(",", "[\"" + token + "\",", "]"));
        assertThat(report("{\"decisions\":" + several + ",\"metric\":\"resolved\",\"value\":1}")
                        .code())
                .isEqualTo("invalid_decision");
        JsonTree stats = SERVED.statsOnce(task, now -> now.number("decisions") == 1);
        assertThat(stats.number("outcomes")).isZero();
    }

    @Test
    void oneWrongTokenOfMany_isNamedByItsPlace() {
        String token = SERVED.token(task());
        String list = "[\"" + token + "\",\"wrong\"]";
        assertThat(report("{\"decisions\":" + list + ",\"metric\":\"resolved\",\"value\":1}")
                        .json()
                        .text("field"))
                .isEqualTo("/decisions/1");
        assertThat(report("{\"decisions\":" + list + ",\"decision\":\"" + token
                                + "\",\"metric\":\"resolved\",\"value\":1}")
                        .json()
                        .text("field"))
                .isEqualTo("/decisions/1");
        assertThat(report("{\"decisions\":[\"" + token
                                + "\"],\"decision\":\"wrong\",\"metric\":\"resolved\",\"value\":1}")
                        .json()
                        .text("field"))
                .isEqualTo("/decision");
        assertThat(SERVED.api()
                        .post("/v1/exposures", "{\"decisions\":" + list + "}")
                        .json()
                        .text("field"))
                .isEqualTo("/decisions/1");
    }

    @Test
    void severalRewards_standAlone() {
        String token = SERVED.token(task());
        assertThat(report("{\"rewards\":[" + single(token, "\"metric\":\"resolved\",\"value\":1")
                                + "],\"metric\":\"resolved\"}")
                        .code())
                .isEqualTo("invalid_value");
        assertThat(report("{\"decisions\":[],\"metric\":\"resolved\",\"value\":1}")
                        .code())
                .isEqualTo("invalid_value");
    }
}
