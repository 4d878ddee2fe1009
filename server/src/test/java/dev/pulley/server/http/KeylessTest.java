package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pulley.server.app.RunningServer;
import dev.pulley.server.testing.Api;
import dev.pulley.server.testing.RealRedis;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server without keys does as it is told, by this machine alone. */
final class KeylessTest {
    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    private static int statusFor(String host) throws IOException {
        return RawHttp.status(
                SERVED.server().uri(), "GET /v1/session HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "localhost:8080", "LOCALHOST", "127.0.0.1:1", "127.1.2.3", "[::1]:80", "x.localhost"
            })
    void aNameOfThisMachine_isAnswered(String host) throws Exception {
        assertThat(statusFor(host)).isEqualTo(200);
    }

    /** What a browser sends when somebody's name was made to point here. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "a_b.example",
                "192.168.0.1",
                "[::2]",
                "localhost."
            })
    void anyOtherName_isRefused(String host) throws Exception {
        assertThat(statusFor(host)).isIn(403, 400);
    }

    @Test
    void aForeignPage_mayChangeNothing() {
        for (String origin : new String[] {"http://evil.example", "null", "http://localhost:1", "https://127.0.0.1"}) {
            Api.Answer answer = SERVED.api()
                    .send(SERVED.api()
                            .request("/v1/tasks/" + ServedApi.newName())
                            .header("Origin", origin)
                            .PUT(BodyPublishers.ofString(ServedApi.TWO_VARIANTS)));
            assertThat(answer.status()).as(origin).isEqualTo(403);
            assertThat(answer.code()).isEqualTo("forbidden");
        }
        Api.Answer own = SERVED.api()
                .send(SERVED.api()
                        .request("/v1/tasks/" + ServedApi.newName())
                        .header("Origin", SERVED.server().uri().toString())
                        .PUT(BodyPublishers.ofString(ServedApi.TWO_VARIANTS)));
        assertThat(own.status()).isEqualTo(201);
    }

    @Test
    void anybody_isTheDefaultTenant_withAllRoles() {
        assertThat(SERVED.api().get("/v1/session").json().text("tenant")).isEqualTo("default");
        assertThat(SERVED.api().get("/v1/session").json().size("roles")).isEqualTo(4);
        assertThat(SERVED.api().post("/v1/session", "{\"key\":\"any\"}").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void withoutKeys_itRefusesToListenWider_andWithThemItDoes(String host) {
        try (RealRedis redis = RealRedis.any().open()) {
            assertThatThrownBy(() -> RunningServer.start(redis, "--host", host))
                    .hasMessageContaining("--host " + host)
                    .hasMessageContaining("no keys")
                    .hasMessageContaining("./pulley keys");
            String key = KeyedApi.newKey(redis, "--role", "view");
            try (RunningServer server = RunningServer.start(redis, "--host", host);
                    Api api = new Api(server.uri())) {
                assertThat(api.get("/v1/session").status()).isEqualTo(401);
                assertThat(api.send(api.request("/v1/session").header("X-API-Key", key))
                                .status())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void whenAKeyAppears_itIsNeeded_andThingsStayThere() {
        try (RealRedis redis = RealRedis.any().open();
                RunningServer server = RunningServer.start(redis);
                Api api = new Api(server.uri())) {
            assertThat(api.put("/v1/tasks/t", ServedApi.TWO_VARIANTS).status()).isEqualTo(201);
            String key = KeyedApi.newKey(redis, "--role", "view");
            KeyedApi.await(() -> api.get("/v1/tasks/t").status() == 401);
            assertThat(api.send(api.request("/v1/tasks/t").header("X-API-Key", key))
                            .status())
                    .isEqualTo(200);
        }
    }
}
