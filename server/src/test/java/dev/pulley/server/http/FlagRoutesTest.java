package dev.pulley.server.http;

import static dev.pulley.server.http.ServedApi.TWO_VARIANTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.testing.Api.Answer;
import dev.pulley.server.testing.JsonTree;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The protocol's answers, each against what its specification says of it. */
final class FlagRoutesTest {
    private static final String FLAGS = "/ofrep/v1/evaluate/flags";
    private static final String SOMEBODY = "{\"context\":{\"targetingKey\":\"user-1\"}}";

    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    private static Answer evaluate(String task, String body) {
        return SERVED.api().post(FLAGS + "/" + task, body);
    }

    /** The place of a flag among all that were answered. */
    private static String place(JsonTree all, String task) {
        return IntStream.range(0, all.size("flags"))
                .mapToObj(i -> "flags." + i)
                .filter(flag -> all.text(flag + ".key").equals(task))
                .findFirst()
                .orElseThrow();
    }

    private static void assertFailure(Answer answer, int status, String errorCode) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("content-type")).contains("application/json");
        assertThat(answer.json().text("errorCode")).isEqualTo(errorCode);
        assertThat(answer.json().text("errorDetails")).isNotBlank();
        assertThat(answer.json().names("metadata")).isEmpty();
    }

    @Test
    void aFlag_isTheTasksDecision() {
        String task = SERVED.task(TWO_VARIANTS);
        Set<String> variants = new HashSet<>();
        // Both are missing a variant of two with probability 2^-59.
        for (int i = 0; i < 60; i++) {
            Answer answer = evaluate(task, "{\"context\":{\"targetingKey\":\"user-" + i + "\"}}");
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.header("content-type")).contains("application/json");
            JsonTree flag = answer.json();
            assertThat(flag.names("")).containsExactly("key", "value", "reason", "variant", "metadata");
            assertThat(flag.text("key")).isEqualTo(task);
            assertThat(flag.text("reason")).isEqualTo("SPLIT");
            assertThat(flag.names("metadata"))
                    .containsExactly("decision", "version", "propensity", "policy", "revision");
            assertThat(flag.number("metadata.propensity")).isEqualTo(0.5);
            assertThat(flag.number("metadata.revision")).isEqualTo(1);
            if (flag.text("variant").equals("a")) {
                assertThat(flag.text("value.model")).isEqualTo("m1");
            } else {
                assertThat(flag.number("value.value.1")).isEqualTo(2);
            }
            variants.add(flag.text("variant"));
        }
        assertThat(variants).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aFlagsDecision_takesRewards_withoutBeingConfirmed() {
        String task = SERVED.task(TWO_VARIANTS);
        String token = evaluate(task, SOMEBODY).json().text("metadata.decision");
        assertThat(SERVED.reward(token, "resolved", "1").json().number("accepted"))
                .isEqualTo(1);
        assertThat(SERVED.statsOnce(task, seen -> seen.number("outcomes") == 1).number("decisions"))
                .isEqualTo(1);
    }

    @Test
    void theTargetingKey_isTheUnit_andWithoutOneEachEvaluationDrawsAnew() {
        String task = SERVED.task(TWO_VARIANTS);
        for (int i = 0; i < 20; i++) {
            String context = "{\"context\":{\"targetingKey\":\"user-" + i + "\"}}";
            String request = "{\"task\":\"" + task + "\",\"unit\":\"user-" + i + "\"}";
            assertThat(evaluate(task, context).json().text("variant"))
                    .isEqualTo(SERVED.api().post("/v1/decide", request).json().text("variant"));
        }
        for (String body : new String[] {
            "{\"context\":{}}", "{\"context\":{\"targetingKey\":null}}", "{\"context\":{\"targetingKey\":\"\"}}"
        }) {
            assertThat(IntStream.range(0, 60)
                            .mapToObj(i -> evaluate(task, body).json().text("variant"))
                            .collect(Collectors.toSet()))
                    .hasSize(2);
        }
    }

    @Test
    void whatIsNotKnown_andWhatIsNested_isPassedOver() {
        String task = SERVED.task(TWO_VARIANTS);
        String body =
                "{\"more\":{\"a\":[1]},\"context\":{\"cart\":{\"items\":[{\"n\":1}]},\"tags\":[[]],\"n\":1.5,\"b\":true,"
                        + "\"none\":null,\"targetingKey\":\"user-1\",\"text\":\"x\"}}";
        assertThat(evaluate(task, body).status()).isEqualTo(200);
        assertThat(SERVED.api().post(FLAGS, body).status()).isEqualTo(200);
    }

    @Test
    void aStoppedTask_answersOneVariantToAll_statically() {
        String task = SERVED.task(TWO_VARIANTS);
        assertThat(SERVED.api().post("/v1/tasks/" + task + "/pause").status()).isEqualTo(200);
        Answer paused = evaluate(task, SOMEBODY);
        assertThat(paused.json().text("reason")).isEqualTo("STATIC");
        assertThat(paused.json().text("variant")).isEqualTo("a");
        assertThat(paused.json().text("metadata.policy")).isEqualTo("paused");
        // With a fraction, since providers give whole numbers by another method.
        assertThat(paused.body()).contains("\"propensity\":1.0,");
        Answer concluded = SERVED.api().post("/v1/tasks/" + task + "/conclude", "{\"variant\":\"b\"}");
        assertThat(concluded.status()).isEqualTo(200);
        assertThat(evaluate(task, SOMEBODY).json().text("variant")).isEqualTo("b");
        assertThat(evaluate(task, SOMEBODY).json().text("reason")).isEqualTo("STATIC");
    }

    @Test
    void anArchivedTask_isDisabled_withoutAValue() {
        String task = SERVED.task(TWO_VARIANTS);
        assertThat(SERVED.api().delete("/v1/tasks/" + task).status()).isEqualTo(200);
        Answer answer = evaluate(task, SOMEBODY);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"key\":\"" + task + "\",\"reason\":\"DISABLED\",\"metadata\":{}}");
        JsonTree all = SERVED.api().post(FLAGS, SOMEBODY).json();
        assertThat(all.text(place(all, task) + ".reason")).isEqualTo("DISABLED");
        assertThat(all.names(place(all, task))).doesNotContain("value");
    }

    @ParameterizedTest
    @CsvSource({"nobody,nobody", "No%20body%C3%A4,No bodyä", "a/b,a/b"})
    void aFlagThatIsNotThere_isNotFound(String path, String key) {
        Answer answer = evaluate(path, SOMEBODY);
        assertFailure(answer, 404, "FLAG_NOT_FOUND");
        assertThat(answer.json().text("key")).isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                    | PARSE_ERROR",
                "{                                     | PARSE_ERROR",
                "[]                                    | PARSE_ERROR",
                "{\"context\":{\"a\":1,\"a\":2}}        | PARSE_ERROR",
                "{}                                    | INVALID_CONTEXT",
                "{\"context\":null}                    | INVALID_CONTEXT",
                "{\"context\":[]}                      | INVALID_CONTEXT",
                "{\"context\":{\"targetingKey\":7}}     | INVALID_CONTEXT",
                "{\"context\":{\"targetingKey\":{}}}    | INVALID_CONTEXT"
            })
    void aRequestWithAFault_isRefusedInTheProtocolsWords(String body, String errorCode) {
        String task = SERVED.task(TWO_VARIANTS);
        Answer answer = evaluate(task, body);
        assertFailure(answer, 400, errorCode);
        assertThat(answer.json().text("key")).isEqualTo(task);
        Answer all = SERVED.api().post(FLAGS, body);
        assertFailure(all, 400, errorCode);
        assertThat(all.json().at("key")).isNull();
    }

    @Test
    void tooMuchOfAContext_isRefused() {
        String task = SERVED.task(TWO_VARIANTS);
        String many = IntStream.range(0, 65).mapToObj(i -> "\"f" + i + "\":1").collect(Collectors.joining(","));
        for (String fields : new String[] {
            many, "\"a\":\"" + "x".repeat(1_025) + "\"", "\"targetingKey\":\"" + "u".repeat(257) + "\""
        }) {
            assertFailure(evaluate(task, "{\"context\":{" + fields + "}}"), 400, "INVALID_CONTEXT");
        }
        String nested = many.replace("1", "[]");
        assertThat(evaluate(task, "{\"context\":{" + nested + "}}").status()).isEqualTo(200);
        String long63 = many.substring(0, many.lastIndexOf(','));
        assertThat(evaluate(task, "{\"context\":{\"targetingKey\":\"u\"," + long63 + "}}")
                        .status())
                .isEqualTo(200);
        assertFailure(evaluate(task, "x".repeat(Bodies.BODY_BYTES_MAX + 1)), 413, "GENERAL");
    }

    @Test
    void aBodyOfAnotherType_isNotRead() {
        Answer answer = SERVED.api()
                .send(SERVED.api()
                        .request(FLAGS)
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString(SOMEBODY)));
        assertFailure(answer, 400, "PARSE_ERROR");
        assertFailure(SERVED.api().get(FLAGS), 405, "GENERAL");
    }

    @Test
    void allFlags_needATargetingKey() {
        for (String body : new String[] {"{\"context\":{}}", "{\"context\":{\"targetingKey\":\"\"}}"}) {
            assertFailure(SERVED.api().post(FLAGS, body), 400, "TARGETING_KEY_MISSING");
        }
    }

    @Test
    void allFlags_areDecisionsOfTheirUnit_thatCountOnceTheyAreShown() {
        String task = SERVED.task(TWO_VARIANTS);
        JsonTree all = SERVED.api().post(FLAGS, SOMEBODY).json();
        assertThat(all.names("")).containsExactly("flags", "metadata");
        String flag = place(all, task);
        assertThat(all.names(flag)).containsExactly("key", "value", "reason", "variant", "metadata");
        assertThat(all.text(flag + ".variant"))
                .isEqualTo(evaluate(task, SOMEBODY).json().text("variant"));
        String token = all.text(flag + ".metadata.decision");
        Answer seen = SERVED.api().post("/v1/exposures", "{\"decision\":\"" + token + "\"}");
        assertThat(seen.status()).as(seen.body()).isEqualTo(200);
        // The single evaluation above, and the one that was shown.
        assertThat(SERVED.statsOnce(task, stats -> stats.number("decisions") == 2)
                        .number("decisions"))
                .isEqualTo(2);
        String unseen = SERVED.task(TWO_VARIANTS);
        place(SERVED.api().post(FLAGS, SOMEBODY).json(), unseen);
        evaluate(unseen, SOMEBODY);
        assertThat(SERVED.statsOnce(unseen, stats -> stats.number("decisions") >= 1)
                        .number("decisions"))
                .isEqualTo(1);
    }

    private static Answer again(String body, String tag) {
        return SERVED.api()
                .send(SERVED.api()
                        .request(FLAGS)
                        .header("Content-Type", "application/json")
                        .header("If-None-Match", tag)
                        .POST(BodyPublishers.ofString(body)));
    }

    @Test
    void theTag_standsForAllThatWasAskedAndAnswered() {
        String task = SERVED.task(TWO_VARIANTS.replace("\"binary\"", "\"binary\",\"window\":\"90d\""));
        String body = "{\"context\":{\"targetingKey\":\"user-9\",\"plan\":{\"tier\":1}}}";
        String tag = SERVED.api().post(FLAGS, body).header("etag").orElseThrow();
        assertThat(tag).matches("\"[0-9a-f]{32}\"");
        Answer same = again(body, "\"x\", W/" + tag);
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(same.header("etag")).contains(tag);
        // All of the context, even what is passed over when it is read.
        assertThat(again(body.replace("\"tier\":1", "\"tier\":2"), tag).status())
                .isEqualTo(200);
        assertThat(again(body.replace("user-9", "user-10"), tag).status()).isEqualTo(200);
        assertThat(again(body, "\"x\"").status()).isEqualTo(200);
        String payload = "{\"payload\":{\"model\":\"m9\"}}";
        assertThat(SERVED.api()
                        .put("/v1/tasks/" + task + "/variants/a", payload)
                        .status())
                .isEqualTo(200);
        assertThat(again(body, tag).status()).isEqualTo(200);
    }
}
