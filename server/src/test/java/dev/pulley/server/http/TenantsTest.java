package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.http.Doors.Door;
import dev.pulley.server.testing.Api.Answer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One tenant's things with another's keys: all of it is as if they were not there. */
final class TenantsTest {
    @RegisterExtension
    static final KeyedApi SERVED = new KeyedApi();

    private static final String ALL_ROLES = "decide,report,admin";
    private static final String THERE = "only-a-has-this";
    private static final String NOWHERE = "nobody-has-this";

    private static final Map<String, String> BODIES = Map.of(
            "/conclude", "{\"variant\":\"a\"}",
            "/rollback", "{\"revision\":1}",
            "PUT /v1/tasks/:task/variants/:variant", "{\"payload\":1}");

    private static String a = "";
    private static String b = "";

    @BeforeAll
    static void makeTenants() {
        a = SERVED.key("tenant-a", ALL_ROLES, "--source", "judge", "--trust", "0.5");
        b = SERVED.key("tenant-b", ALL_ROLES);
        assertThat(SERVED.send("PUT", "/v1/tasks/" + THERE, a, ServedApi.TWO_VARIANTS)
                        .status())
                .isEqualTo(201);
    }

    private static Answer decide(String key, String task) {
        return SERVED.send("POST", "/v1/decide", key, "{\"task\":\"" + task + "\"}");
    }

    private static Answer reward(String key, String token) {
        return SERVED.send(
                "POST", "/v1/rewards", key, "{\"decision\":\"" + token + "\",\"metric\":\"resolved\",\"value\":1}");
    }

    /** But for the name, which the asker gave. */
    private static void assertAlike(Answer there, Answer nowhere) {
        assertThat(there.status()).isEqualTo(nowhere.status()).isBetween(400, 499);
        assertThat(there.body().replace(THERE, "it")).isEqualTo(nowhere.body().replace(NOWHERE, "it"));
        assertThat(there.headers().map().keySet())
                .isEqualTo(nowhere.headers().map().keySet());
    }

    @Test
    void anothersTask_readsAsOneThatIsNowhere() {
        for (String path : new String[] {"/v1/tasks/%s", "/v1/tasks/%s/stats"}) {
            assertAlike(SERVED.get(String.format(path, THERE), b), SERVED.get(String.format(path, NOWHERE), b));
            assertThat(SERVED.get(String.format(path, THERE), a).status()).isEqualTo(200);
        }
        assertAlike(decide(b, THERE), decide(b, NOWHERE));
    }

    static Stream<Door> ofATask() {
        return Doors.ALL.stream()
                .filter(door -> door.path().contains(":task"))
                .filter(door ->
                        !(door.method().name().equals("PUT") && door.path().endsWith(":task")));
    }

