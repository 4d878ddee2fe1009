package dev.pulley.server.http;

import static dev.pulley.server.http.ServedApi.TWO_VARIANTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.testing.Api.Answer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Thousands of bodies that were good once: whatever became of them, it is the caller's fault and told as that. */
final class HostileBodiesTest {
    private static final int BODIES = 4_000;
    private static final int AT_ONCE = 16;

    private static final Pattern VALUE = Pattern.compile("\"[^\"]*\"|-?\\d+(\\.\\d+)?|true|false|null|\\{|\\[");

    /** What stands in place of a value, or anywhere. */
    private static final List<String> POISON = List.of(
            "NaN",
            "-Infinity",
            "1e400",
            "-1e308",
            "1e-2147483648",
            "1e99999999999",
            "-0",
            "9".repeat(150),
            "1".repeat(2_000),
            "null",
            "true",
            "{}",
            "[]",
            "[[]]",
            "\"\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\\u0000\"",
            "\"\u0001\"",
            "\"" + "x".repeat(70_000) + "\"",
            "\"\ud83d\ude00\"",
            "{\"a\":1,\"a\":2}",
            "{\"\\ud800\":{}}",
            "{\"name\":\"a\"}",
            "[".repeat(40) + "]".repeat(40),
            "{\"a\":".repeat(25) + "1" + "}".repeat(25),
            "\"-999999999-01-01T00:00:00Z\"",
            "\"+999999999-12-31T23:59:59.999999999+18:00\"",
            "\"2026-01-31T09:30:00Z\"",
            "\"90d\"",
            "\"999999999d\"",
            "\"failure\"",
            "\"range\"",
            "\"number\"",
            ",",
            "}",
            "]",
            "\"",
            "/* x */",
            "\\");

    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    private record Target(String method, String path, String body) {}

    @Test
    void aBodyThatWasMutated_isNeverTheServersFault() {
        SplittableRandom random = new SplittableRandom(20_261_121);
        String task = SERVED.task(TWO_VARIANTS);
        List<Target> targets = targets(task);
        List<CompletableFuture<Void>> underWay = new ArrayList<>();
        for (int i = 0; i < BODIES; i++) {
            Target target = targets.get(random.nextInt(targets.size()));
            byte[] body = mutated(target.body(), random);
            underWay.add(
                    SERVED.api().sending(request(target, body)).thenAccept(answer -> assertTold(target, body, answer)));
            if (underWay.size() == AT_ONCE) {
                underWay.forEach(CompletableFuture::join);
                underWay.clear();
            }
            if (i % 500 == 0) {
                assertThat(SERVED.reward(SERVED.token(task), "resolved", "1")
                                .json()
                                .number("accepted"))
                        .isEqualTo(1);
            }
        }
        underWay.forEach(CompletableFuture::join);
        String after = SERVED.task(TWO_VARIANTS);
        assertThat(SERVED.reward(SERVED.token(after), "resolved", "1").json().number("accepted"))
                .isEqualTo(1);
        assertThat(SERVED.statsOnce(after, now -> now.number("outcomes") == 1).number("outcomes"))
                .isEqualTo(1);
    }

