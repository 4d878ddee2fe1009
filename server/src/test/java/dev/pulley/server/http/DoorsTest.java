package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.app.RunningServer;
import dev.pulley.server.http.Doors.Door;
import dev.pulley.server.security.Role;
import dev.pulley.server.testing.Api.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every route with every role, with none and without a key. */
final class DoorsTest {
    @RegisterExtension
    static final KeyedApi SERVED = new KeyedApi();

    private static final Map<Role, String> KEYS = new EnumMap<>(Role.class);

    /** What the contract says, written down a second time; the table in the code is the first. */
    private static final Map<String, Set<Role>> CONTRACT = Map.ofEntries(
            Map.entry("POST /v1/decide", Set.of(Role.DECIDE)),
            Map.entry("POST /v1/decide/batch", Set.of(Role.DECIDE)),
            Map.entry("POST /ofrep/v1/evaluate/flags", Set.of(Role.DECIDE)),
            Map.entry("POST /ofrep/v1/evaluate/flags/{key}", Set.of(Role.DECIDE)),
            Map.entry("POST /v1/rewards", Set.of(Role.REPORT)),
            Map.entry("POST /v1/exposures", Set.of(Role.DECIDE, Role.REPORT)),
            Map.entry("GET /v1/decisions/{decision}", Set.of(Role.REPORT, Role.VIEW, Role.ADMIN)),
            Map.entry("GET /v1/tasks", Set.of(Role.VIEW, Role.ADMIN)),
            Map.entry("GET /v1/tasks/{task}", Set.of(Role.VIEW, Role.ADMIN)),
            Map.entry("GET /v1/tasks/{task}/stats", Set.of(Role.VIEW, Role.ADMIN)),
            Map.entry("GET /v1/tasks/{task}/changes", Set.of(Role.VIEW, Role.ADMIN)),
            Map.entry("GET /v1/tasks/{task}/revisions/{revision}", Set.of(Role.VIEW, Role.ADMIN)),
            Map.entry("GET /v1/tasks/{task}/history", Set.of(Role.VIEW, Role.ADMIN)),
            Map.entry("GET /v1/tasks/{task}/events", Set.of(Role.VIEW, Role.ADMIN)),
            Map.entry("GET /v1/stream", Set.of(Role.VIEW, Role.ADMIN)),
            Map.entry("PUT /v1/tasks/{task}", Set.of(Role.ADMIN)),
            Map.entry("DELETE /v1/tasks/{task}", Set.of(Role.ADMIN)),
            Map.entry("POST /v1/tasks/{task}/restore", Set.of(Role.ADMIN)),
            Map.entry("POST /v1/tasks/{task}/pause", Set.of(Role.ADMIN)),
            Map.entry("POST /v1/tasks/{task}/resume", Set.of(Role.ADMIN)),
            Map.entry("POST /v1/tasks/{task}/conclude", Set.of(Role.ADMIN)),
            Map.entry("POST /v1/tasks/{task}/rollback", Set.of(Role.ADMIN)),
            Map.entry("PUT /v1/tasks/{task}/variants/{variant}", Set.of(Role.ADMIN)),
            Map.entry("DELETE /v1/tasks/{task}/variants/{variant}", Set.of(Role.ADMIN)),
            Map.entry("POST /v1/tasks/{task}/variants/{variant}/pause", Set.of(Role.ADMIN)),
            Map.entry("POST /v1/tasks/{task}/variants/{variant}/resume", Set.of(Role.ADMIN)),
            Map.entry("GET /metrics", Set.of(Role.VIEW, Role.ADMIN)),
            Map.entry("GET /v1/session", Role.ALL),
            Map.entry("DELETE /v1/session", Role.ALL));

    private static final Set<String> OPEN = Set.of(
            "GET /livez",
            "GET /readyz",
            "GET /openapi.yaml",
            "GET /",
            "GET /pages/{edition}/{file}",
            "POST /v1/session");

    @BeforeAll
    static void makeKeys() {
        for (Role role : Role.values()) {
            KEYS.put(role, SERVED.key("default", role.wireName()));
        }
    }

    static Stream<Door> closed() {
        return Doors.ALL.stream().filter(door -> !door.isOpen());
    }

    private static String name(Door door) {
        return door.method() + " " + door.template();
    }

    private static Answer through(Door door, String key) {
        return SERVED.send(door.method().name(), path(door), key, "");
    }

    private static String path(Door door) {
        return door.path().replaceAll(":[a-z]+", "nothing-of-that-name");
    }

