package dev.pulley.server.http;

import static dev.pulley.server.http.ServedApi.TWO_VARIANTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.testing.Api.Answer;
import dev.pulley.server.testing.JsonTree;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done to a task and to its variants over their lives. */
final class TaskLifeTest {
    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    private static String path(String task) {
        return "/v1/tasks/" + task;
    }

    private static Answer post(String path, String body) {
        return body.isEmpty() ? SERVED.api().post(path) : SERVED.api().post(path, body);
    }

    /** Does something that must succeed; the task as it stands then. */
    private static JsonTree done(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("etag")).contains("\"" + (long) answer.json().number("revision") + "\"");
        return answer.json();
    }

    private static void isRefused(Answer answer, int status, String code, @Nullable String field) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.json().at("field")).isEqualTo(field);
    }

    @Test
    void aPausedTask_answersItsControl_andItsDecisionsAreNoEvidence() {
        String task = SERVED.task(TWO_VARIANTS.replace("\"variants\"", "\"control\":\"b\",\"variants\""));
        String early = SERVED.token(task);
        JsonTree paused = done(post(path(task) + "/pause", ""));
        assertThat(paused.text("status")).isEqualTo("paused");
        assertThat(paused.number("revision")).isEqualTo(2);
        assertThat(done(post(path(task) + "/pause", "{}")).number("revision"))
                .as("again")
                .isEqualTo(2);
        for (int i = 0; i < 20; i++) {
            JsonTree decided = SERVED.decide(task);
            assertThat(decided.text("variant")).isEqualTo("b");
            assertThat(decided.text("policy")).isEqualTo("paused");
            assertThat(decided.number("propensity")).isEqualTo(1);
            assertThat(decided.number("revision")).isEqualTo(2);
            Answer rewarded = SERVED.reward(decided.text("decision"), "resolved", "1");
            assertThat(rewarded.status()).isEqualTo(200);
            assertThat(rewarded.json().number("accepted")).isEqualTo(1);
            assertThat(SERVED.reward(decided.text("decision"), "resolved", "1")
                            .json()
                            .number("repeated"))
                    .isEqualTo(1);
            assertThat(SERVED.reward(decided.text("decision"), "rating", "0.5").status())
                    .isEqualTo(200);
        }
        assertThat(SERVED.reward(early, "resolved", "1").json().number("accepted"))
                .isEqualTo(1);
        JsonTree stats = SERVED.statsOnce(task, now -> now.number("outcomes") == 1 && now.number("decisions") == 1);
        assertThat(stats.number("decisions")).isEqualTo(1);
        assertThat(stats.number("outcomes")).isEqualTo(1);
        assertThat(stats.text("status")).isEqualTo("paused");
        assertThat(stats.number("variants.1.share")).isEqualTo(1);
        assertThat(done(post(path(task) + "/resume", "")).text("status")).isEqualTo("active");
        assertThat(SERVED.decide(task).text("policy")).isEqualTo("thompson-sharp");
    }

    @Test
    void aRewardByReference_onADecisionThatIsNoEvidence_standsAndGivesNothing() {
        String task = SERVED.task(TWO_VARIANTS);
        done(post(path(task) + "/pause", ""));
        SERVED.api().post("/v1/decide", "{\"task\":\"" + task + "\",\"reference\":\"call-1\"}");
        String reward = "{\"task\":\"" + task + "\",\"reference\":\"call-1\",\"metric\":\"resolved\",\"value\":1}";
        Answer first = SERVED.api().post("/v1/rewards", reward);
        assertThat(first.status()).as(first.body()).isEqualTo(200);
        done(post(path(task) + "/resume", ""));
        String counted = SERVED.token(task);
        assertThat(SERVED.reward(counted, "resolved", "0").json().number("accepted"))
                .isEqualTo(1);
        JsonTree stats = SERVED.statsOnce(task, now -> now.number("outcomes") == 1 && now.number("decisions") == 1);
        assertThat(stats.number("decisions")).isEqualTo(1);
        assertThat(stats.number("outcomes")).isEqualTo(1);
    }

    @Test
    void aConcludedTask_answersItsWinner_alsoToAUnit() {
        String task = SERVED.task(TWO_VARIANTS);
        JsonTree concluded = done(post(path(task) + "/conclude", "{\"variant\":\"b\"}"));
        assertThat(concluded.text("status")).isEqualTo("concluded");
        assertThat(concluded.text("winner")).isEqualTo("b");
        for (int i = 0; i < 20; i++) {
            JsonTree decided = SERVED.api()
                    .post("/v1/decide", "{\"task\":\"" + task + "\",\"unit\":\"user-" + i + "\"}")
                    .json();
            assertThat(decided.text("variant")).isEqualTo("b");
            assertThat(decided.text("policy")).isEqualTo("concluded");
            assertThat(decided.number("propensity")).isEqualTo(1);
        }
        isRefused(
                SERVED.api().put(path(task), TWO_VARIANTS.replace("\"b\"", "\"c\"")), 422, "invalid_task", "/variants");
        isRefused(SERVED.api().delete(path(task) + "/variants/b"), 422, "invalid_task", "/variants");
        assertThat(SERVED.api().get(path(task) + "/stats").json().number("regret.per_decision"))
                .isNotNegative();
        assertThat(done(post(path(task) + "/resume", "")).at("winner")).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/conclude | {} | 422 | invalid_value | /variant",
                "/conclude | {\"variant\":\"nobody\"} | 404 | unknown_variant |",
                "/conclude | {\"variant\":7} | 400 | invalid_type | /variant",
                "/conclude | {\"variant\":\"a\",\"why\":\"\"} | 400 | unknown_field | /why",
                "/conclude | [] | 400 | invalid_type |",
                "/pause | {\"until\":\"7d\"} | 400 | unknown_field | /until",
                "/pause | nonsense | 400 | invalid_json |",
                "/rollback | {} | 422 | invalid_value | /revision",
                "/rollback | {\"revision\":0} | 422 | invalid_value | /revision",
                "/rollback | {\"revision\":1.5} | 422 | invalid_value | /revision",
                "/rollback | {\"revision\":2} | 422 | invalid_value | /revision",
                "/rollback | {\"revision\":\"1\"} | 400 | invalid_type | /revision",
                "/variants/nobody/pause | {} | 404 | unknown_variant |",
                "/variants/nobody/resume | {} | 404 | unknown_variant |"
            })
    void aChangeThatCannotBe_isRefused(String path, String body, int status, String code, @Nullable String field) {
        String task = SERVED.task(TWO_VARIANTS);
        isRefused(post(path(task) + path, body), status, code, field);
        assertThat(done(SERVED.api().get(path(task))).number("revision")).isEqualTo(1);
    }

    @Test
    void anArchivedTask_decidesNothing_butItsRewardsCount_andItComesBack() {
        String task = SERVED.task(TWO_VARIANTS);
        String token = SERVED.token(task);
        post(path(task) + "/pause", "");
        JsonTree archived = done(SERVED.api().delete(path(task)));
        assertThat(archived.text("status")).isEqualTo("archived");
        assertThat(done(SERVED.api().delete(path(task))).number("revision"))
                .as("again")
                .isEqualTo(3);
        isRefused(SERVED.api().post("/v1/decide", "{\"task\":\"" + task + "\"}"), 410, "task_archived", null);
        isRefused(SERVED.api().put(path(task), TWO_VARIANTS), 410, "task_archived", null);
        isRefused(post(path(task) + "/resume", ""), 410, "task_archived", null);
        assertThat(SERVED.reward(token, "resolved", "1").json().number("accepted"))
                .isEqualTo(1);
        assertThat(SERVED.statsOnce(task, now -> now.number("outcomes") == 1).number("outcomes"))
                .isEqualTo(1);
        assertThat(done(SERVED.api().get(path(task))).text("status")).isEqualTo("archived");
        assertThat(done(post(path(task) + "/restore", "")).text("status"))
                .as("as it was")
                .isEqualTo("paused");
        assertThat(done(post(path(task) + "/restore", "")).number("revision")).isEqualTo(4);
        assertThat(SERVED.decide(task).text("policy")).isEqualTo("paused");
    }

    @Test
    void everyChange_ofATaskThatIsNotThere_isRefused() {
        isRefused(SERVED.api().delete("/v1/tasks/nobody"), 404, "unknown_task", null);
        for (String change : List.of("/restore", "/pause", "/resume", "/variants/a/pause", "/variants/a/resume")) {
            isRefused(post("/v1/tasks/nobody" + change, ""), 404, "unknown_task", null);
        }
        isRefused(post("/v1/tasks/nobody/conclude", "{\"variant\":\"a\"}"), 404, "unknown_task", null);
        isRefused(post("/v1/tasks/nobody/rollback", "{\"revision\":1}"), 404, "unknown_task", null);
        isRefused(SERVED.api().put("/v1/tasks/nobody/variants/a", "{}"), 404, "unknown_task", null);
        isRefused(SERVED.api().delete("/v1/tasks/nobody/variants/a"), 404, "unknown_task", null);
        isRefused(SERVED.api().get("/v1/tasks/nobody/changes"), 404, "unknown_task", null);
    }

    private static Answer ifMatch(String tag, HttpRequest.Builder request) {
        return SERVED.api().send(request.header("If-Match", tag));
    }

    private static HttpRequest.Builder postTo(String path, String body) {
        return SERVED.api().request(path).POST(BodyPublishers.ofString(body));
    }

    @Test
    void everyChange_honoursIfMatch() {
        String task = SERVED.task(TWO_VARIANTS);
        List<HttpRequest.Builder> requests = List.of(
                SERVED.api().request(path(task)).PUT(BodyPublishers.ofString(TWO_VARIANTS)),
                SERVED.api().request(path(task)).DELETE(),
                postTo(path(task) + "/restore", ""),
                postTo(path(task) + "/pause", ""),
                postTo(path(task) + "/resume", ""),
                postTo(path(task) + "/conclude", "{\"variant\":\"a\"}"),
                postTo(path(task) + "/rollback", "{\"revision\":1}"),
                SERVED.api().request(path(task) + "/variants/c").PUT(BodyPublishers.ofString("{}")),
                SERVED.api().request(path(task) + "/variants/b").DELETE(),
                postTo(path(task) + "/variants/b/pause", ""),
                postTo(path(task) + "/variants/b/resume", ""));
        for (HttpRequest.Builder request : requests) {
            isRefused(ifMatch("\"7\"", request.copy()), 412, "revision_conflict", null);
            isRefused(ifMatch("\"x\"", request.copy()), 412, "revision_conflict", null);
        }
        assertThat(done(SERVED.api().get(path(task))).number("revision")).isEqualTo(1);
        assertThat(done(ifMatch("\"1\"", postTo(path(task) + "/pause", ""))).number("revision"))
                .isEqualTo(2);
        assertThat(done(ifMatch("*", postTo(path(task) + "/resume", ""))).number("revision"))
                .isEqualTo(3);
        assertThat(done(ifMatch("\"2\", \"3\"", postTo(path(task) + "/pause", "")))
                        .number("revision"))
                .isEqualTo(4);
        assertThat(done(ifMatch("*", SERVED.api().request(path(task)).PUT(BodyPublishers.ofString(TWO_VARIANTS))))
                        .number("revision"))
                .as("the same definition")
                .isEqualTo(4);
        String missing = path(ServedApi.newName());
        isRefused(
                ifMatch("*", SERVED.api().request(missing).PUT(BodyPublishers.ofString(TWO_VARIANTS))),
                412,
                "revision_conflict",
                null);
    }

    /** A decision for a variant that gets a good part of the traffic. */
    private static String tokenOf(String task, String variant) {
        for (int i = 0; i < 1_000; i++) {
            JsonTree decided = SERVED.decide(task);
            if (decided.text("variant").equals(variant)) {
                return decided.text("decision");
            }
        }
        throw new AssertionError("never chosen: " + variant);
    }

    @Test
    void variants_areAddedChangedPausedAndRemoved_whileTrafficFlows() {
        String task = SERVED.task(TWO_VARIANTS);
        String variants = path(task) + "/variants/";
        Answer added = SERVED.api().put(variants + "c", "{\"payload\":{\"x\":1},\"max_share\":0.5}");
        assertThat(added.status()).isEqualTo(201);
        assertThat(added.json().text("variants.2.name")).isEqualTo("c");
        assertThat(added.json().number("variants.2.max_share")).isEqualTo(0.5);
        JsonTree same =
                done(SERVED.api().put(variants + "c", "{\"name\":\"c\",\"payload\":{ \"x\":1 },\"max_share\":0.5}"));
        assertThat(same.number("revision")).isEqualTo(2);
        String token = tokenOf(task, "c");
        assertThat(done(SERVED.api().put(variants + "c", "{\"payload\":2}")).number("variants.2.version"))
                .isEqualTo(2);
        assertThat(done(post(variants + "c/pause", "")).text("variants.2.status"))
                .isEqualTo("paused");
        for (int i = 0; i < 50; i++) {
            assertThat(SERVED.decide(task).text("variant")).isNotEqualTo("c");
        }
        assertThat(done(post(variants + "c/resume", "")).text("variants.2.status"))
                .isEqualTo("active");
        JsonTree removed = done(SERVED.api().delete(variants + "c"));
        assertThat(removed.size("variants")).isEqualTo(2);
        assertThat(removed.text("removed.0.name")).isEqualTo("c");
        assertThat(removed.text("removed.0.status")).isEqualTo("removed");
        double revision = removed.number("revision");
        assertThat(done(SERVED.api().delete(variants + "c")).number("revision"))
                .as("again")
                .isEqualTo(revision);
        isRefused(post(variants + "c/pause", ""), 404, "unknown_variant", null);
        assertThat(SERVED.reward(token, "resolved", "1").json().number("accepted"))
                .isEqualTo(1);
        JsonTree stats = SERVED.statsOnce(task, now -> now.number("outcomes") == 1);
        assertThat(stats.number("outcomes")).isEqualTo(1);
        assertThat(stats.text("variants.2.status")).isEqualTo("removed");
        assertThat(stats.number("variants.2.share")).isZero();
        assertThat(stats.at("variants.2.probability_best")).isNull();
        Answer back = SERVED.api().put(variants + "c", "{\"payload\":{\"x\":1}}");
        assertThat(back.status()).isEqualTo(201);
        assertThat(back.json().number("variants.2.version")).isEqualTo(1);
        stats = SERVED.statsOnce(task, now -> now.size("variants") == 3 && now.number("variants.2.outcomes") == 1);
        assertThat(stats.number("variants.2.outcomes"))
                .as("its evidence is back")
                .isEqualTo(1);
    }

    @Test
    void aVariantChangeThatCannotBe_isRefused() {
        String task = SERVED.task(TWO_VARIANTS);
        String variants = path(task) + "/variants/";
        isRefused(SERVED.api().put(variants + "A", "{}"), 422, "invalid_task", "/name");
        isRefused(SERVED.api().put(variants + "c", "{\"name\":\"d\"}"), 422, "invalid_task", "/name");
        isRefused(SERVED.api().put(variants + "c", "{\"colour\":1}"), 400, "unknown_field", "/colour");
        isRefused(SERVED.api().put(variants + "c", "{\"max_share\":2}"), 422, "invalid_task", "/max_share");
        isRefused(SERVED.api().put(variants + "c", "{\"share\":0.5}"), 422, "invalid_task", "/variants/2/share");
        isRefused(SERVED.api().put(variants + "c", ""), 400, "invalid_json", null);
        isRefused(SERVED.api().delete(variants + "nobody"), 404, "unknown_variant", null);
        isRefused(SERVED.api().delete(variants + "a"), 422, "invalid_task", null);
        done(post(variants + "a/pause", ""));
        isRefused(post(variants + "b/pause", ""), 422, "invalid_task", null);
        isRefused(SERVED.api().delete(variants + "b"), 422, "invalid_task", "/variants");
        assertThat(SERVED.decide(task).text("variant")).isEqualTo("b");
        String full = SERVED.task("{\"outcome\":{\"metric\":\"y\",\"kind\":\"binary\"},\"variants\":"
                + IntStream.range(0, 1_000)
                        .mapToObj(i -> "{\"name\":\"v" + i + "\"}")
                        .toList() + "}");
        isRefused(SERVED.api().put(path(full) + "/variants/one-more", "{}"), 422, "invalid_task", "/variants");
    }

    @Test
    void aRollback_restoresTheDefinition_andNothingElse() {
        String task = SERVED.task(TWO_VARIANTS);
        done(SERVED.api().put(path(task), TWO_VARIANTS.replace("m1", "m2")));
        done(post(path(task) + "/variants/b/pause", ""));
        done(post(path(task) + "/pause", ""));
        JsonTree back = done(post(path(task) + "/rollback", "{\"revision\":1}"));
        assertThat(back.number("revision")).isEqualTo(5);
        assertThat(back.text("variants.0.payload.model")).isEqualTo("m1");
        assertThat(back.number("variants.0.version")).isEqualTo(1);
        assertThat(back.text("status")).isEqualTo("paused");
        assertThat(back.text("variants.1.status")).isEqualTo("paused");
        assertThat(done(post(path(task) + "/rollback", "{\"revision\":5}")).number("revision"))
                .as("it stands")
                .isEqualTo(5);
        JsonTree third = done(post(path(task) + "/rollback", "{\"revision\":4}"));
        assertThat(third.text("variants.0.payload.model"))
                .as("the definition that stood at a revision which was no definition's")
                .isEqualTo("m2");
        assertThat(third.number("variants.0.version")).isEqualTo(2);
    }

    @Test
    void changes_areToldNewestFirst_withWhoAndWhat() {
        String task = SERVED.task(TWO_VARIANTS);
        done(SERVED.api()
                .put(
                        path(task),
                        TWO_VARIANTS.replace("m1", "m2").replace("-1", "-2").replace("rating", "r2")));
        done(post(path(task) + "/variants/b/pause", ""));
        done(post(path(task) + "/rollback", "{\"revision\":1}"));
        JsonTree changes = SERVED.api().get(path(task) + "/changes").json();
        assertThat(changes.size("changes")).isEqualTo(4);
        assertThat(changes.at("next")).isNull();
        assertThat(changes.number("changes.0.revision")).isEqualTo(4);
        assertThat(changes.text("changes.0.what")).isEqualTo("rolled_back");
        assertThat(changes.number("changes.0.to_revision")).isEqualTo(1);
        assertThat(changes.text("changes.0.words")).contains("revision 1");
        assertThat(changes.text("changes.1.what")).isEqualTo("variant_paused");
        assertThat(changes.text("changes.1.variant")).isEqualTo("b");
        assertThat(changes.text("changes.1.who")).isEqualTo("local");
        assertThat(changes.text("changes.2.what")).isEqualTo("defined");
        assertThat(changes.text("changes.2.changed.0")).isEqualTo("/proxies");
        assertThat(changes.text("changes.2.changed.1")).isEqualTo("/variants/a");
        assertThat(changes.text("changes.3.what")).isEqualTo("created");
        JsonTree first = SERVED.api().get(path(task) + "/changes?limit=3").json();
        assertThat(first.size("changes")).isEqualTo(3);
        JsonTree second = SERVED.api()
                .get(path(task) + "/changes?limit=3&cursor=" + first.text("next"))
                .json();
        assertThat(second.size("changes")).isEqualTo(1);
        assertThat(second.number("changes.0.revision")).isEqualTo(1);
        assertThat(second.at("next")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=1001", "limit=x", "limit=", "limit=1&limit=2", "cursor=%20", "cursor=A!"})
    void aPageThatCannotBe_isRefused(String query) {
        String task = SERVED.task(TWO_VARIANTS);
        // Where it is there twice, neither value is.
        String field = query.contains("&") ? null : "/" + query.substring(0, query.indexOf('='));
        isRefused(SERVED.api().get("/v1/tasks?" + query), 422, "invalid_value", field);
        isRefused(SERVED.api().get(path(task) + "/changes?" + query), 422, "invalid_value", field);
        isRefused(SERVED.api().get("/v1/tasks?archived=yes"), 422, "invalid_value", "/archived");
        isRefused(SERVED.api().get("/v1/tasks?status=new"), 422, "invalid_value", "/status");
        isRefused(SERVED.api().get("/v1/tasks?sort=name"), 400, "unknown_field", null);
    }

    private static List<String> listed(String query) {
        JsonTree page = found(SERVED.api().get("/v1/tasks?limit=1000" + query));
        return IntStream.range(0, page.size("tasks"))
                .mapToObj(i -> page.text("tasks." + i + ".task"))
                .toList();
    }

    private static JsonTree found(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    @Test
    void tasks_areListedByName_pageByPage_andByStatus() {
        List<String> names = IntStream.range(0, 25)
                .mapToObj(i -> SERVED.task(TWO_VARIANTS))
                .sorted()
                .toList();
        done(SERVED.api().delete(path(names.get(3))));
        done(post(path(names.get(5)) + "/pause", ""));
        done(post(path(names.get(7)) + "/conclude", "{\"variant\":\"a\"}"));
        assertThat(listed("")).isSorted().containsAll(names.subList(4, 25)).doesNotContain(names.get(3));
        assertThat(listed("&archived=true")).contains(names.get(3)).doesNotContain(names.get(4));
        assertThat(listed("&status=archived")).isEqualTo(listed("&archived=true"));
        assertThat(listed("&status=paused")).contains(names.get(5)).doesNotContain(names.get(7));
        assertThat(listed("&status=concluded")).contains(names.get(7)).doesNotContain(names.get(5));
        assertThat(listed("&status=active")).doesNotContain(names.get(3), names.get(5), names.get(7));
        List<String> paged = new ArrayList<>();
        Object next = "";
        while (next != null) {
            JsonTree page = found(SERVED.api().get("/v1/tasks?limit=7" + (next.equals("") ? "" : "&cursor=" + next)));
            assertThat(page.size("tasks")).isBetween(1, 7);
            for (int i = 0; i < page.size("tasks"); i++) {
                paged.add(page.text("tasks." + i + ".task"));
            }
            next = page.at("next");
        }
        assertThat(paged).isEqualTo(listed(""));
    }
}
