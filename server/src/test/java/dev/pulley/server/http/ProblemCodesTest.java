package dev.pulley.server.http;

import static dev.pulley.server.http.ServedApi.TWO_VARIANTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.testing.Api.Answer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each problem code of the contract with a request that brings it about; each answer is held against the description too. */
final class ProblemCodesTest {
    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    @RegisterExtension
    static final KeyedApi KEYED = new KeyedApi("--rate-limit", "5");

    /** Nobody brings it about: a reward by a reference that is not known waits for it; and what none of our faults should. */
    private static final Set<ProblemCode> UNREACHABLE = EnumSet.of(ProblemCode.UNKNOWN_REFERENCE, ProblemCode.INTERNAL);

    /** Those of which the tests below have each its own. */
    private static final Set<ProblemCode> APART = EnumSet.of(
            ProblemCode.UNAUTHENTICATED,
            ProblemCode.FORBIDDEN,
            ProblemCode.RATE_LIMITED,
            ProblemCode.OUTCOME_FIXED,
            ProblemCode.TOO_LARGE,
            ProblemCode.PATH_TOO_LONG,
            ProblemCode.HEADERS_TOO_LARGE,
            ProblemCode.UNSUPPORTED_MEDIA_TYPE,
            ProblemCode.UNAVAILABLE);

    private static String token = "";

    record Row(ProblemCode code, String field, String method, String path, String body, String ifMatch) {
        @Override
        public String toString() {
            return code + " " + method + " " + path + " " + body;
        }
    }

    @BeforeAll
    static void makeTasks() {
        make("contract");
        make("contract-archived");
        SERVED.api().delete("/v1/tasks/contract-archived");
        token = SERVED.token("contract");
    }

    private static void make(String task) {
        assertThat(SERVED.api().put("/v1/tasks/" + task, TWO_VARIANTS).status()).isEqualTo(201);
    }

    private static Row row(ProblemCode code, String field, String method, String path, String body) {
        return new Row(code, field, method, path, body, "");
    }

