package dev.pulley.server.http;

import static dev.pulley.server.http.ServedApi.TWO_VARIANTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.testing.Api.Answer;
import dev.pulley.server.testing.JsonTree;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rewards by reference and as streams, exposures, and what stands on a decision. */
final class RewardFormsTest {
    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    private static Answer report(String body) {
        return SERVED.api().post("/v1/rewards", body);
    }

    private static Answer stream(String lines) {
        return SERVED.api()
                .send(SERVED.api()
                        .request("/v1/rewards")
                        .header("Content-Type", "application/x-ndjson")
                        .POST(BodyPublishers.ofString(lines)));
    }

    private static String byReference(String task, String reference, String value) {
        return "{\"task\":\"" + task + "\",\"reference\":\"" + reference + "\",\"metric\":\"resolved\",\"value\":"
                + value + "}";
    }

    private static String byToken(String token, String value) {
        return "{\"decision\":\"" + token + "\",\"metric\":\"resolved\",\"value\":" + value + "}";
    }

    private static String decide(String task, String fields) {
        Answer answer = SERVED.api().post("/v1/decide", "{\"task\":\"" + task + "\"," + fields + "}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().text("decision");
    }

    private static void assertCounted(Answer answer, String name, int count) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().number(name)).as(answer.body()).isEqualTo(count);
    }

    @Test
    void aRewardByReference_waitsForItsDecision_andThenCountsOnAll() {
        String task = SERVED.task(TWO_VARIANTS);
        assertCounted(report(byReference(task, "req-81 ü", "1")), "waiting", 1);
        SERVED.statsOnce(task, now -> now.number("waiting") == 1);
        decide(task, "\"reference\":\"req-81 ü\"");
        SERVED.statsOnce(task, now -> now.number("outcomes") == 1 && now.number("waiting") == 0);
        decide(task, "\"reference\":\"req-81 ü\"");
        SERVED.statsOnce(task, now -> now.number("outcomes") == 2);
        assertCounted(report(byReference(task, "req-81 ü", "0")), "corrected", 2);
        assertCounted(report(byReference(task, "req-81 ü", "0")), "repeated", 2);
    }

    @Test
    void aLineThatIsTooLong_isRefusedAlone_withItsPlace() {
        String task = SERVED.task(TWO_VARIANTS);
        String tooLong = "{\"reason\":\"" + "x".repeat(3 << 20) + "\"}";
        Answer answer = stream(byToken(SERVED.token(task), "1") + "\n" + tooLong + "\n"
                + byToken(SERVED.token(task), "1") + "\n" + tooLong);
        assertCounted(answer, "accepted", 2);
        assertThat(answer.json().number("rejected_count")).isEqualTo(2);
        assertThat(answer.json().number("rejected.0.index")).isEqualTo(1);
        assertThat(answer.json().text("rejected.0.code")).isEqualTo("too_large");
        assertThat(answer.json().number("rejected.1.index")).isEqualTo(3);
    }

    @Test
    void whatIsRejected_namesTheFieldInTheReward() {
        String task = SERVED.task(TWO_VARIANTS);
        String rewards = byToken(SERVED.token(task), "2") + "SEPARATOR{\"decision\":\"x\",\"metric\":\"resolved\"}"
                + "SEPARATOR{\"decision\":\"x\"}SEPARATOR7";
        for (Answer answer : List.of(
                report("{\"rewards\":[" + rewards.replace("SEPARATOR", ",") + "]}"),
                stream(rewards.replace("SEPARATOR", "\n")))) {
            assertCounted(answer, "rejected_count", 4);
            assertThat(answer.json().text("rejected.0.detail")).endsWith("(/value)");
            assertThat(answer.json().text("rejected.1.detail")).endsWith("(/value)");
            assertThat(answer.json().text("rejected.2.detail"))
                    .contains("2 faults; the first: ", "/metric is required");
            assertThat(answer.json().text("rejected.3.code")).isEqualTo("invalid_type");
            assertThat(answer.json().text("rejected.3.detail")).doesNotContain("(/");
        }
    }

    @Test
    void aRewardByReference_thatIsNotFit_isRefused() {
        String task = SERVED.task(TWO_VARIANTS);
        Answer unknown = report(byReference("no-such-task", "r", "1"));
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.code()).isEqualTo("unknown_task");
        assertThat(report(byReference(task, "r", "0.5")).code()).isEqualTo("invalid_value");
        assertThat(report(byReference(task, "", "1")).code()).isEqualTo("invalid_value");
        assertThat(report("{\"task\":\"" + task + "\",\"metric\":\"resolved\",\"value\":1}")
                        .json()
                        .text("field"))
                .isEqualTo("/reference");
        assertThat(report("{\"reference\":\"r\",\"metric\":\"resolved\",\"value\":1}")
                        .json()
                        .text("field"))
                .isEqualTo("/task");
        assertThat(report("{\"decision\":\"x\",\"task\":\"t\",\"reference\":\"r\",\"metric\":\"resolved\",\"value\":1}")
                        .code())
                .isEqualTo("invalid_value");
    }

    @Test
    void ofSeveralRewards_oneThatIsNone_isRefusedAlone() {
        String task = SERVED.task(TWO_VARIANTS);
        String good = byToken(SERVED.token(task), "1");
        Answer answer = report("{\"rewards\":[" + good + ",7,{\"decision\":5},{\"decision\":\"x\",\"metrik\":1},"
                + byReference(task, "r", "true") + "]}");
        assertCounted(answer, "accepted", 1);
        assertCounted(answer, "waiting", 1);
        assertCounted(answer, "rejected_count", 3);
        JsonTree told = answer.json();
        for (int i = 0; i < 3; i++) {
            assertThat(told.number("rejected." + i + ".index")).isEqualTo(i + 1);
        }
        assertThat(told.text("rejected.0.code")).isEqualTo("invalid_type");
        assertThat(told.text("rejected.1.code")).isEqualTo("invalid_type");
        assertThat(told.text("rejected.2.code")).isEqualTo("unknown_field");
    }

    @Test
    void aStream_takesAnyNumberOfLines_andRefusesBadOnesAlone() {
        String task = SERVED.task(TWO_VARIANTS);
        StringBuilder lines = new StringBuilder();
        int calls = 1_300;
        for (int i = 0; i < calls; i++) {
            lines.append(byReference(task, "call-" + i, i % 2 == 0 ? "1" : "0")).append('\n');
            if (i % 650 == 3) {
                lines.append("{\"decision\":\n \r\n");
            }
        }
        lines.append(byToken(SERVED.token(task), "1"));
        Answer answer = stream(lines.toString());
        assertCounted(answer, "waiting", calls);
        assertCounted(answer, "accepted", 1);
        assertCounted(answer, "rejected_count", 2);
        assertThat(answer.json().number("rejected.0.index")).isEqualTo(4);
        assertThat(answer.json().text("rejected.0.code")).isEqualTo("invalid_json");
        assertThat(answer.json().number("rejected.1.index")).isEqualTo(655);
    }

    @Test
    void aStream_ofNothing_isNothing() {
        assertCounted(stream(""), "accepted", 0);
        assertCounted(stream("\n\n"), "rejected_count", 0);
    }

    @Test
    void aDecisionToConfirm_countsWhenItIsShown() {
        String task = SERVED.task(TWO_VARIANTS);
        String shown = decide(task, "\"confirm\":true");
        String never = decide(task, "\"confirm\":true");
        SERVED.token(task);
        SERVED.statsOnce(task, now -> now.number("decisions") == 1);
        assertCounted(SERVED.api().post("/v1/exposures", "{\"decision\":\"" + shown + "\"}"), "accepted", 1);
        assertCounted(SERVED.api().post("/v1/exposures", "{\"decisions\":[\"" + shown + "\"]}"), "repeated", 1);
        SERVED.statsOnce(task, now -> now.number("decisions") == 2);
        JsonTree looked = SERVED.api().get("/v1/decisions/" + never).json();
        assertThat(looked.at("exposed")).isEqualTo(false);
        assertThat(SERVED.api().post("/v1/exposures", "{\"decision\":\"x\"}").code())
                .isEqualTo("invalid_decision");
        assertThat(SERVED.api().post("/v1/exposures", "{}").code()).isEqualTo("invalid_value");
    }

    @Test
    void aDecision_tellsWhatStandsOnIt() {
        String task = SERVED.task(TWO_VARIANTS);
        String token = SERVED.token(task);
        assertCounted(report(byToken(token, "1")), "accepted", 1);
        assertCounted(report("{\"decision\":\"" + token + "\",\"metric\":\"rating\",\"value\":-0.25}"), "accepted", 1);
        JsonTree found = SERVED.api().get("/v1/decisions/" + token).json();
        assertThat(found.text("task")).isEqualTo(task);
        assertThat(found.text("variant")).isIn("a", "b");
        assertThat(found.size("values")).isEqualTo(2);
        assertThat(found.text("values.0.metric")).isEqualTo("resolved");
        assertThat(found.number("values.0.value")).isEqualTo(1);
        assertThat(found.text("values.1.metric")).isEqualTo("rating");
        assertThat(found.number("values.1.value")).isEqualTo(-0.25);
        assertThat(found.text("window_closes")).isGreaterThan(found.text("at"));
        assertThat(SERVED.api().get("/v1/decisions/" + token + "x").code()).isEqualTo("invalid_decision");
    }
}
