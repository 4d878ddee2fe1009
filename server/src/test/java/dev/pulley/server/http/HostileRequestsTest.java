package dev.pulley.server.http;

import static dev.pulley.server.http.ServedApi.TWO_VARIANTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.testing.JsonTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Requests that no client would write, as bytes on a socket: paths, queries, headers, tokens and bodies that were good once, slow
 * senders and lines without an end. None is answered as a fault of the server, every one is answered or cut off, and what
 * others ask meanwhile is answered as ever. With {@code -Dpulley.long=true} half a million, and the heap before and after.
 */
final class HostileRequestsTest {
    private static final boolean IS_LONG = Boolean.getBoolean("pulley.long");
    private static final int REQUESTS = IS_LONG ? 500_000 : 2_000;
    private static final int GOOD_EVERY = 250;
    private static final int PATIENCE_MILLIS = 60_000;
    private static final double HEAP_GROWTH_MAX = 1.1;
    /** Below this a heap is too small for a tenth of it to mean anything. */
    private static final long HEAP_SLACK_BYTES = 8 << 20;

    private static final List<String> PATHS = List.of(
            "/v1/decide",
            "/v1/decide/batch",
            "/ofrep/v1/evaluate/flags",
            "/ofrep/v1/evaluate/flags/hostile",
            "/v1/stream?task=hostile&task=other",
            "/v1/tasks/hostile/history?from=2026-01-01T00:00:00Z&to=2026-12-31T00:00:00Z&step=1d",
            "/v1/tasks/hostile/events?limit=3&cursor=2p9x-3.1041&follow=false",
            "/v1/tasks/hostile/rollback",
            "/v1/tasks/hostile/conclude",
            "/v1/tasks/hostile/variants/b",
            "/v1/rewards",
            "/v1/exposures",
            "/v1/tasks?limit=10&cursor=a&archived=false",
            "/v1/tasks/hostile",
            "/v1/tasks/hostile/stats",
            "/v1/tasks/hostile/changes?limit=3&cursor=7",
            "/v1/tasks/hostile/variants/a/pause",
            "/v1/decisions/TOKEN",
            "/v1/session",
            "/metrics",
            "/readyz",
            "/openapi.yaml");

    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "get", "\u0000");

    private static final List<String> SCRAPS = List.of(
            "%00",
            "%",
            "%zz",
            "%ff%fe",
            "%2e%2e/",
            "../",
            "//",
            ";x=y",
            "?limit=99999999999999999999",
            "&limit=1&limit=2",
            "?cursor=%f0%28%8c%28",
            "\u00ff\u00fe",
            "\u00e9",
            "#",
            "{task}",
            "x".repeat(3_000),
            " ",
            "\t",
            "'\"<>",
            "$(id)");

    private static final List<String> HEADERS = List.of(
            "If-Match: \"1",
            "If-Match: " + "\"1\",".repeat(500),
            "If-Match: W/\"99999999999999999999\"",
            "Authorization: Bearer " + "x".repeat(2_000),
            "Authorization: \u00ff",
            "X-API-Key: plk_",
            "Cookie: pulley_session=;;;=; pulley_session=x",
            "traceparent: 00-zz-zz-zz",
            "traceparent: " + "0".repeat(1_000),
            "Origin: null",
            "Origin: http://localhost:notaport",
            "Content-Type: application/json; charset=\u00ff",
            "Content-Type: application/x-ndjson",
            "Accept-Encoding: gzip;q=NaN",
            "Content-Encoding: gzip",
            "Expect: 100-continue",
            "Upgrade: h2c",
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: chunked, gzip",
            "Content-Length: -1",
            "Content-Length: 99999999999999999999",
            "If-None-Match: *",
            "Last-Event-ID: 99999999999999999999.x",
            "Range: bytes=0-1,5-2,-9",
            "X: " + "y".repeat(6_000));

    private static final List<String> BODIES = List.of(
            "{\"task\":\"hostile\"}",
            "{\"task\":\"hostile\",\"task\":\"hostile\"}",
            "{\"decision\":\"TOKEN\",\"metric\":\"resolved\",\"value\":1}",
            "{\"decision\":\"TOKEN\",\"metric\":\"resolved\",\"value\":1e400}",
            "{\"decision\":\"TOKEN\",\"metric\":\"rating\",\"value\":" + "9".repeat(3_000) + "}",
            "{\"a\":".repeat(400) + "1" + "}".repeat(400),
            "[".repeat(20_000),
            "{\"task\":\"\u00ff\u00fe\u00c0\u0080\"}",
            "{\"rewards\":[" + "{},".repeat(1_500) + "{}]}",
            "{\"requests\":[" + "{\"task\":\"hostile\"},".repeat(30) + "{\"task\":7}]}",
            "{\"context\":{\"targetingKey\":\"u\",\"n\":-1e-400,\"deep\":" + "[".repeat(31) + "]".repeat(31) + "}}",
            "{\"payload\":{\"a\":\"" + "\\ud800".repeat(50) + "\"}}",
            "{\"decisions\":[" + "\"TOKEN\",".repeat(200) + "\"TOKEN\"],\"metric\":\"resolved\",\"value\":true}",
            "{\"task\":\"hostile\",\"reference\":\"\\u0000\",\"metric\":\"resolved\",\"value\":-0.0}",
            "5\r\n{\"tas\r\nfffffffff\r\nk",
            "{\"decision\":\"TOKEN\",\"metric\":\"resolved\",\"value\":1}\nnonsense\n{\"a\":\u00ff}\n\n",
            "");

    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    @Test
    void hostileRequests_areNeverTheServersFault_andDisturbNobody() throws IOException {
        SplittableRandom random = new SplittableRandom(20_261_122);
        assertThat(SERVED.api().put("/v1/tasks/hostile", TWO_VARIANTS).status()).isEqualTo(201);
        String token = SERVED.token("hostile");
        String good = SERVED.task(TWO_VARIANTS);
        int warm = REQUESTS / 5;
        long before = 0;
        for (int i = 0; i < REQUESTS; i++) {
            if (i == warm) {
                before = heapBytes();
            }
            byte[] request = request(token, random);
            int status = status(request);
            assertThat(status)
                    .as(() -> new String(request, StandardCharsets.ISO_8859_1) + " was answered " + status)
                    .isBetween(0, 499);
            if (i % GOOD_EVERY == 0) {
                JsonTree report =
                        SERVED.reward(SERVED.token(good), "resolved", "1").json();
                // Queued where others had the machine, and Redis did not get to it within a second.
                assertThat(report.number("accepted") + report.number("queued")).isEqualTo(1);
            }
        }
        long after = heapBytes();
        if (IS_LONG) {
            assertThat((double) after).isLessThan(before * HEAP_GROWTH_MAX + HEAP_SLACK_BYTES);
        }
    }

    @Test
    void slowSenders_keepNobodyWaiting() throws IOException {
        String task = SERVED.task(TWO_VARIANTS);
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                Socket socket = socket();
                slow.add(socket);
                String type = i % 2 == 0 ? "application/json" : "application/x-ndjson";
                send(
                        socket,
                        "POST /v1/rewards HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type
                                + "\r\nContent-Length: 90\r\n\r\n{\"deci");
            }
            for (int round = 0; round < 10; round++) {
                for (Socket socket : slow) {
                    send(socket, " ");
                }
                assertThat(SERVED.reward(SERVED.token(task), "resolved", "1")
                                .json()
                                .number("accepted"))
                        .isEqualTo(1);
            }
            for (Socket socket : slow) {
                send(socket, " ".repeat(74));
                assertThat(status(socket)).isBetween(200, 499);
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void aLineWithoutAnEnd_isRefusedAlone_andTheServerGoesOn() throws IOException {
        int length = 3 << 20;
        byte[] head = ("POST /v1/rewards HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
                        + "Connection: close\r\nContent-Length: " + length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(head);
        whole.write("x".repeat(length).getBytes(StandardCharsets.ISO_8859_1));
        assertThat(status(whole.toByteArray())).isEqualTo(200);
        assertThat(SERVED.decide(SERVED.task(TWO_VARIANTS)).number("version")).isEqualTo(1);
    }

    private static byte[] request(String token, SplittableRandom random) {
        String body = pick(BODIES, random).replace("TOKEN", damaged(token, random));
        StringBuilder text = new StringBuilder();
        String method = random.nextInt(4) == 0 ? pick(METHODS, random) : random.nextBoolean() ? "POST" : "GET";
        String path = pick(PATHS, random).replace("TOKEN", damaged(token, random));
        text.append(method).append(' ').append(random.nextInt(2) == 0 ? path : damaged(path, random));
        text.append(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        if (random.nextInt(3) != 0) {
            text.append("Content-Type: application/json\r\n");
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            text.append(pick(HEADERS, random)).append("\r\n");
        }
        text.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body);
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String pick(List<String> some, SplittableRandom random) {
        return some.get(random.nextInt(some.size()));
    }

    private static String damaged(String good, SplittableRandom random) {
        int at = random.nextInt(good.length() + 1);
        return switch (random.nextInt(4)) {
            case 0 -> good;
            case 1 -> good.substring(0, at);
            case 2 -> good.substring(0, at) + pick(SCRAPS, random) + good.substring(at);
            default ->
                good.substring(0, at) + (char) random.nextInt(256) + good.substring(Math.min(at + 1, good.length()));
        };
    }

    private static Socket socket() throws IOException {
        Socket socket = new Socket(
                SERVED.server().uri().getHost(), SERVED.server().uri().getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static int status(byte[] request) throws IOException {
        try (Socket socket = socket()) {
            try {
                OutputStream out = socket.getOutputStream();
                out.write(request);
                out.flush();
            } catch (IOException refusedMeanwhile) {
                // What was answered before all was sent may still be there.
                return status(socket);
            }
            return status(socket);
        }
    }

    /** The status of the last answer, after which the server ends; 0 where it cuts the sender off. */
    private static int status(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        try {
            InputStream in = socket.getInputStream();
            for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
                line.append((char) next);
            }
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("no answer, and not cut off", e);
        } catch (java.net.SocketException cutOff) {
            return 0;
        }
        if (line.isEmpty()) {
            return 0;
        }
        assertThat(line.toString()).startsWith("HTTP/1.");
        int status = Integer.parseInt(line.substring(9, 12));
        return status == 100 ? 0 : status;
    }

    /** What is in use when the least is. */
    private static long heapBytes() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            ManagementFactory.getMemoryMXBean().gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
