package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.app.RunningServer;
import dev.pulley.server.testing.Api;
import dev.pulley.server.testing.JsonTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Streams of stats, as a browser sees them. */
final class StreamRoutesTest {
    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    private static final String DATA = "data: ";

    private static HttpRequest.Builder request(URI server, String... tasks) {
        String query = List.of(tasks).stream().map(task -> "task=" + task).collect(Collectors.joining("&"));
        return HttpRequest.newBuilder(server.resolve("/v1/stream?" + query));
    }

    private static OpenAnswer open(String... tasks) {
        return new OpenAnswer(request(SERVED.server().uri(), tasks).build());
    }

    private static JsonTree statsOnce(OpenAnswer stream, Predicate<JsonTree> wanted) {
        String line = stream.lineOnce(each -> each.startsWith(DATA) && wanted.test(json(each)));
        return json(line);
    }

    private static JsonTree json(String line) {
        return JsonTree.of(line.substring(DATA.length()));
    }

    @Test
    void aStream_beginsWithAllThatIsKnown_andTellsWhatIsNew() {
        String one = SERVED.task(ServedApi.TWO_VARIANTS);
        String two = SERVED.task(ServedApi.TWO_VARIANTS);
        try (OpenAnswer stream = open(one, two)) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.type()).isEqualTo("text/event-stream");
            assertThat(stream.lineOnce(line -> line.startsWith("id: "))).matches("id: [0-9]+\\.1");
            assertThat(stream.lineOnce(line -> line.startsWith("event: "))).isEqualTo("event: stats");
            JsonTree first = statsOnce(stream, stats -> true);
            assertThat(first.text("task")).isEqualTo(one);
            assertThat(first.names(""))
                    .isEqualTo(SERVED.api()
                            .get("/v1/tasks/" + one + "/stats")
                            .json()
                            .names(""));
            assertThat(statsOnce(stream, stats -> true).text("task")).isEqualTo(two);
            assertThat(SERVED.reward(SERVED.token(two), "resolved", "1").status())
                    .isEqualTo(200);
            JsonTree news = statsOnce(stream, stats -> stats.number("outcomes") == 1);
            assertThat(news.text("task")).isEqualTo(two);
            assertThat(news.number("decisions")).isEqualTo(1);
        }
    }

    @Test
    void aChange_andATrip_areTold() {
        String task = SERVED.task("""
                {"outcome":{"metric":"resolved","kind":"binary"},"policy":{"name":"fixed"},
                 "guardrails":[{"metric":"unsafe","kind":"binary","at_most":0.01}],
                 "variants":[{"name":"a"},{"name":"b"}]}""");
        try (OpenAnswer stream = open(task)) {
            statsOnce(stream, stats -> stats.number("revision") == 1);
            assertThat(SERVED.api()
                            .post("/v1/tasks/" + task + "/variants/a/pause")
                            .status())
                    .isEqualTo(200);
            assertThat(statsOnce(stream, stats -> stats.number("revision") == 2).text("variants.0.status"))
                    .isEqualTo("paused");
            for (int i = 0; i < 20; i++) {
                assertThat(SERVED.reward(SERVED.token(task), "unsafe", "1").status())
                        .isEqualTo(200);
            }
            statsOnce(stream, stats -> stats.text("variants.1.status").equals("tripped"));
        }
    }

    @Test
    void whoComesBack_getsAllThatIsKnown() {
        String task = SERVED.task(ServedApi.TWO_VARIANTS);
        HttpRequest again = request(SERVED.server().uri(), task)
                .header("Last-Event-ID", "1790000000000.7")
                .build();
        try (OpenAnswer stream = new OpenAnswer(again)) {
            assertThat(statsOnce(stream, stats -> true).text("task")).isEqualTo(task);
        }
    }

    @Test
    void aStreamWithNoNews_hasAHeartbeat() {
        try (OpenAnswer stream = open(SERVED.task(ServedApi.TWO_VARIANTS))) {
            assertThat(stream.lineOnce(line -> line.startsWith(":"))).isEqualTo(": heartbeat");
        }
    }

    @Test
    void whatCantBeStreamed_isRefusedBeforeItBegins() {
        String task = SERVED.task(ServedApi.TWO_VARIANTS);
        Api api = SERVED.api();
        assertThat(api.get("/v1/stream?task=" + task + "&task=nowhere").code()).isEqualTo("unknown_task");
        Api.Answer none = api.get("/v1/stream");
        assertThat(none.code()).isEqualTo("invalid_value");
        assertThat(none.json().text("field")).isEqualTo("/task");
        assertThat(api.get("/v1/stream?tasks=" + task).code()).isEqualTo("unknown_field");
        String many = IntStream.rangeClosed(0, StreamRoutes.TASKS_PER_STREAM_MAX)
                .mapToObj(i -> "task=t" + i)
                .collect(Collectors.joining("&"));
        assertThat(api.get("/v1/stream?" + many).code()).isEqualTo("invalid_value");
    }

    private static Socket connect(String task) throws IOException {
        URI server = SERVED.server().uri();
        Socket socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout(60_000);
        socket.getOutputStream()
                .write(("GET /v1/stream?task=" + task + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static int status(Socket socket) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        return Integer.parseInt(String.valueOf(reader.readLine()).split(" ", 3)[1]);
    }

    private static boolean isServed(String task) {
        try (Socket socket = connect(task)) {
            return status(socket) == 200;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void oneMoreThanTheMost_isRefused_untilOneIsClosed() throws IOException {
        String task = SERVED.task(ServedApi.TWO_VARIANTS);
        KeyedApi.await(() -> isServed(task));
        List<Socket> open = new ArrayList<>();
        int refused = 0;
        try {
            for (int i = 0; i < StreamPlaces.STREAMS_PER_TENANT_MAX + 1; i++) {
                Socket socket = connect(task);
                open.add(socket);
                refused += status(socket) == 429 ? 1 : 0;
            }
            // Streams of other tests may take some time to be seen closed.
            assertThat(refused).isPositive();
            assertThat(SERVED.api().get("/v1/tasks/" + task + "/events").code()).isEqualTo("rate_limited");
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
        KeyedApi.await(() -> isServed(task));
    }

    @Test
    void aServerThatStops_endsItsStreams() {
        String task = SERVED.task(ServedApi.TWO_VARIANTS);
        RunningServer other = RunningServer.start(SERVED.redis());
        try (OpenAnswer stream = new OpenAnswer(request(other.uri(), task).build())) {
            statsOnce(stream, stats -> true);
            other.close();
            assertThat(stream.isEnded()).as("ended, not cut").isTrue();
        }
    }
}
