package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.testing.Api.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What browsers are told, and how many requests a key may send. */
final class BrowserTest {
    private static final String SHOP = "https://shop.example";
    private static final int LIMIT = 5;

    @RegisterExtension
    static final KeyedApi SERVED = new KeyedApi(
            "--allow-origin", SHOP, "--allow-origin=http://localhost:3000", "--rate-limit", Integer.toString(LIMIT));

    private static Answer preflight(String origin) {
        return SERVED.api()
                .send(SERVED.api()
                        .request("/v1/decide")
                        .header("Origin", origin)
                        .header("Access-Control-Request-Method", "POST")
                        .header("Access-Control-Request-Headers", "authorization,content-type")
                        .method("OPTIONS", BodyPublishers.noBody()));
    }

    @ParameterizedTest
    @ValueSource(strings = {SHOP, "http://localhost:3000"})
    void anAllowedOrigin_isTold(String origin) {
        Answer answer = preflight(origin);
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("access-control-allow-origin")).contains(origin);
        assertThat(answer.header("access-control-allow-methods").orElseThrow()).contains("POST");
        assertThat(answer.header("access-control-allow-headers").orElseThrow()).contains("Authorization");
        assertThat(answer.header("access-control-allow-credentials")).isEmpty();
        Answer refused = SERVED.api().send(SERVED.api().request("/v1/session").header("Origin", origin));
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("access-control-allow-origin")).contains(origin);
    }

    @Test
    void aPackedBody_isRefused_soThatThePageCanReadWhy() {
        Answer refused = SERVED.api()
                .send(SERVED.api()
                        .request("/v1/decide")
                        .header("Origin", SHOP)
                        .header("Content-Type", "application/json")
                        .header("Content-Encoding", "gzip")
                        .POST(BodyPublishers.ofString("{}")));
        assertThat(refused.status()).isEqualTo(415);
        assertThat(refused.header("access-control-allow-origin")).contains(SHOP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://shop.example.evil", "http://shop.example", "https://shop.example:444", "null"})
    void anyOtherOrigin_isNot(String origin) {
        Answer answer = preflight(origin);
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("access-control-allow-origin")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/livez", "/v1/session", "/nothing", "/v1/decide"})
    void everyAnswer_hasTheHeadersThatBrowsersNeed(String path) {
        Answer answer = SERVED.api().send(SERVED.api().request(path));
        assertThat(answer.header("x-content-type-options")).contains("nosniff");
        assertThat(answer.header("referrer-policy")).contains("no-referrer");
        assertThat(answer.header("content-security-policy").orElseThrow()).contains("default-src 'none'");
        assertThat(answer.header("cache-control")).contains("no-store");
    }

    @Test
    void aKeyOverItsLimit_isToldWhenToComeAgain_andNoOtherIs() {
        String busy = SERVED.key("default", "view");
        String other = SERVED.key("default", "view");
        KeyedApi.await(() -> SERVED.get("/v1/session", busy).status() == 429);
        Answer refused = IntStream.range(0, 10 * LIMIT)
                .mapToObj(i -> SERVED.get("/v1/session", busy))
                .filter(answer -> answer.status() == 429)
                .findFirst()
                .orElseThrow();
        assertThat(refused.code()).isEqualTo("rate_limited");
        assertThat(refused.header("retry-after")).contains("1");
        assertThat(SERVED.get("/v1/session", other).status()).isEqualTo(200);
        KeyedApi.await(() -> SERVED.get("/v1/session", busy).status() == 200);
    }
}
