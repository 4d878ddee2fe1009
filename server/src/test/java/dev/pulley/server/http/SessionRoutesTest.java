package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.app.RunningServer;
import dev.pulley.server.testing.Api;
import dev.pulley.server.testing.Api.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SessionRoutesTest {
    @RegisterExtension
    static final KeyedApi SERVED = new KeyedApi();

    private static final String PATH = "/v1/session";
    private static final String TASK = "/v1/tasks/of-a-session";

    private static Answer signIn(String key) {
        return SERVED.send("POST", PATH, null, "{\"key\":\"" + key + "\"}");
    }

    /** Name and value, as a browser sends it back. */
    private static String cookie(String key) {
        return signIn(key).header("set-cookie").orElseThrow().split(";", 2)[0];
    }

    private static Answer with(Api api, String cookie, String method, String path, String... headers) {
        var request = api.request(path).header("Cookie", cookie);
        if (headers.length > 0) {
            Object ignored = request.headers(headers);
        }
        boolean hasBody = method.equals("PUT");
        return api.send(request.method(
                method, hasBody ? BodyPublishers.ofString(ServedApi.TWO_VARIANTS) : BodyPublishers.noBody()));
    }

    private static Answer with(String cookie, String method, String path, String... headers) {
        return with(SERVED.api(), cookie, method, path, headers);
    }

    @Test
    void aKey_isTradedForACookieThatScriptsCantRead() {
        Answer answer = signIn(SERVED.admin());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().text("tenant")).isEqualTo("default");
        String cookie = answer.header("set-cookie").orElseThrow();
        assertThat(cookie)
                .contains("HttpOnly")
                .contains("SameSite=Strict")
                .contains("Path=/")
                .contains("Max-Age=43200")
                .doesNotContain("Secure")
                .doesNotContain(SERVED.admin());
        assertThat(with(cookie.split(";", 2)[0], "GET", PATH).json().text("expires_at"))
                .isNotBlank();
    }

    @Test
    void aWrongKey_getsNoCookie() {
        for (String key : new String[] {"", "x", "plk_" + "A".repeat(43)}) {
            Answer answer = signIn(key);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("set-cookie")).isEmpty();
        }
        assertThat(SERVED.send("POST", PATH, null, "{}").status()).isEqualTo(422);
        assertThat(SERVED.send("POST", PATH, null, "{\"key\":\"x\",\"more\":1}").status())
                .isEqualTo(400);
    }

    @Test
    void aKeyInAHeader_isTradedToo() {
        assertThat(SERVED.send("POST", PATH, SERVED.admin(), "").header("set-cookie"))
                .isPresent();
    }

    @Test
    void aSession_mayWhatItsKeyMay() {
        String view = cookie(SERVED.key("default", "view"));
        assertThat(with(view, "GET", "/v1/tasks/nothing").status()).isEqualTo(404);
        assertThat(with(view, "PUT", TASK, "Sec-Fetch-Site", "same-origin").code())
                .isEqualTo("forbidden");
    }

    @Test
    void changes_needToComeFromAPageOfOurs() {
        String cookie = cookie(SERVED.admin());
        String own = SERVED.server().uri().toString();
        assertThat(with(cookie, "PUT", TASK).status()).isEqualTo(403);
        assertThat(with(cookie, "PUT", TASK, "Origin", "http://evil.example").status())
                .isEqualTo(403);
        assertThat(with(cookie, "PUT", TASK, "Origin", "null").status()).isEqualTo(403);
        assertThat(with(cookie, "PUT", TASK, "Sec-Fetch-Site", "cross-site").status())
                .isEqualTo(403);
        assertThat(with(cookie, "PUT", TASK, "Sec-Fetch-Site", "same-site").status())
                .isEqualTo(403);
        assertThat(with(cookie, "PUT", TASK, "Origin", "http://evil.example", "Sec-Fetch-Site", "same-origin")
                        .status())
                .isEqualTo(403);
        assertThat(with(cookie, "PUT", TASK, "Origin", own).status()).isEqualTo(201);
        assertThat(with(cookie, "PUT", TASK, "Sec-Fetch-Site", "same-origin").status())
                .isEqualTo(200);
        assertThat(with(cookie, "GET", TASK, "Sec-Fetch-Site", "cross-site").status())
                .isEqualTo(200);
    }

    /** As a browser and a proxy that ends TLS send it. */
    @Test
    void aPageOfOurs_thatCameByTlsThroughAProxy_mayDoTheSame() {
        String path = TASK + "-by-proxy";
        String origin = SERVED.server().uri().toString().replace("http://", "https://");
        Answer signedIn = SERVED.api()
                .send(SERVED.api()
                        .request(PATH)
                        .header("Content-Type", "application/json")
                        .header("Origin", origin)
                        .header("Sec-Fetch-Site", "same-origin")
                        .POST(BodyPublishers.ofString("{\"key\":\"" + SERVED.admin() + "\"}")));
        assertThat(signedIn.status()).isEqualTo(200);
        String cookie = signedIn.header("set-cookie").orElseThrow();
        assertThat(cookie).contains("; Secure");
        String shown = cookie.split(";", 2)[0];
        assertThat(with(shown, "PUT", path, "Origin", origin, "Sec-Fetch-Site", "same-origin")
                        .status())
                .isEqualTo(201);
        assertThat(with(shown, "PUT", path, "Origin", origin).status()).isEqualTo(403);
        assertThat(with(shown, "PUT", path, "Origin", origin, "Sec-Fetch-Site", "same-site")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void signingIn_fromAForeignPage_isRefused() {
        Answer answer = SERVED.api()
                .send(SERVED.api()
                        .request(PATH)
                        .header("Content-Type", "application/json")
                        .header("Origin", "http://evil.example")
                        .POST(BodyPublishers.ofString("{\"key\":\"" + SERVED.admin() + "\"}")));
        assertThat(answer.status()).isEqualTo(403);
    }

    @Test
    void aSession_thatWasEnded_isOver_onEveryNode() {
        try (RunningServer second = RunningServer.start(SERVED.redis());
                Api other = new Api(second.uri())) {
            String cookie = cookie(SERVED.admin());
            String kept = cookie(SERVED.admin());
            assertThat(with(other, cookie, "GET", PATH).status()).isEqualTo(200);
            Answer ended = with(cookie, "DELETE", PATH, "Sec-Fetch-Site", "same-origin");
            assertThat(ended.status()).isEqualTo(204);
            assertThat(ended.header("set-cookie").orElseThrow()).contains("Max-Age=0");
            assertThat(with(cookie, "GET", PATH).status()).isEqualTo(401);
            KeyedApi.await(() -> with(other, cookie, "GET", PATH).status() == 401);
            assertThat(with(other, kept, "GET", PATH).status()).isEqualTo(200);
        }
    }

    @Test
    void aRevokedKeysSessions_end() {
        String key = SERVED.key("default", "view");
        String cookie = cookie(key);
        String id = with(cookie, "GET", PATH).json().text("key");
        assertThat(RunningServer.keys(SERVED.redis(), "revoke", id)).isEmpty();
        KeyedApi.await(() -> with(cookie, "GET", PATH).status() == 401);
    }

    @Test
    void aKey_goesBeforeACookie() {
        String cookie = cookie(SERVED.admin());
        assertThat(with(cookie, "GET", PATH, "Authorization", "Bearer wrong").status())
                .isEqualTo(401);
        assertThat(SERVED.send("DELETE", PATH, SERVED.admin(), "").code()).isEqualTo("unauthenticated");
    }
}
