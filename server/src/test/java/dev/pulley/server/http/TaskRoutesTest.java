package dev.pulley.server.http;

import static dev.pulley.server.http.ServedApi.TWO_VARIANTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.testing.Api.Answer;
import dev.pulley.server.testing.JsonTree;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TaskRoutesTest {
    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    private static final String THREE_VARIANTS =
            TWO_VARIANTS.replace("{\"name\":\"a\"", "{\"name\":\"c\"},{\"name\":\"a\"");

    private static Answer put(String name, String definition) {
        return SERVED.api().put("/v1/tasks/" + name, definition);
    }

    private static Answer putIf(String name, String definition, String revision) {
        return putIf(name, definition, "If-Match", revision);
    }

    private static Answer putIf(String name, String definition, String condition, String revision) {
        return SERVED.api()
                .send(SERVED.api()
                        .request("/v1/tasks/" + name)
                        .header("Content-Type", "application/json")
                        .header(condition, revision)
                        .PUT(BodyPublishers.ofString(definition)));
    }

    @Test
    void aNewTask_isCreated_andReadAsItWasAnswered() {
        String name = ServedApi.newName();
        Instant before = Instant.now().minusSeconds(1);
        Answer created = put(name, TWO_VARIANTS);
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("etag")).contains("\"1\"");
        assertThat(created.header("content-type")).contains("application/json");
        JsonTree task = created.json();
        assertThat(task.text("task")).isEqualTo(name);
        assertThat(task.number("revision")).isEqualTo(1);
        assertThat(task.text("status")).isEqualTo("active");
        assertThat(Instant.parse(task.text("created_at")))
                .isBetween(before, Instant.now().plusSeconds(1));
        assertThat(task.text("updated_at")).isEqualTo(task.text("created_at"));
        assertThat(task.text("outcome.metric")).isEqualTo("resolved");
        assertThat(task.text("outcome.window")).isEqualTo("7d");
        assertThat(task.text("outcome.grace")).isEqualTo("1d");
        assertThat(task.text("outcome.absent")).isEqualTo("missing");
        assertThat(task.text("proxies.0.metric")).isEqualTo("rating");
        assertThat(task.number("proxies.0.min")).isEqualTo(-1);
        assertThat(task.text("control")).isEqualTo("a");
        assertThat(task.text("policy.name")).isEqualTo("thompson-sharp");
        assertThat(task.text("variants.0.payload.model")).isEqualTo("m1");
        assertThat(task.number("variants.1.payload.1")).isEqualTo(2);
        assertThat(task.number("variants.1.version")).isEqualTo(1);
        Answer read = SERVED.api().get("/v1/tasks/" + name);
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.body()).isEqualTo(created.body());
        assertThat(read.header("etag")).contains("\"1\"");
    }

    @Test
    void theSameBody_makesNoNewRevision_andAnotherOneDoes() {
        String name = SERVED.task(TWO_VARIANTS);
        Answer same = put(name, " " + TWO_VARIANTS + "\n");
        assertThat(same.status()).isEqualTo(200);
        assertThat(same.json().number("revision")).isEqualTo(1);
        Answer changed = put(name, TWO_VARIANTS.replace("m1", "m2"));
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.header("etag")).contains("\"2\"");
        assertThat(changed.json().number("variants.0.version")).isEqualTo(2);
        assertThat(changed.json().number("variants.1.version")).isEqualTo(1);
        Answer back = put(name, TWO_VARIANTS);
        assertThat(back.json().number("revision")).isEqualTo(3);
        assertThat(back.json().number("variants.0.version")).isEqualTo(1);
        assertThat(SERVED.decide(name).number("revision")).isEqualTo(3);
    }

    @Test
    void whatWasAnswered_canBePutAgain_withoutWhatOnlyTheServerSays() {
        String name = SERVED.task(TWO_VARIANTS);
        String definition = SERVED.api()
                .get("/v1/tasks/" + name)
                .body()
                .replaceAll("\"(task|revision|created_at|updated_at)\":[^,]*,", "")
                .replaceAll("\"(status|version)\":[^,]*,", "")
                .replaceAll(",?\"max_share\":null", "");
        Answer again = put(name, definition);
        assertThat(again.status()).as(again.body()).isEqualTo(200);
        assertThat(again.json().number("revision")).isEqualTo(1);
    }

    @Test
    void ifMatch_changesOnlyTheRevisionThatItNames() {
        String name = SERVED.task(TWO_VARIANTS);
        assertThat(putIf(name, THREE_VARIANTS, "\"1\"").json().number("revision"))
                .isEqualTo(2);
        for (String other : List.of("\"1\"", "\"3\"", "1", "\"x\"", "", "\"99999999999999999999\"")) {
            Answer refused = putIf(name, TWO_VARIANTS, other);
            assertThat(refused.status()).as(other).isEqualTo(412);
            assertThat(refused.code()).isEqualTo("revision_conflict");
        }
        assertThat(putIf(name, TWO_VARIANTS, "W/\"2\"").json().number("revision"))
                .isEqualTo(3);
        assertThat(putIf(ServedApi.newName(), TWO_VARIANTS, "\"1\"").code()).isEqualTo("revision_conflict");
    }

    @Test
    void ifNoneMatch_createsOnly_orChangesAllButTheRevisionThatItNames() {
        String name = ServedApi.newName();
        assertThat(putIf(name, TWO_VARIANTS, "If-None-Match", "*").status()).isEqualTo(201);
        Answer refused = putIf(name, THREE_VARIANTS, "If-None-Match", "*");
        assertThat(refused.status()).isEqualTo(412);
        assertThat(refused.code()).isEqualTo("revision_conflict");
        assertThat(putIf(name, THREE_VARIANTS, "If-None-Match", "\"1\"").status())
                .isEqualTo(412);
        assertThat(putIf(name, THREE_VARIANTS, "If-None-Match", "\"7\"").json().number("revision"))
                .isEqualTo(2);
    }

    @Test
    void ofManyWhoChangeTheSameRevision_onlyOneDoes() {
        String name = SERVED.task(TWO_VARIANTS);
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            answers.add(SERVED.api()
                    .sending(SERVED.api()
                            .request("/v1/tasks/" + name)
                            .header("If-Match", "\"1\"")
                            .PUT(BodyPublishers.ofString(TWO_VARIANTS.replace("m1", "other-" + i)))));
        }
        List<Integer> statuses =
                answers.stream().map(answer -> answer.join().status()).sorted().toList();
        assertThat(statuses).startsWith(200).hasSize(16);
        assertThat(statuses.subList(1, 16)).containsOnly(412);
        assertThat(SERVED.api().get("/v1/tasks/" + name).json().number("revision"))
                .isEqualTo(2);
    }

    @Test
    void withoutIfMatch_everyChangeIsMade() {
        String name = SERVED.task(TWO_VARIANTS);
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            answers.add(SERVED.api()
                    .sending(SERVED.api()
                            .request("/v1/tasks/" + name)
                            .PUT(BodyPublishers.ofString(TWO_VARIANTS.replace("m1", "other-" + i)))));
        }
        answers.forEach(answer -> assertThat(answer.join().status()).isEqualTo(200));
        assertThat(SERVED.api().get("/v1/tasks/" + name).json().number("revision"))
                .isEqualTo(5);
    }

    @Test
    void theOutcome_isFixedOnceThereIsEvidence() {
        String name = SERVED.task(TWO_VARIANTS);
        String other = TWO_VARIANTS.replace("\"resolved\",\"kind\":\"binary\"", "\"solved\",\"kind\":\"number\"");
        assertThat(put(name, other).status()).as("before").isEqualTo(200);
        assertThat(SERVED.reward(SERVED.token(name), "solved", "3.5").status()).isEqualTo(200);
        SERVED.statsOnce(name, stats -> stats.number("outcomes") == 1);
        Answer refused = put(name, TWO_VARIANTS);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("outcome_fixed");
        assertThat(refused.json().text("field")).isEqualTo("/outcome");
    }

    @Test
    void aTaskThatIsNotThere_isUnknown() {
        for (String path :
                List.of("/v1/tasks/nobody", "/v1/tasks/nobody/stats", "/v1/tasks/NOT%20A%20NAME", "/v1/tasks/%ff")) {
            Answer answer = SERVED.api().get(path);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.code()).isEqualTo("unknown_task");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Upper",
                "-a",
                "a%20b",
                "%C3%A9",
                "a23456789012345678901234567890123456789012345678901234567890abcdef"
            })
    void aNameThatIsNone_isRefused(String name) {
        Answer answer = put(name, TWO_VARIANTS);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("invalid_task");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "                                             | 400 | invalid_json  |",
                "nonsense                                     | 400 | invalid_json  |",
                "{\"variants\":[{\"name\":\"a\"}],\"variants\":[]}  | 400 | invalid_json  | /variants",
                "{\"outcome\":{\"metric\":\"y\",\"kind\":\"binary\",\"min\":NaN}} | 400 | invalid_json | /outcome/min",
                "{\"outcome\":{\"metric\":\"y\",\"kind\":\"binary\"},\"variants\":[{\"name\":\"a\",\"colour\":1}]} | 400 | unknown_field | /variants/0/colour",
                "{\"outcome\":{\"metric\":\"y\",\"kind\":\"binary\"},\"variants\":[{\"name\":1}]} | 400 | invalid_type | /variants/0/name",
                "{\"outcome\":{\"metric\":\"y\",\"kind\":\"binary\"},\"variants\":[{\"name\":\"A\"}]} | 422 | invalid_task | /variants/0/name",
                "{\"outcome\":{\"metric\":\"y\",\"kind\":\"binary\"}} | 422 | invalid_task | /variants"
            })
    void aDefinitionWithAFault_isRefusedWithItsField(String body, int status, String code, String field) {
        Answer answer = put(ServedApi.newName(), body == null ? "" : body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.json().at("field")).isEqualTo(field);
    }

    @Test
    void aDefinitionWithManyFaults_isToldAllOfThem() {
        Answer answer = put(ServedApi.newName(), "{\"control\":1,\"new\":2,\"variants\":[]}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid_type");
        assertThat(IntStream.range(0, answer.json().size("errors"))
                        .mapToObj(i -> answer.json().text("errors." + i + ".code") + " "
                                + answer.json().text("errors." + i + ".field"))
                        .toList())
                .containsExactly(
                        "invalid_type /control",
                        "unknown_field /new",
                        "invalid_task /outcome",
                        "invalid_task /variants");
    }

    @Test
    void tenThousandVariants_areRefused_andAThousandAreNot() {
        assertThat(put(ServedApi.newName(), withVariants(10_000)).code()).isEqualTo("invalid_task");
        String name = SERVED.task(withVariants(1_000));
        assertThat(SERVED.decide(name).number("propensity")).isBetween(1e-9, 1.0);
        assertThat(SERVED.api().get("/v1/tasks/" + name + "/stats").json().size("variants"))
                .isEqualTo(1_000);
    }

    private static String withVariants(int count) {
        return "{\"outcome\":{\"metric\":\"y\",\"kind\":\"binary\"},\"variants\":"
                + IntStream.range(0, count)
                        .mapToObj(i -> "{\"name\":\"v" + i + "\"}")
                        .collect(Collectors.joining(",", "[", "]"))
                + "}";
    }

    @Test
    void aPayload_comesBackAsItWasGiven() {
        String deep = "[".repeat(28) + "\"\ud83d\ude00\",1e-2147483648,-0,0.10" + "]".repeat(28);
        String name = SERVED.task(
                "{\"outcome\":{\"metric\":\"y\",\"kind\":\"binary\"},\"variants\":[{\"name\":\"a\",\"payload\":" + deep
                        + "}]}");
        assertThat(SERVED.api().get("/v1/tasks/" + name).body()).contains("\"payload\":" + deep);
        assertThat(SERVED.api()
                        .post("/v1/decide", "{\"task\":\"" + name + "\"}")
                        .body())
                .contains("\"payload\":" + deep);
    }

    @Test
    void stats_tellWhatHappened() {
        String name = SERVED.task(TWO_VARIANTS);
        for (int i = 0; i < 30; i++) {
            String token = SERVED.token(name);
            if (i % 3 == 0) {
                assertThat(SERVED.reward(token, "resolved", "1").status()).isEqualTo(200);
            }
        }
        JsonTree stats = SERVED.statsOnce(name, now -> now.number("decisions") == 30 && now.number("outcomes") == 10);
        assertThat(stats.text("task")).isEqualTo(name);
        assertThat(stats.number("decisions")).isEqualTo(30);
        assertThat(stats.number("outcomes")).isEqualTo(10);
        assertThat(stats.number("pending")).isEqualTo(20);
        assertThat(stats.number("late")).isZero();
        assertThat(stats.number("variants.0.share") + stats.number("variants.1.share"))
                .isBetween(0.999999, 1.000001);
        assertThat(stats.number("variants.0.decisions") + stats.number("variants.1.decisions"))
                .isEqualTo(30);
        assertThat(stats.number("variants.0.outcomes") + stats.number("variants.1.outcomes"))
                .isEqualTo(10);
        assertThat(Instant.parse(stats.text("as_of"))).isAfter(Instant.now().minusSeconds(5));
        for (int i = 0; i < 2; i++) {
            String variant = "variants." + i + ".";
            assertThat(stats.number(variant + "low")).isLessThanOrEqualTo(stats.number(variant + "mean"));
            assertThat(stats.number(variant + "high")).isGreaterThanOrEqualTo(stats.number(variant + "mean"));
        }
    }

    @Test
    void theSampleRatio_isOfFreshDrawsOnly() {
        String fresh = SERVED.task(TWO_VARIANTS);
        String sticky = SERVED.task(TWO_VARIANTS);
        for (int i = 0; i < 30; i++) {
            SERVED.token(fresh);
            String asked = "{\"task\":\"" + sticky + "\",\"unit\":\"user-" + i + "\"}";
            assertThat(SERVED.api().post("/v1/decide", asked).status()).isEqualTo(200);
        }
        // One that is not contested by even odds in thirty draws is one in 10^9.
        assertThat(SERVED.statsOnce(fresh, now -> now.number("decisions") == 30).number("sample_ratio.p_value"))
                .isBetween(1e-6, 1.0);
        assertThat(SERVED.statsOnce(sticky, now -> now.number("decisions") == 30)
                        .at("sample_ratio.p_value"))
                .isNull();
    }
}