    /** All but making a task, which makes one of the asker's own. */
    @ParameterizedTest
    @MethodSource("ofATask")
    void onEveryRoute_anothersTask_isAsOneThatIsNowhere(Door door) {
        String path = door.path().replace(":variant", "a");
        String body = BODIES.entrySet().stream()
                .filter(entry -> (door.method() + " " + door.path()).endsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
        String before = SERVED.get("/v1/tasks/" + THERE, a).body();
        assertAlike(
                SERVED.send(door.method().name(), path.replace(":task", THERE), b, body),
                SERVED.send(door.method().name(), path.replace(":task", NOWHERE), b, body));
        assertThat(SERVED.get("/v1/tasks/" + THERE, a).body()).isEqualTo(before);
    }

    @Test
    void aList_hasTheAskersTasksOnly() {
        assertThat(SERVED.get("/v1/tasks?limit=1000", a).body()).contains(THERE);
        assertThat(SERVED.get("/v1/tasks?limit=1000", b).body()).doesNotContain(THERE);
    }

    @Test
    void aChange_isSignedByTheKeyThatMadeIt() {
        String id = SERVED.get("/v1/session", a).json().text("key");
        assertThat(SERVED.get("/v1/tasks/" + THERE + "/changes", a).body()).contains("\"" + id + "\"");
    }

    @Test
    void anothersDecision_isAsOneThatNobodyMade() {
        String token = decide(a, THERE).json().text("decision");
        Answer forged = reward(b, token.substring(0, token.length() - 4) + "AAAA");
        assertAlike(reward(b, token), forged);
        assertThat(reward(b, token).code()).isEqualTo("invalid_decision");
        assertThat(reward(a, token).status()).isEqualTo(200);
        // The same from a source that is trusted as much is a repeat; from another source it is a newer value.
        String colleague = SERVED.key("tenant-a", "report", "--source", "judge", "--trust", "0.5");
        assertThat(reward(colleague, token).json().number("repeated")).isEqualTo(1);
        assertThat(reward(SERVED.key("tenant-a", "report"), token).json().number("corrected"))
                .isEqualTo(1);
    }

    @Test
    void anothersDecision_isNotLookedUp_norShown_asOneThatNobodyMade() {
        String token = decide(a, THERE).json().text("decision");
        String forged = token.substring(0, token.length() - 4) + "AAAA";
        assertAlike(SERVED.get("/v1/decisions/" + token, b), SERVED.get("/v1/decisions/" + forged, b));
        assertThat(SERVED.get("/v1/decisions/" + token, a).status()).isEqualTo(200);
        String[] bodies = {"{\"decision\":\"%s\"}", "{\"decisions\":[\"%s\"]}"};
        for (String body : bodies) {
            assertAlike(
                    SERVED.send("POST", "/v1/exposures", b, String.format(body, token)),
                    SERVED.send("POST", "/v1/exposures", b, String.format(body, forged)));
        }
        String episode = "{\"decisions\":[\"%s\"],\"metric\":\"resolved\",\"value\":1}";
        assertAlike(
                SERVED.send("POST", "/v1/rewards", b, String.format(episode, token)),
                SERVED.send("POST", "/v1/rewards", b, String.format(episode, forged)));
        String array = "{\"rewards\":[{\"decision\":\"%s\",\"metric\":\"resolved\",\"value\":1}]}";
        Answer several = SERVED.send("POST", "/v1/rewards", b, String.format(array, token));
        assertThat(several.json().text("rejected.0.code")).isEqualTo("invalid_decision");
        assertThat(several.body())
                .isEqualTo(SERVED.send("POST", "/v1/rewards", b, String.format(array, forged))
                        .body());
    }

    @Test
    void namedInABodyOrAQuery_anothersTask_isAsOneThatIsNowhere() {
        String reward = "{\"task\":\"%s\",\"reference\":\"r\",\"metric\":\"resolved\",\"value\":1}";
        assertAlike(
                SERVED.send("POST", "/v1/rewards", b, String.format(reward, THERE)),
                SERVED.send("POST", "/v1/rewards", b, String.format(reward, NOWHERE)));
        assertAlike(SERVED.get("/v1/stream?task=" + THERE, b), SERVED.get("/v1/stream?task=" + NOWHERE, b));
        String batch = "{\"requests\":[{\"task\":\"%s\"}]}";
        Answer there = SERVED.send("POST", "/v1/decide/batch", b, String.format(batch, THERE));
        Answer nowhere = SERVED.send("POST", "/v1/decide/batch", b, String.format(batch, NOWHERE));
        assertThat(there.json().text("results.0.problem.code")).isEqualTo("unknown_task");
        assertThat(there.body().replace(THERE, "it")).isEqualTo(nowhere.body().replace(NOWHERE, "it"));
        String flag = "/ofrep/v1/evaluate/flags/";
        String context = "{\"context\":{\"targetingKey\":\"u\"}}";
        assertAlike(SERVED.send("POST", flag + THERE, b, context), SERVED.send("POST", flag + NOWHERE, b, context));
    }

    @Test
    void allFlags_areTheAskersOwn_andWhatAnotherChangesChangesNothing() {
        assertThat(SERVED.send("PUT", "/v1/tasks/flag-of-b", b, ServedApi.TWO_VARIANTS)
                        .status())
                .isEqualTo(201);
        String context = "{\"context\":{\"targetingKey\":\"u\"}}";
        Answer before = SERVED.send("POST", "/ofrep/v1/evaluate/flags", b, context);
        assertThat(before.status()).isEqualTo(200);
        assertThat(before.body()).contains("flag-of-b").doesNotContain(THERE);
        String etag = before.header("etag").orElseThrow();
        for (String name : new String[] {"flag-of-b", "flag-of-a"}) {
            assertThat(SERVED.send("PUT", "/v1/tasks/" + name, a, ServedApi.TWO_VARIANTS)
                            .status())
                    .isEqualTo(201);
        }
        HttpRequest.Builder again = SERVED.api()
                .request("/ofrep/v1/evaluate/flags")
                .header("Authorization", "Bearer " + b)
                .header("Content-Type", "application/json")
                .header("If-None-Match", etag)
                .POST(BodyPublishers.ofString(context));
        assertThat(SERVED.api().send(again).status()).isEqualTo(304);
        assertThat(SERVED.send("POST", "/ofrep/v1/evaluate/flags", a, context).header("etag"))
                .isPresent()
                .isNotEqualTo(before.header("etag"));
    }

    @Test
    void aReferenceOfTheSameName_isAnother() {
        String name = "same-reference";
        String[] tokens = new String[2];
        String[] keys = {a, b};
        for (int i = 0; i < 2; i++) {
            assertThat(SERVED.send("PUT", "/v1/tasks/" + name, keys[i], ServedApi.TWO_VARIANTS)
                            .status())
                    .isEqualTo(201);
            tokens[i] = SERVED.send(
                            "POST", "/v1/decide", keys[i], "{\"task\":\"" + name + "\",\"reference\":\"ticket\"}")
                    .json()
                    .text("decision");
        }
        String reward = "{\"task\":\"" + name + "\",\"reference\":\"ticket\",\"metric\":\"resolved\",\"value\":1}";
        // Its decision may be shipped after it, in which case it has waited.
        assertThat(SERVED.send("POST", "/v1/rewards", b, reward).status()).isEqualTo(200);
        KeyedApi.await(() -> SERVED.get("/v1/decisions/" + tokens[1], b).json().size("values") == 1);
        assertThat(SERVED.get("/v1/decisions/" + tokens[0], a).json().size("values"))
                .isZero();
    }

    @Test
    void aTaskOfTheSameName_isAnother() {
        String name = "both-have-this";
        String path = "/v1/tasks/" + name;
        assertThat(SERVED.send("PUT", path, a, ServedApi.TWO_VARIANTS).status()).isEqualTo(201);
        String other = ServedApi.TWO_VARIANTS.replace("\"m1\"", "\"m2\"");
        Answer made = SERVED.send("PUT", path, b, other);
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().number("revision")).isEqualTo(1);
        assertThat(SERVED.get(path, a).body()).contains("\"m1\"");
        assertThat(SERVED.get(path, b).body()).contains("\"m2\"");
        String token = decide(a, name).json().text("decision");
        assertThat(reward(b, token).code()).isEqualTo("invalid_decision");
        assertThat(reward(a, token).status()).isEqualTo(200);
        KeyedApi.await(() -> SERVED.get(path + "/stats", a).json().number("outcomes") == 1);
        assertThat(SERVED.get(path + "/stats", b).json().number("decisions")).isZero();
    }

    /** Text in the journal is as it was given. */
    @Test
    void theSource_andTheTrace_goIntoTheJournal() throws Exception {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        Answer decided = SERVED.api()
                .send(SERVED.api()
                        .request("/v1/decide")
                        .header("Authorization", "Bearer " + a)
                        .header("traceparent", trace)
                        .POST(BodyPublishers.ofString("{\"task\":\"" + THERE + "\"}")));
        assertThat(reward(a, decided.json().text("decision")).status()).isEqualTo(200);
        String journal = "";
        try (Stream<Path> files = Files.walk(SERVED.server().data().resolve("journal"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                journal += Files.readString(file, StandardCharsets.ISO_8859_1);
            }
        }
        assertThat(journal).contains("{\"traceparent\":\"" + trace + "\"}").contains("judge");
    }
}
