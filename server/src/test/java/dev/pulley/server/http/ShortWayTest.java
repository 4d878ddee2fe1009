package dev.pulley.server.http;

import static dev.pulley.server.http.ServedApi.TWO_VARIANTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.testing.Api.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By whichever way a request comes, it is answered alike. */
final class ShortWayTest {
    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    private static final long PATIENCE_NANOS = 20_000_000_000L;

    /** Which is plain, and so passes the router by. */
    private static Answer byTheShortWay(String path, String body) {
        return SERVED.api().post(path, body);
    }

    /** The same to the contract, but not as plain as can be. */
    private static Answer byTheLongWay(String path, String body) {
        return SERVED.api()
                .send(SERVED.api()
                        .request(path)
                        .header("Content-Type", "application/json; charset=utf-8")
                        .POST(BodyPublishers.ofString(body)));
    }

    private static Map<String, Object> headers(Answer answer) {
        return answer.headers().map().entrySet().stream()
                .filter(header -> !header.getKey().equalsIgnoreCase("content-length"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/decide  | {",
                "/v1/decide  | []",
                "/v1/decide  | {}",
                "/v1/decide  | {\"task\":\"nobody-made-it\"}",
                "/v1/decide  | {\"task\":\"t\",\"task\":\"t\"}",
                "/v1/decide  | {\"task\":\"t\",\"colour\":1,\"unit\":\"\"}",
                "/v1/rewards | {\"decision\":\"x\",\"metric\":\"resolved\",\"value\":1}",
                "/v1/rewards | {\"metric\":\"resolved\"}",
                "/v1/rewards | {\"rewards\":[]}",
                "/v1/rewards | {\"rewards\":[{\"decision\":\"x\",\"metric\":\"resolved\",\"value\":1}]}",
                "/v1/rewards | null"
            })
    void whatIsRefused_isRefusedAlikeByBothWays(String path, String body) {
        Answer plain = byTheShortWay(path, body);
        Answer other = byTheLongWay(path, body);
        assertThat(plain.status()).isEqualTo(other.status());
        assertThat(plain.body()).isEqualTo(other.body());
        assertThat(headers(plain)).isEqualTo(headers(other));
    }

    @Test
    void aDecision_isAnsweredAlikeByBothWays() {
        String body = "{\"task\":\"" + SERVED.task(TWO_VARIANTS) + "\",\"unit\":\"the-same\"}";
        Answer plain = byTheShortWay("/v1/decide", body);
        Answer other = byTheLongWay("/v1/decide", body);
        assertThat(plain.status()).isEqualTo(200);
        assertThat(withoutToken(plain)).isEqualTo(withoutToken(other));
        assertThat(headers(plain)).isEqualTo(headers(other));
    }

    private static String withoutToken(Answer answer) {
        return answer.body().replaceFirst("\"decision\":\"[A-Za-z0-9_-]+\"", "");
    }

    @Test
    void aReward_isAnsweredAlikeByBothWays() {
        String task = SERVED.task(TWO_VARIANTS);
        String token = byTheShortWay("/v1/decide", "{\"task\":\"" + task + "\"}")
                .json()
                .text("decision");
        String reward = "{\"decision\":\"" + token + "\",\"metric\":\"resolved\",\"value\":1}";
        Answer first = byTheShortWay("/v1/rewards", reward);
        assertThat(first.json().number("accepted")).isEqualTo(1);
        Answer plain = byTheShortWay("/v1/rewards", reward);
        Answer other = byTheLongWay("/v1/rewards", reward);
        assertThat(plain.json().number("repeated")).isEqualTo(1);
        assertThat(plain.body()).isEqualTo(other.body());
        assertThat(headers(plain)).isEqualTo(headers(other));
    }

    @Test
    void bothWays_areCounted() {
        String body = "{\"task\":\"" + SERVED.task(TWO_VARIANTS) + "\"}";
        double before = answered();
        Answer plain = byTheShortWay("/v1/decide", body);
        Answer other = byTheLongWay("/v1/decide", body);
        assertThat(plain.status()).isEqualTo(other.status());
        // An answer is counted when it is written, and that may be after it was read.
        long endNanos = System.nanoTime() + PATIENCE_NANOS;
        while (answered() - before < 2 && System.nanoTime() < endNanos) {
            Thread.onSpinWait();
        }
        assertThat(answered() - before).isEqualTo(2);
    }

    private static double answered() {
        return SERVED.api()
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("pulley_http_requests_total")
                        && line.contains("\"/v1/decide\"")
                        && line.contains("2xx"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