    @Test
    void theTable_isTheContracts() {
        Set<String> known = new HashSet<>(CONTRACT.keySet());
        known.addAll(OPEN);
        assertThat(Doors.ALL.stream().map(DoorsTest::name)).containsExactlyInAnyOrderElementsOf(known);
        assertThat(Doors.ALL.stream().filter(Door::isOpen).map(DoorsTest::name))
                .containsExactlyInAnyOrderElementsOf(OPEN);
    }

    @ParameterizedTest
    @MethodSource("closed")
    void withoutAGoodKey_nobodyPasses(Door door) {
        String revoked =
                SERVED.admin().substring(0, 20) + "A".repeat(SERVED.admin().length() - 20);
        for (String header : List.of("", "Bearer", "Bearer ", "Bearer x", "Basic eDp5", "Bearer " + revoked)) {
            Answer answer = SERVED.api()
                    .send(SERVED.api()
                            .request(path(door))
                            .header("Authorization", header)
                            .method(door.method().name(), BodyPublishers.noBody()));
            assertThat(answer.status()).as(header).isEqualTo(401);
            assertRefused(door, answer, "unauthenticated");
            assertThat(answer.header("www-authenticate"))
                    .hasValueSatisfying(value -> assertThat(value).startsWith("Bearer"));
        }
        assertThat(SERVED.send(door.method().name(), path(door), null, "").status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @MethodSource("closed")
    void aKey_passesWithARoleOfTheRoutes_andWithNoOther(Door door) {
        KEYS.forEach((role, key) -> {
            Answer answer = through(door, key);
            if (CONTRACT.getOrDefault(name(door), Set.of()).contains(role)) {
                assertThat(answer.status()).as("with " + role).isNotEqualTo(403);
            } else {
                assertThat(answer.status()).as("with " + role).isEqualTo(403);
                assertRefused(door, answer, "forbidden");
            }
        });
    }

    /** With a problem's code, or, for flags, in their protocol's form. */
    private static void assertRefused(Door door, Answer answer, String code) {
        if (door.path().startsWith("/ofrep/")) {
            assertThat(answer.header("content-type")).contains("application/json");
            assertThat(answer.json().text("errorCode")).isEqualTo("GENERAL");
            assertThat(answer.json().text("errorDetails")).isNotBlank();
            assertThat(answer.json().names("metadata")).isEmpty();
        } else {
            assertThat(answer.code()).isEqualTo(code);
        }
    }

    @Test
    void openDoors_askNobody() {
        assertThat(SERVED.send("GET", "/livez", null, "").status()).isEqualTo(200);
        assertThat(SERVED.send("GET", "/readyz", "plk_wrong", "").status()).isEqualTo(200);
        assertThat(SERVED.send("GET", "/openapi.yaml", null, "").status()).isEqualTo(200);
    }

    @Test
    void aKey_isTakenFromEitherHeader() {
        Answer answer = SERVED.api().send(SERVED.api().request("/v1/session").header("X-API-Key", SERVED.admin()));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().text("tenant")).isEqualTo("default");
        assertThat(answer.json().at("roles")).isEqualTo(List.of("admin"));
    }

    @Test
    void aBody_isNotReadOfSomebodyWithoutAKey() {
        Answer answer = SERVED.send("POST", "/v1/decide", null, "x".repeat(Bodies.BODY_BYTES_MAX + 1));
        assertThat(answer.status()).isEqualTo(401);
    }

    @Test
    void aPathWithNothing_isNotFound_withOrWithoutAKey() {
        assertThat(SERVED.send("GET", "/v1/nothing", null, "").status()).isEqualTo(404);
        assertThat(SERVED.get("/v1/nothing", SERVED.admin()).status()).isEqualTo(404);
    }

    @Test
    void aRevokedKey_isRefusedSoon() {
        String key = SERVED.key("default", "view");
        String id = SERVED.get("/v1/session", key).json().text("key");
        assertThat(RunningServer.keys(SERVED.redis(), "revoke", id)).isEmpty();
        KeyedApi.await(() -> SERVED.get("/v1/session", key).status() == 401);
        assertThat(SERVED.get("/v1/session", SERVED.admin()).status()).isEqualTo(200);
    }

    @Test
    void anEmptiedRedis_getsItsKeysBack_andNobodyPassesMeanwhile() {
        long before = SERVED.redis().commands().hlen("pulley:keys");
        SERVED.redis().flush();
        KeyedApi.await(() -> {
            assertThat(SERVED.send("GET", "/v1/session", null, "").status()).isEqualTo(401);
            assertThat(SERVED.get("/v1/session", SERVED.admin()).status()).isEqualTo(200);
            return SERVED.redis().commands().hlen("pulley:keys") >= before;
        });
    }
}
