package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.testing.Api.Answer;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How the pages are sent, and what they ask for beyond what other clients do. */
final class PageRoutesTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    private static String edition() {
        Matcher path = Pattern.compile("/pages/([0-9a-f]{16})/app\\.js")
                .matcher(SERVED.api().get("/").body());
        assertThat(path.find()).isTrue();
        return path.group(1);
    }

    @Test
    void thePage_mayRunAndAskOnlyWhatIsThisServersOwn() {
        Answer page = SERVED.api().get("/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("content-type")).contains("text/html; charset=utf-8");
        assertThat(page.header("cache-control")).contains("no-cache");
        String policy = page.header("content-security-policy").orElseThrow();
        assertThat(policy)
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "*", "http");
    }

    @Test
    void aFile_isKeptForGood() {
        Answer script = SERVED.api().get("/pages/" + edition() + "/app.js");
        assertThat(script.status()).isEqualTo(200);
        assertThat(script.header("content-type")).contains("text/javascript; charset=utf-8");
        assertThat(script.header("cache-control").orElseThrow()).contains("immutable");
    }

    @Test
    void aFile_isPackedForThoseWhoTakeIt() {
        Answer plain = SERVED.api().get("/pages/" + edition() + "/pulley.css");
        Answer packed = SERVED.api()
                .send(SERVED.api()
                        .request("/pages/" + edition() + "/pulley.css")
                        .header("Accept-Encoding", "gzip"));
        assertThat(plain.header("content-encoding")).isNotEqualTo(packed.header("content-encoding"));
        assertThat(packed.header("content-encoding")).contains("gzip");
        assertThat(packed.header("vary").orElseThrow()).isEqualToIgnoringCase("accept-encoding");
    }

    /** Long ones are; to pack a short one costs more than it saves. */
    @Test
    void answersOfTheApi_arePackedForThoseWhoTakeIt() throws Exception {
        for (String path : List.of("/openapi.yaml", "/metrics", "/v1/tasks?limit=1")) {
            HttpResponse<byte[]> packed = CLIENT.send(
                    SERVED.api().request(path).header("Accept-Encoding", "gzip").build(), BodyHandlers.ofByteArray());
            boolean isLong = !path.startsWith("/v1");
            assertThat(packed.headers().firstValue("content-encoding"))
                    .as(path)
                    .isEqualTo(isLong ? Optional.of("gzip") : Optional.empty());
            if (isLong) {
                byte[] whole = new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes();
                assertThat(new String(whole, StandardCharsets.UTF_8).lines())
                        .first()
                        .isEqualTo(SERVED.api()
                                .get(path)
                                .body()
                                .lines()
                                .findFirst()
                                .orElseThrow());
            }
        }
    }

    @Test
    void whatIsNotAFileOfThisEdition_isNotFound() {
        for (String path : List.of("/pages/" + edition() + "/nothing.js", "/pages/0/app.js")) {
            Answer answer = SERVED.api().get(path);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.code()).isEqualTo("not_found");
        }
    }

    @Test
    void stats_haveTheShapeOfEachBelief_whereItIsAskedFor() {
        String task = SERVED.task(ServedApi.TWO_VARIANTS);
        String path = "/v1/tasks/" + task + "/stats";
        assertThat(SERVED.api().get(path).json().names("variants.0")).doesNotContain("density");
        Answer shaped = SERVED.api().get(path + "?density=true");
        assertThat(shaped.json().number("variants.1.density.from"))
                .isLessThan(shaped.json().number("variants.1.low"));
        assertThat(shaped.json().number("variants.1.density.to"))
                .isGreaterThan(shaped.json().number("variants.1.high"));
        assertThat((List<?>) shaped.json().at("variants.1.density.heights")).hasSizeGreaterThan(50);
        assertThat(SERVED.api().get(path + "?density=perhaps").status()).isEqualTo(422);
    }

    @Test
    void aList_hasTasksSummedUp_whereItIsAskedFor() {
        String task = SERVED.task(ServedApi.TWO_VARIANTS);
        assertThat(SERVED.api().get("/v1/tasks?limit=1").json().names("tasks.0"))
                .doesNotContain("summary");
        Answer listed = SERVED.api().get("/v1/tasks?limit=1000&summary=true");
        assertThat(listed.body()).contains(task);
        assertThat(listed.json().text("tasks.0.summary.verdict")).isEqualTo("collecting");
        assertThat(listed.json().number("tasks.0.summary.decisions")).isEqualTo(0);
    }

    @Test
    void aRevision_isTheDefinitionThatStoodThen() {
        String task = SERVED.task(ServedApi.TWO_VARIANTS);
        String path = "/v1/tasks/" + task;
        String other = ServedApi.TWO_VARIANTS.replace("m1", "m2");
        assertThat(SERVED.api().put(path, other).json().number("revision")).isEqualTo(2);
        Answer first = SERVED.api().get(path + "/revisions/1");
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.json().text("variants.0.payload.model")).isEqualTo("m1");
        assertThat(SERVED.api().put(path, first.body()).json().number("revision"))
                .isEqualTo(3);
        assertThat(SERVED.api().get(path + "/revisions/99").code()).isEqualTo("not_found");
        assertThat(SERVED.api().get("/v1/tasks/no-such-task/revisions/1").code())
                .isEqualTo("unknown_task");
    }
}
