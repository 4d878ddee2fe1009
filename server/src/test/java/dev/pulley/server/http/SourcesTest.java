package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.testing.Api.Answer;
import dev.pulley.server.testing.JsonTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rewards count by the trust in the key that reports them, and say whom they are from. */
final class SourcesTest {
    @RegisterExtension
    static final KeyedApi SERVED = new KeyedApi();

    private static final String TASK = """
            {"outcome":{"metric":"resolved","kind":"binary"},"variants":[{"name":"a"}]}""";

    private static JsonTree stats() {
        return SERVED.get("/v1/tasks/judged/stats", SERVED.admin()).json();
    }

    private static String decide(String key) {
        Answer answer = SERVED.send("POST", "/v1/decide", key, "{\"task\":\"judged\"}");
        assertThat(answer.status()).isEqualTo(200);
        return answer.json().text("decision");
    }

    private static JsonTree report(String key, String token, String value) {
        return SERVED.send(
                        "POST",
                        "/v1/rewards",
                        key,
                        "{\"decision\":\"" + token + "\",\"metric\":\"resolved\",\"value\":" + value + "}")
                .json();
    }

    @Test
    void aJudgeThatIsHalfTrusted_countsHalf_untilSomebodyElseSaysOtherwise() {
        String person = SERVED.key("default", "decide,report", "--source", "person");
        String judge = SERVED.key("default", "report", "--source", "judge", "--trust", "0.5");
        assertThat(SERVED.send("PUT", "/v1/tasks/judged", SERVED.admin(), TASK).status())
                .isEqualTo(201);
        KeyedApi.await(() -> SERVED.send("POST", "/v1/decide", person, "{\"task\":\"judged\"}")
                        .status()
                == 200);
        String token = decide(person);
        assertThat(report(judge, token, "1").number("accepted")).isEqualTo(1);
        String path = "/v1/decisions/" + token;
        JsonTree found = SERVED.get(path, person).json();
        assertThat(found.text("values.0.source")).isEqualTo("judge");
        assertThat(found.number("values.0.trust")).isEqualTo(0.5);
        KeyedApi.await(() -> stats().number("outcomes") == 1);
        double half = stats().number("variants.0.mean");
        assertThat(stats().text("sources.0.source")).isEqualTo("judge");
        assertThat(stats().number("sources.0.mean")).isEqualTo(1);
        assertThat(report(person, token, "true").number("corrected"))
                .as("it is the same, and counts for more")
                .isEqualTo(1);
        KeyedApi.await(() -> stats().number("variants.0.mean") > half);
        assertThat(stats().number("outcomes")).isEqualTo(1);
        assertThat(report(person, token, "0").number("corrected")).isEqualTo(1);
        found = SERVED.get(path, person).json();
        assertThat(found.text("values.0.source")).isEqualTo("person");
        assertThat(found.number("values.0.trust")).isEqualTo(1);
        KeyedApi.await(() -> stats().number("variants.0.mean") < 0.5);
        JsonTree after = stats();
        assertThat(after.size("sources")).isEqualTo(1);
        assertThat(after.text("sources.0.source")).isEqualTo("person");
        assertThat(after.number("sources.0.values")).isEqualTo(1);
    }
}
