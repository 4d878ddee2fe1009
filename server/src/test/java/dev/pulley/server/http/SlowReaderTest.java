package dev.pulley.server.http;

import static dev.pulley.server.http.ServedApi.TWO_VARIANTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.testing.Api.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Readers that ask for much and take nothing: what waits for them is bounded, whatever happens meanwhile, and others are answered. */
final class SlowReaderTest {
    private static final int READERS = 16;
    private static final int BATCHES = 40;
    private static final int BATCH = 1_000;
    private static final int RECEIVE_BUFFER_BYTES = 4_096;
    private static final int PATIENCE_MILLIS = 60_000;
    /** A whole answer of all events for each reader would be many times that. */
    private static final long HELD_BYTES_MAX = 48L << 20;

    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    private static Socket asking(String path) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(
                SERVED.server().uri().getHost(), SERVED.server().uri().getPort()));
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        InputStream in = socket.getInputStream();
        byte[] status = in.readNBytes("HTTP/1.1 200".length());
        assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
        return socket;
    }

    private static void decideMuch(String task) {
        String request = "{\"task\":\"" + task + "\",\"context\":{\"words\":\"" + "x".repeat(500) + "\"}}";
        String batch = "{\"requests\":[" + (request + ",").repeat(BATCH - 1) + request + "]}";
        for (int i = 0; i < BATCHES; i++) {
            Answer answer = SERVED.api().post("/v1/decide/batch", batch);
            assertThat(answer.status()).isEqualTo(200);
        }
    }

    @Test
    void whoeverTakesNothing_holdsLittle_andKeepsNobodyWaiting() throws IOException {
        String task = SERVED.task(TWO_VARIANTS);
        decideMuch(task);
        SERVED.statsOnce(task, stats -> stats.number("decisions") == BATCHES * BATCH);
        long before = heapBytes();
        List<Socket> readers = new ArrayList<>();
        try {
            for (int i = 0; i < READERS; i++) {
                readers.add(asking(
                        switch (i % 3) {
                            case 0 -> "/v1/tasks/" + task + "/events?limit=1000000";
                            case 1 -> "/v1/tasks/" + task + "/events?follow=true";
                            default -> "/v1/stream?task=" + task;
                        }));
            }
            // News for those who follow: as much again, none of which they take.
            decideMuch(task);
            SERVED.statsOnce(task, stats -> stats.number("decisions") == 2 * BATCHES * BATCH);
            assertThat(SERVED.reward(SERVED.token(task), "resolved", "1").json().number("accepted"))
                    .isEqualTo(1);
            assertThat(heapBytes() - before).isLessThan(HELD_BYTES_MAX);
        } finally {
            for (Socket reader : readers) {
                reader.close();
            }
        }
        KeyedApi.await(() -> {
            // Their places are free again.
            try (Socket next = asking("/v1/stream?task=" + task)) {
                return next.isConnected();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** Whoever reads slowly gets all of it in the end, each line whole. */
    @Test
    void whoeverReadsSlowly_getsAll() throws IOException {
        String task = SERVED.task(TWO_VARIANTS);
        String request = "{\"task\":\"" + task + "\"}";
        String batch = "{\"requests\":[" + (request + ",").repeat(BATCH - 1) + request + "]}";
        for (int i = 0; i < 5; i++) {
            assertThat(SERVED.api().post("/v1/decide/batch", batch).status()).isEqualTo(200);
        }
        int decisions = 0;
        StringBuilder text = new StringBuilder();
        try (Socket reader = asking("/v1/tasks/" + task + "/events?limit=1000000")) {
            InputStream in = reader.getInputStream();
            byte[] piece = new byte[700];
            while (text.indexOf("\"type\":\"end\"") < 0) {
                int count = in.read(piece);
                assertThat(count).isPositive();
                text.append(new String(piece, 0, count, StandardCharsets.UTF_8));
            }
        }
        for (int at = text.indexOf("\"type\":\"decision\"");
                at >= 0;
                at = text.indexOf("\"type\":\"decision\"", at + 1)) {
            decisions++;
        }
        assertThat(decisions).isEqualTo(5 * BATCH);
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
