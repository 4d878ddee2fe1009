package dev.pulley.server.http;

import static dev.pulley.server.http.ServedApi.TWO_VARIANTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.testing.Api.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every route. */
final class HttpContractTest {
    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    private static Answer send(String method, String path, String type, byte[] body) {
        return SERVED.api()
                .send(SERVED.api()
                        .request(path)
                        .header("Content-Type", type)
                        .method(method, BodyPublishers.ofByteArray(body)));
    }

    @Test
    void health_isAnswered() {
        assertThat(SERVED.api().get("/livez").status()).isEqualTo(200);
        assertThat(SERVED.api().get("/readyz").json().text("status")).isEqualTo("ready");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/v1", "/v1/tasks/a/b/c", "/v1/decide/more", "/v1/../etc/passwd", "/%2e%2e/x"})
    void aPathWithNothing_isNotFound(String path) {
        Answer answer = SERVED.api().get(path);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("not_found");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/v1/decide,POST",
        "HEAD,/v1/decide,POST",
        "PUT,/v1/decide,POST",
        "DELETE,/v1/rewards,POST",
        "GET,/v1/rewards,POST",
        "POST,/v1/tasks/t/stats,'GET, HEAD'",
        "PATCH,/v1/tasks/t,'GET, HEAD, PUT, DELETE'",
        "PATCH,/v1/tasks/t/,'GET, HEAD, PUT, DELETE'",
        "POST,/readyz,'GET, HEAD'",
        "DELETE,/,'GET, HEAD'"
    })
    void anotherMethod_isNotAllowed_andTheAnswerSaysWhichAre(String method, String path, String allowed) {
        Answer answer = send(method, path, "application/json", new byte[0]);
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).contains(allowed);
        if (!method.equals("HEAD")) {
            assertThat(answer.code()).isEqualTo("method_not_allowed");
        }
    }

    @Test
    void head_isAnsweredAsGetIs_withoutTheBody() {
        String task = SERVED.task(TWO_VARIANTS);
        for (String path : List.of(
                "/livez",
                "/openapi.yaml",
                "/",
                "/v1/tasks/" + task,
                "/v1/tasks/" + task + "/changes",
                "/v1/tasks/nobody",
                "/v1/tasks/" + task + "/events",
                "/v1/tasks/nobody/events")) {
            Answer head = send("HEAD", path, "application/json", new byte[0]);
            Answer get = SERVED.api().get(path);
            assertThat(head.status()).as(path).isEqualTo(get.status());
            assertThat(head.body()).isEmpty();
            for (String name : List.of("content-type", "content-length", "etag", "vary")) {
                assertThat(head.header(name)).as(path + " " + name).isEqualTo(get.header(name));
            }
        }
    }

    @Test
    void head_ofAStream_endsAtOnce() {
        Answer head = send("HEAD", "/v1/stream?task=" + SERVED.task(TWO_VARIANTS), "application/json", new byte[0]);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("content-type")).contains("text/event-stream");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/tasks/%zz", "/v1/tasks?limit=%"})
    void aPathOrQueryThatIsMalformed_isToldSo(String path) throws IOException {
        String answer = RawHttp.answer(
                SERVED.server().uri(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("the path, the query or a header is not well-formed", "\"code\":\"invalid_json\"")
                .doesNotContain("body");
    }

    @Test
    void whatIsNoToken_isSaidToBeNone() {
        for (String text : List.of("AQ==", "AQ", "AQE=", "x")) {
            assertThat(SERVED.api().get("/v1/decisions/" + text).code()).isEqualTo("invalid_decision");
            assertThat(SERVED.reward(text, "resolved", "1").code()).isEqualTo("invalid_decision");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "1"})
    void aBodyThatIsNoObject_isOneFault(String body) {
        for (String path : List.of("/v1/decide", "/v1/rewards")) {
            Answer answer = SERVED.api().post(path, body);
            assertThat(answer.code()).isEqualTo("invalid_type");
            assertThat(answer.body()).doesNotContain("errors", "required");
        }
        assertThat(SERVED.api().put("/v1/tasks/t", body).body()).doesNotContain("errors", "required");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/tasks?limit=0,/limit",
        "/v1/tasks?archived=maybe,/archived",
        "/v1/tasks?status=lost,/status",
        "/v1/tasks?cursor=A,/cursor"
    })
    void aParameterThatIsWrong_isNamed(String path, String field) {
        assertThat(SERVED.api().get(path).json().text("field")).isEqualTo(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "-1", "0", "99999999999999999999"})
    void whatIsNoRevision_isSaidToBeNone(String text) {
        Answer answer = SERVED.api().get("/v1/tasks/" + SERVED.task(TWO_VARIANTS) + "/revisions/" + text);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().text("detail")).contains("'" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/jsonx",
                "multipart/form-data; boundary=x",
                "x"
            })
    void anotherContentType_isNotSupported(String type) {
        for (String path : List.of("/v1/decide", "/v1/rewards")) {
            Answer answer = send("POST", path, type, "{\"task\":\"t\"}".getBytes(StandardCharsets.UTF_8));
            assertThat(answer.status()).as(answer.body()).isEqualTo(415);
            assertThat(answer.code()).isEqualTo("unsupported_media_type");
        }
        Answer put = send("PUT", "/v1/tasks/t", type, TWO_VARIANTS.getBytes(StandardCharsets.UTF_8));
        assertThat(put.status()).isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json; charset=utf-8",
                "APPLICATION/JSON",
                " application/json ;x=y"
            })
    void jsonInAnySpelling_isSupported(String type) {
        Answer answer = send("POST", "/v1/decide", type, "{\"task\":\"nobody\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(answer.code()).isEqualTo("unknown_task");
    }

    @Test
    void aBodyOverAMebibyte_isTooLarge() {
        for (String path : List.of("/v1/decide", "/v1/rewards")) {
            Answer answer = send("POST", path, "application/json", new byte[(1 << 20) + 1]);
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.code()).isEqualTo("too_large");
        }
        String text = "{\"task\":\"" + "x".repeat(2_000_000) + "\"}";
        assertThat(SERVED.api().post("/v1/decide", text).code()).isEqualTo("too_large");
        assertThat(SERVED.api().put("/v1/tasks/t", text).code()).isEqualTo("too_large");
    }

    @Test
    void aBodyInPieces_isTakenLikeAnyOther() {
        byte[] body = "{\"task\":\"nobody\"}".getBytes(StandardCharsets.UTF_8);
        Answer answer = SERVED.api()
                .send(SERVED.api()
                        .request("/v1/decide")
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));
        assertThat(answer.code()).isEqualTo("unknown_task");
        Answer large = SERVED.api()
                .send(SERVED.api()
                        .request("/v1/decide")
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[2 << 20]))));
        assertThat(large.status()).isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/tasks/%", "/v1/tasks/%zz", "/%"})
    void aPathThatIsNotWellFormed_isTheCallersFault(String path) throws IOException {
        assertThat(RawHttp.status(
                        SERVED.server().uri(), "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .isBetween(400, 499);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /v1/decide HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: the-impossible\r\nContent-Length: 2\r\n\r\n{}",
                "POST /v1/decide HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: -1\r\n\r\n",
                "POST /v1/decide HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: many\r\n\r\n",
                "POST /v1/decide HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
                "POST /v1/decide HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
                "POST /v1/decide HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: \r\nContent-Length: 2\r\n\r\n{}",
                "BREW /v1/decide HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "nonsense\r\n\r\n"
            })
    void aRequestThatIsNotWellFormed_isTheCallersFault(String request) throws IOException {
        assertThat(RawHttp.status(SERVED.server().uri(), request)).isBetween(400, 499);
        assertThat(SERVED.api().get("/livez").status()).isEqualTo(200);
    }

    @Test
    void whileRedisHangs_rewardsAreQueued_changesAreNotTaken_andDecisionsGoOn() {
        String task = SERVED.task(TWO_VARIANTS);
        String token = SERVED.token(task);
        SERVED.redis().pause();
        try {
            Answer queued = SERVED.reward(token, "resolved", "1");
            assertThat(queued.status()).isEqualTo(202);
            assertThat(queued.json().number("queued")).isEqualTo(1);
            assertThat(queued.json().number("accepted")).isZero();
            assertThat(SERVED.decide(task).number("propensity")).isEqualTo(0.5);
            Answer change = SERVED.api().put("/v1/tasks/" + ServedApi.newName(), TWO_VARIANTS);
            assertThat(change.status()).isEqualTo(503);
            assertThat(change.code()).isEqualTo("unavailable");
            assertThat(change.header("retry-after")).isPresent();
        } finally {
            SERVED.redis().resume();
        }
        assertThat(SERVED.statsOnce(task, now -> now.number("outcomes") == 1).number("outcomes"))
                .isEqualTo(1);
        Answer repeated = SERVED.reward(token, "resolved", "1");
        assertThat(repeated.json().number("repeated")).isEqualTo(1);
    }
}