    private static List<Target> targets(String task) {
        String token = SERVED.token(task);
        String reward = "{\"decision\":\"" + token
                + "\",\"metric\":\"rating\",\"value\":0.5,\"at\":\"2026-01-31T09:30:00Z\",\"reason\":\"why not\"}";
        return List.of(
                new Target(
                        "POST",
                        "/v1/decide",
                        "{\"task\":\"" + task
                                + "\",\"unit\":\"u\",\"reference\":\"r\",\"confirm\":false,\"context\":{\"lang\":\"en\",\"n\":1,\"b\":true}}"),
                new Target("POST", "/v1/rewards", reward),
                new Target(
                        "POST",
                        "/v1/rewards",
                        "{\"decisions\":[\"" + token + "\",\"" + token + "\"],\"metric\":\"resolved\",\"value\":true}"),
                new Target("POST", "/v1/rewards", "{\"rewards\":[" + reward + "," + reward + "]}"),
                new Target("PUT", "/v1/tasks/hostile", TWO_VARIANTS),
                new Target(
                        "PUT",
                        "/v1/tasks/hostile/variants/c",
                        "{\"name\":\"c\",\"payload\":[1,{}],\"max_share\":0.5,\"share\":null}"),
                new Target("POST", "/v1/tasks/hostile/conclude", "{\"variant\":\"a\"}"),
                new Target("POST", "/v1/tasks/hostile/resume", "{}"),
                new Target("POST", "/v1/tasks/hostile/rollback", "{\"revision\":1}"),
                new Target("PUT", "/v1/tasks/hostile-whole", """
                        {"description":"all of it","outcome":{"metric":"y","kind":"range","min":0,"max":5,"goal":"minimize",
                         "window":"7d","grace":"1d","absent":"failure"},
                         "proxies":[{"metric":"p","kind":"binary","weight":0.5,"window":"1h","absent":"zero"},
                                    {"metric":"q","kind":"number","weight":-1}],
                         "variants":[{"name":"a","payload":{"k":[1,2,{"z":null}]}},{"name":"b","payload":"text","max_share":0.5}],
                         "guardrails":[{"metric":"g","kind":"binary","at_most":0.1,"trip_probability":0.9,"window":"1h"}],
                         "new_version":"inherit",
                         "control":"b","policy":{"name":"thompson","min_share":0.1,"half_life":"30d"},"verdict":{"min_effect":0.01,"error":0.05}}"""));
    }

    private static HttpRequest.Builder request(Target target, byte[] body) {
        return SERVED.api()
                .request(target.path())
                .header("Content-Type", "application/json")
                .method(target.method(), BodyPublishers.ofByteArray(body));
    }

    private static void assertTold(Target target, byte[] body, Answer answer) {
        String what =
                target + " became " + new String(body, StandardCharsets.ISO_8859_1) + " and was answered " + answer;
        assertThat(answer.status()).as(what).isBetween(200, 499);
        if (answer.status() >= 400) {
            assertThat(answer.code()).as(what).isNotIn("internal", "unavailable");
            assertThat(answer.body()).as(what).doesNotContain("Exception", "java.", "jackson", "vertx");
        } else {
            assertThat(answer.json().names("")).as(what).isNotEmpty();
        }
    }

    private static byte[] mutated(String good, SplittableRandom random) {
        byte[] body = random.nextInt(3) == 0
                ? good.getBytes(StandardCharsets.UTF_8)
                : withPoison(good, random).getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(3); i > 0; i--) {
            body = damaged(body, random);
        }
        return body;
    }

    /** In place of one of the values, now and then of two. */
    private static String withPoison(String good, SplittableRandom random) {
        String text = good;
        for (int i = random.nextInt(4) == 0 ? 2 : 1; i > 0; i--) {
            List<int[]> places = new ArrayList<>();
            Matcher matcher = VALUE.matcher(text);
            while (matcher.find()) {
                places.add(new int[] {matcher.start(), matcher.end()});
            }
            if (places.isEmpty()) {
                return text;
            }
            int[] place = places.get(random.nextInt(places.size()));
            String poison = POISON.get(random.nextInt(POISON.size()));
            text = text.substring(0, place[0]) + poison + text.substring(place[1]);
        }
        return text;
    }

    private static byte[] damaged(byte[] body, SplittableRandom random) {
        if (body.length == 0) {
            return body;
        }
        int at = random.nextInt(body.length);
        byte[] changed = body.clone();
        return switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(body, at);
            case 1 -> {
                changed[at] ^= (byte) (1 << random.nextInt(8));
                yield changed;
            }
            case 2 -> {
                changed[at] = (byte) random.nextInt(256);
                yield changed;
            }
            case 3 -> joined(body, at, Arrays.copyOfRange(body, random.nextInt(at + 1), at));
            case 4 -> joined(body, at, POISON.get(random.nextInt(POISON.size())).getBytes(StandardCharsets.UTF_8));
            default ->
                joined(
                        Arrays.copyOf(body, at),
                        at,
                        Arrays.copyOfRange(body, Math.min(body.length, at + 1 + random.nextInt(9)), body.length));
        };
    }

    private static byte[] joined(byte[] body, int at, byte[] more) {
        byte[] joined = Arrays.copyOf(body, body.length + more.length);
        System.arraycopy(more, 0, joined, at, more.length);
        System.arraycopy(body, at, joined, at + more.length, body.length - at);
        return joined;
    }
}
