package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.decision.DecideRequest;
import dev.pulley.server.problem.Result;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever is read the quick way means the same as what is read the strict way. */
final class PlainDecideTest {
    private static final int ROUNDS = 100_000;
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static final List<String> NAMES =
            List.of("task", "unit", "reference", "confirm", "context", "tasks", "", "t\\u0061sk", "Task");
    private static final List<String> VALUES = List.of(
            "\"a\"",
            "\"summarize-ticket\"",
            "\"\"",
            "\"with space, {braces}: and 'quotes'\"",
            "\"" + "x".repeat(256) + "\"",
            "\"" + "x".repeat(257) + "\"",
            "\"\\n\"",
            "\"\\u0041\"",
            "\"ünïcode\"",
            "\"\t\"",
            "\"\u007f\"",
            "true",
            "false",
            "null",
            "1",
            "{}",
            "{\"lang\":\"en\"}",
            "[]",
            "tru",
            "\"unfinished");
    private static final List<String> SPACES = List.of("", "", "", " ", "\n", "\r\n\t", "\u00a0");

    private final SplittableRandom random = new SplittableRandom(1);

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String body() {
        StringBuilder body = new StringBuilder(any(SPACES)).append('{');
        int fields = random.nextInt(4);
        for (int i = 0; i <= fields; i++) {
            // Mostly well, so that both ways have something to read.
            boolean isTame = random.nextInt(4) > 0;
            String name = isTame ? NAMES.get(i) : any(NAMES);
            String value = isTame ? name.equals("confirm") ? "true" : "\"" + name + "-1\"" : any(VALUES);
            body.append(any(SPACES)).append(i == 0 ? "" : ",").append(any(SPACES));
            body.append('"').append(name).append('"').append(any(SPACES)).append(':');
            body.append(any(SPACES)).append(value);
        }
        return body.append(any(SPACES)).append('}').append(any(SPACES)).toString();
    }

    private byte[] mutilated(byte[] body) {
        byte[] other = body.clone();
        int at = random.nextInt(other.length);
        other[at] = random.nextBoolean() ? (byte) random.nextInt(256) : other[random.nextInt(other.length)];
        return other;
    }

    private static Result<DecideRequest> strictly(byte[] body, @Nullable String trace) {
        return Bodies.read(body, new DecideForm("", trace));
    }

    @Test
    void whateverIsRead_isReadTheSameStrictly() {
        int plain = 0;
        int onlyStrict = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] whole = body().getBytes(StandardCharsets.UTF_8);
            byte[] body = random.nextInt(3) == 0 ? mutilated(whole) : whole;
            String trace = random.nextBoolean() ? TRACE : null;
            DecideRequest quick = PlainDecide.read(body, trace);
            Result<DecideRequest> strict = strictly(body, trace);
            if (quick != null) {
                plain++;
                assertThat(strict)
                        .as(new String(body, StandardCharsets.UTF_8))
                        .isInstanceOfSatisfying(Result.Ok.class, ok -> assertSame(quick, (DecideRequest) ok.value()));
            } else if (strict instanceof Result.Ok<DecideRequest>) {
                onlyStrict++;
            }
        }
        assertThat(plain).as("read quickly").isGreaterThan(ROUNDS / 20);
        assertThat(onlyStrict).as("good, and left to the strict way").isGreaterThan(ROUNDS / 1_000);
    }

    private static void assertSame(DecideRequest quick, DecideRequest strict) {
        assertThat(quick.task()).isEqualTo(strict.task());
        assertThat(quick.unit()).isEqualTo(strict.unit());
        assertThat(quick.reference()).isEqualTo(strict.reference());
        assertThat(quick.confirm()).isEqualTo(strict.confirm());
        assertThat(quick.about()).isEqualTo(strict.about());
    }

    @Test
    void whatAppsSend_isReadQuickly() {
        List<String> bodies = List.of(
                "{\"task\":\"greeting\"}",
                "{\"task\": \"greeting\", \"unit\": \"customer-42\"}",
                "{ \"unit\":\"u\", \"task\":\"t\", \"reference\":\"req-81\", \"confirm\":false }\n");
        for (String body : bodies) {
            assertThat(PlainDecide.read(body.getBytes(StandardCharsets.UTF_8), null))
                    .as(body)
                    .isNotNull();
        }
    }
}
