package dev.pulley.server.http;

import static dev.pulley.server.http.ServedApi.TWO_VARIANTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.testing.Api.Answer;
import dev.pulley.server.testing.JsonTree;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DecideRoutesTest {
    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    private static Answer decide(String body) {
        return SERVED.api().post("/v1/decide", body);
    }

    @Test
    void aDecision_isAnsweredInTheContractsForm() {
        String task = SERVED.task(TWO_VARIANTS);
        Answer answer = decide("{\"task\":\"" + task + "\"}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).contains("application/json");
        assertThat(answer.header("cache-control")).contains("no-store");
        assertThat(answer.header("x-content-type-options")).contains("nosniff");
        JsonTree decision = answer.json();
        assertThat(decision.names(""))
                .containsExactly(
                        "decision", "task", "variant", "version", "payload", "propensity", "policy", "revision");
        assertThat(decision.text("decision")).matches("[A-Za-z0-9_-]{40,255}");
        assertThat(decision.text("task")).isEqualTo(task);
        assertThat(decision.number("version")).isEqualTo(1);
        assertThat(decision.number("revision")).isEqualTo(1);
        assertThat(decision.number("propensity")).isEqualTo(0.5);
        assertThat(decision.text("policy")).isEqualTo("thompson-sharp");
        if (decision.text("variant").equals("a")) {
            assertThat(decision.text("payload.model")).isEqualTo("m1");
        } else {
            assertThat(decision.number("payload.1")).isEqualTo(2);
        }
    }

    @Test
    void tokens_areNeverTheSame_andEveryVariantIsChosen() {
        String task = SERVED.task(TWO_VARIANTS);
        Set<String> tokens = new HashSet<>();
        Set<String> variants = new HashSet<>();
        // Both are missing a variant of two with probability 2^-59.
        for (int i = 0; i < 60; i++) {
            JsonTree decision = SERVED.decide(task);
            tokens.add(decision.text("decision"));
            variants.add(decision.text("variant"));
        }
        assertThat(tokens).hasSize(60);
        assertThat(variants).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aUnit_keepsItsVariant() {
        String task = SERVED.task(TWO_VARIANTS);
        Map<String, String> variants = new HashMap<>();
        for (int round = 0; round < 3; round++) {
            for (int unit = 0; unit < 40; unit++) {
                String body = "{\"task\":\"" + task + "\",\"unit\":\"user-\ud83d\ude00-" + unit + "\"}";
                String variant = decide(body).json().text("variant");
                String known = variants.putIfAbsent("user-" + unit, variant);
                assertThat(known == null ? variant : known).isEqualTo(variant);
            }
        }
        assertThat(new HashSet<>(variants.values())).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void everythingThatMayBeSaidOfACall_isTaken() {
        String task = SERVED.task(TWO_VARIANTS);
        String context = IntStream.range(0, 64)
                .mapToObj(i -> "\"f" + i + "\":"
                        + (i % 4 == 0 ? "\"text\"" : i % 4 == 1 ? "1e-2147483648" : i % 4 == 2 ? "true" : "null"))
                .collect(Collectors.joining(",", "{", "}"));
        assertThat(decide("{\"task\":\"" + task + "\",\"unit\":\"" + "u".repeat(256) + "\",\"reference\":\""
                                + "r".repeat(256) + "\",\"confirm\":false,\"context\":" + context + "}")
                        .status())
                .isEqualTo(200);
        assertThat(decide("{\"task\":\"" + task
                                + "\",\"unit\":null,\"reference\":null,\"context\":null,\"confirm\":null}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aTaskThatIsNotThere_isUnknown() {
        Answer answer = decide("{\"task\":\"nobody\"}");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("unknown_task");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                     | 422 | invalid_value | /task",
                "{\"task\":7}                           | 400 | invalid_type  | /task",
                "{\"task\":\"\\ud800\"}                  | 400 | invalid_json  | /task",
                "{\"task\":\"t\",\"task\":\"t\"}            | 400 | invalid_json  | /task",
                "{\"task\":\"t\",\"more\":1}              | 400 | unknown_field | /more",
                "{\"task\":\"t\",\"unit\":\"\"}             | 422 | invalid_value | /unit",
                "{\"task\":\"t\",\"unit\":{}}             | 400 | invalid_type  | /unit",
                "{\"task\":\"t\",\"unit\":\"\\udc00\"}      | 400 | invalid_json  | /unit",
                "{\"task\":\"t\",\"reference\":1}         | 400 | invalid_type  | /reference",
                "{\"task\":\"t\",\"context\":[]}          | 400 | invalid_type  | /context",
                "{\"task\":\"t\",\"context\":{\"a\":[]}}  | 400 | invalid_type  | /context/a",
                "{\"task\":\"t\",\"context\":{\"a\":{}}}  | 400 | invalid_type  | /context/a",
                "{\"task\":\"t\",\"context\":{\"a\":1,\"a\":2}} | 400 | invalid_json | /context/a",
                "{\"task\":\"t\",\"context\":{\"\\ud800\":1}} | 400 | invalid_json | /context",
                "{\"task\":\"t\",\"confirm\":\"yes\"}       | 400 | invalid_type  | /confirm"
            })
    void aRequestWithAFault_isRefusedWithItsField(String body, int status, String code, String field) {
        Answer answer = decide(body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.json().text("field")).isEqualTo(field);
    }

    @Test
    void tooMuchOfACall_isRefused() {
        String many =
                IntStream.range(0, 65).mapToObj(i -> "\"f" + i + "\":1").collect(Collectors.joining(",", "{", "}"));
        for (String more : new String[] {
            "\"context\":" + many,
            "\"context\":{\"a\":\"" + "x".repeat(1_025) + "\"}",
            "\"unit\":\"" + "u".repeat(257) + "\"",
            "\"reference\":\"" + "r".repeat(257) + "\""
        }) {
            Answer answer = decide("{\"task\":\"t\"," + more + "}");
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.code()).isEqualTo("invalid_value");
        }
    }
}