    static Stream<Row> rows() {
        String task = "/v1/tasks/contract";
        String archived = "/v1/tasks/contract-archived";
        String rewards = "/v1/rewards";
        Stream<Row> plain = Stream.of(
                row(ProblemCode.INVALID_JSON, "", "POST", "/v1/decide", "nothing"),
                row(ProblemCode.INVALID_JSON, "", "POST", "/v1/decide", ""),
                row(ProblemCode.INVALID_JSON, "/task", "POST", "/v1/decide", "{\"task\":\"a\",\"task\":\"b\"}"),
                row(ProblemCode.INVALID_JSON, "", "POST", rewards, "nothing"),
                row(ProblemCode.INVALID_JSON, "", "PUT", task, "nothing"),
                row(ProblemCode.UNKNOWN_FIELD, "/tusk", "POST", "/v1/decide", "{\"task\":\"contract\",\"tusk\":1}"),
                row(ProblemCode.UNKNOWN_FIELD, "/x", "POST", task + "/pause", "{\"x\":1}"),
                row(ProblemCode.UNKNOWN_FIELD, "", "GET", "/v1/tasks?page=1", ""),
                row(ProblemCode.INVALID_TYPE, "/task", "POST", "/v1/decide", "{\"task\":7}"),
                row(
                        ProblemCode.INVALID_TYPE,
                        "/context/a",
                        "POST",
                        "/v1/decide",
                        "{\"task\":\"contract\",\"context\":{\"a\":[]}}"),
                row(ProblemCode.INVALID_TYPE, "", "POST", "/v1/decide", "[]"),
                row(
                        ProblemCode.INVALID_TYPE,
                        "/variants",
                        "PUT",
                        task,
                        "{\"outcome\":{\"metric\":\"y\",\"kind\":\"binary\"},\"variants\":{}}"),
                row(
                        ProblemCode.INVALID_DECISION,
                        "/decision",
                        "POST",
                        rewards,
                        "{\"decision\":\"x\",\"metric\":\"resolved\",\"value\":1}"),
                row(ProblemCode.INVALID_DECISION, "/decision", "POST", "/v1/exposures", "{\"decision\":\"x\"}"),
                row(ProblemCode.INVALID_DECISION, "", "GET", "/v1/decisions/x", ""),
                row(ProblemCode.UNKNOWN_TASK, "", "POST", "/v1/decide", "{\"task\":\"nobody\"}"),
                row(
                        ProblemCode.UNKNOWN_TASK,
                        "/task",
                        "POST",
                        rewards,
                        "{\"task\":\"nobody\",\"reference\":\"r\",\"metric\":\"m\",\"value\":1}"),
                row(ProblemCode.UNKNOWN_TASK, "", "POST", "/v1/tasks/nobody/restore", ""),
                row(ProblemCode.UNKNOWN_VARIANT, "", "POST", task + "/variants/nobody/pause", ""),
                row(ProblemCode.UNKNOWN_VARIANT, "", "DELETE", task + "/variants/nobody", ""),
                row(ProblemCode.UNKNOWN_VARIANT, "", "POST", task + "/conclude", "{\"variant\":\"nobody\"}"),
                row(ProblemCode.NOT_FOUND, "", "GET", "/v1/nothing", ""),
                row(ProblemCode.METHOD_NOT_ALLOWED, "", "DELETE", "/v1/decide", ""),
                row(ProblemCode.TASK_ARCHIVED, "", "POST", "/v1/decide", "{\"task\":\"contract-archived\"}"),
                row(ProblemCode.TASK_ARCHIVED, "", "POST", archived + "/pause", ""),
                row(ProblemCode.TASK_ARCHIVED, "", "PUT", archived, TWO_VARIANTS),
                row(
                        ProblemCode.INVALID_VALUE,
                        "/decisions",
                        "POST",
                        rewards,
                        "{\"decisions\":[],\"metric\":\"resolved\",\"value\":1}"),
                row(ProblemCode.INVALID_VALUE, "/decisions", "POST", "/v1/exposures", "{\"decisions\":[]}"),
                row(ProblemCode.INVALID_VALUE, "/decision", "POST", "/v1/exposures", "{}"),
                row(
                        ProblemCode.INVALID_VALUE,
                        "/value",
                        "POST",
                        rewards,
                        "{\"decision\":\"TOKEN\",\"metric\":\"resolved\",\"value\":2}"),
                row(
                        ProblemCode.INVALID_VALUE,
                        "/value",
                        "POST",
                        rewards,
                        "{\"decision\":\"TOKEN\",\"metric\":\"rating\",\"value\":true}"),
                row(ProblemCode.INVALID_VALUE, "/task", "POST", "/v1/decide", "{}"),
                row(ProblemCode.INVALID_VALUE, "/limit", "GET", "/v1/tasks?limit=0", ""),
                row(ProblemCode.INVALID_VALUE, "/revision", "POST", task + "/rollback", "{\"revision\":0}"),
                row(
                        ProblemCode.INVALID_TIME,
                        "/at",
                        "POST",
                        rewards,
                        "{\"decision\":\"TOKEN\",\"metric\":\"resolved\",\"value\":1,\"at\":\"2020-01-01T00:00:00Z\"}"),
                row(
                        ProblemCode.INVALID_TIME,
                        "/at",
                        "POST",
                        rewards,
                        "{\"decision\":\"TOKEN\",\"metric\":\"resolved\",\"value\":1,\"at\":\"2199-01-01T00:00:00Z\"}"),
                row(
                        ProblemCode.INVALID_TIME,
                        "/at",
                        "POST",
                        rewards,
                        "{\"decision\":\"TOKEN\",\"metric\":\"resolved\",\"value\":1,\"at\":\"yesterday\"}"),
                row(
                        ProblemCode.INVALID_TIME,
                        "/at",
                        "POST",
                        rewards,
                        "{\"decision\":\"TOKEN\",\"metric\":\"resolved\",\"value\":1,\"at\":\"2026-01-31T09:30Z\"}"),
                row(ProblemCode.INVALID_TASK, "", "PUT", "/v1/tasks/Not-A-Name", TWO_VARIANTS),
                row(ProblemCode.INVALID_TASK, "/outcome", "PUT", task, "{\"variants\":[{\"name\":\"a\"}]}"),
                row(ProblemCode.INVALID_TASK, "/name", "PUT", task + "/variants/a", "{\"name\":\"b\"}"),
                row(
                        ProblemCode.UNKNOWN_METRIC,
                        "/metric",
                        "POST",
                        rewards,
                        "{\"decision\":\"TOKEN\",\"metric\":\"nothing\",\"value\":1}"));
        Stream<Row> conditional = Stream.of("\"99\"", "\"no-revision\"", "\"98\", \"99\"")
                .map(tag -> new Row(ProblemCode.REVISION_CONFLICT, "", "PUT", task, TWO_VARIANTS, tag));
        return Stream.concat(
                plain,
                Stream.concat(
                        conditional,
                        Stream.of(new Row(
                                ProblemCode.REVISION_CONFLICT, "", "PUT", "/v1/tasks/nobody", TWO_VARIANTS, "*"))));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aProblem_hasItsStatusItsCodeAndItsField(Row row) {
        HttpRequest.Builder request = SERVED.api().request(row.path()).header("Content-Type", "application/json");
        if (!row.ifMatch().isEmpty()) {
            request = request.header("If-Match", row.ifMatch());
        }
        String body = row.body().replace("TOKEN", token);
        Answer answer = SERVED.api()
                .send(request.method(
                        row.method(), body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
        assertThat(answer.code()).isEqualTo(row.code().wireName());
        assertThat(answer.status()).isEqualTo(row.code().status());
        Object field = answer.json().at("field");
        assertThat(field == null ? "" : field).isEqualTo(row.field());
    }

    @Test
    void everyCode_isBroughtAbout() {
        Set<ProblemCode> tried = EnumSet.copyOf(UNREACHABLE);
        tried.addAll(APART);
        rows().map(Row::code).forEach(tried::add);
        assertThat(tried).containsExactlyInAnyOrder(ProblemCode.values());
    }

    @Test
    void severalFaults_areToldTogether() {
        Answer answer = SERVED.api().post("/v1/decide", "{\"task\":7,\"unit\":true,\"tusk\":1}");
        assertThat(answer.code()).isEqualTo("invalid_type");
        assertThat(answer.json().size("errors")).isEqualTo(3);
        assertThat(answer.json().text("errors.2.code")).isEqualTo("unknown_field");
        assertThat(answer.json().text("errors.2.field")).isEqualTo("/tusk");
    }

    @Test
    void whatIsTooLarge_orNoJson_isToldSo() {
        for (String path : List.of("/v1/decide", "/v1/rewards", "/v1/exposures", "/v1/tasks/contract/pause")) {
            Answer large = SERVED.api().post(path, "x".repeat(Bodies.BODY_BYTES_MAX + 1));
            assertThat(large.status()).isEqualTo(413);
            assertThat(large.code()).isEqualTo("too_large");
            Answer text = SERVED.api()
                    .send(SERVED.api()
                            .request(path)
                            .header("Content-Type", "text/plain")
                            .POST(BodyPublishers.ofString("{}")));
            assertThat(text.status()).isEqualTo(415);
            assertThat(text.code()).isEqualTo("unsupported_media_type");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/decide, application/json",
        "/v1/rewards, application/json",
        "/v1/rewards, application/x-ndjson",
        "/ofrep/v1/evaluate/flags/contract, application/json"
    })
    void aPackedBody_isNotTaken(String path, String type) {
        Answer packed = SERVED.api()
                .send(SERVED.api()
                        .request(path)
                        .header("Content-Type", type)
                        .header("Content-Encoding", "gzip")
                        .POST(BodyPublishers.ofString("{\"task\":\"contract\"}")));
        assertThat(packed.status()).isEqualTo(path.startsWith("/ofrep") ? 400 : 415);
        assertThat(packed.body()).contains("Content-Encoding");
    }

    @ParameterizedTest
    @CsvSource({
        "GET /%s HTTP/1.1, 5000, 414, path_too_long",
        "'GET / HTTP/1.1\nX: %s', 9000, 431, headers_too_large",
        "'%s', 9, 400, invalid_json"
    })
    void whatIsNoRequest_isAnsweredAsAProblemToo(String start, int size, int status, String code) throws IOException {
        String request = start.formatted("x".repeat(size)).replace("\n", "\r\n") + "\r\nHost: localhost\r\n\r\n";
        String answer = RawHttp.answer(SERVED.server().uri(), request);
        assertThat(answer).containsPattern("^HTTP/1.[01] " + status + " ").contains("application/problem+json");
        assertThat(answer.substring(answer.indexOf("\r\n\r\n"))).contains("\"code\":\"" + code + "\"");
    }

    @Test
    void anOutcomeWithEvidence_isFixed() {
        String task = SERVED.task(TWO_VARIANTS);
        assertThat(SERVED.reward(SERVED.token(task), "resolved", "1").status()).isEqualTo(200);
        assertThat(SERVED.statsOnce(task, now -> now.number("outcomes") == 1).number("outcomes"))
                .isEqualTo(1);
        Answer answer = SERVED.api().put("/v1/tasks/" + task, TWO_VARIANTS.replace("resolved", "solved"));
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("outcome_fixed");
    }

    @Test
    void withoutAKey_withoutTheRole_orTooOften_nobodyPasses() {
        assertThat(KEYED.send("GET", "/v1/tasks", null, "").code()).isEqualTo("unauthenticated");
        String decider = KEYED.key("default", "decide");
        KeyedApi.await(() -> KEYED.get("/v1/tasks", decider).status() == 403);
        KeyedApi.await(() -> {
            Answer answer = KEYED.get("/v1/tasks", decider);
            return answer.status() == 429
                    && answer.code().equals("rate_limited")
                    && answer.header("retry-after").isPresent();
        });
    }

    @Test
    void whileRedisHangs_aChangeIsNotAvailable() {
        SERVED.redis().pause();
        try {
            Answer answer = SERVED.api().post("/v1/tasks/contract/pause");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.code()).isEqualTo("unavailable");
            assertThat(answer.header("retry-after")).isPresent();
        } finally {
            SERVED.redis().resume();
        }
        KeyedApi.await(() -> SERVED.api().post("/v1/tasks/contract/pause").status() == 200);
        assertThat(SERVED.api().post("/v1/tasks/contract/resume").status()).isEqualTo(200);
    }
}
