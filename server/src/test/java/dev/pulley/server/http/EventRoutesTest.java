package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.testing.Api;
import dev.pulley.server.testing.JsonTree;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code GET /v1/tasks/{task}/events}. */
final class EventRoutesTest {
    @RegisterExtension
    static final ServedApi SERVED = new ServedApi();

    private static List<JsonTree> events(String task, String query) {
        Api.Answer answer = SERVED.api().get("/v1/tasks/" + task + "/events" + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("content-type")).contains("application/x-ndjson");
        return answer.body().lines().map(JsonTree::of).toList();
    }

    private static List<String> types(List<JsonTree> events) {
        return events.stream().map(event -> event.text("type")).toList();
    }

    @Test
    void aTasksEvents_areItsOwn_inOrder_andSayHowTheyEnd() {
        String task = SERVED.task(ServedApi.TWO_VARIANTS);
        String other = SERVED.task(ServedApi.TWO_VARIANTS);
        String token = SERVED.token(task);
        assertThat(SERVED.token(other)).isNotEmpty();
        assertThat(SERVED.reward(token, "resolved", "1").status()).isEqualTo(200);
        assertThat(SERVED.api().post("/v1/tasks/" + task + "/pause").status()).isEqualTo(200);
        List<JsonTree> events = events(task, "");
        assertThat(types(events))
                .containsExactly("task_changed", "task_numbered", "decision", "reward", "task_changed", "end");
        for (JsonTree event : events.subList(0, 5)) {
            assertThat(event.text("task")).isEqualTo(task);
            assertThat(event.text("cursor")).isEqualTo(event.text("node") + "-" + event.text("position"));
        }
        JsonTree reward = events.get(3);
        assertThat(reward.text("variant")).isEqualTo(events.get(2).text("variant"));
        assertThat(reward.text("metric")).isEqualTo("resolved");
        assertThat(reward.names("")).contains("source", "trust");
        assertThat(reward.number("trust")).isEqualTo(1);
        assertThat(events.get(4).text("change.what")).isEqualTo("paused");
        JsonTree end = events.getLast();
        assertThat(end.at("more")).isEqualTo(false);
        assertThat(end.text("newest")).isEqualTo(end.text("cursor"));
    }

    @Test
    void pages_addUpToTheWhole_andGoOnWithWhatIsNew() {
        String task = SERVED.task(ServedApi.TWO_VARIANTS);
        for (int i = 0; i < 25; i++) {
            assertThat(SERVED.token(task)).isNotEmpty();
        }
        List<String> told = new ArrayList<>();
        String query = "?limit=4";
        JsonTree end;
        do {
            List<JsonTree> page = events(task, query);
            assertThat(page).hasSizeBetween(1, 5);
            page.subList(0, page.size() - 1).forEach(event -> told.add(event.text("cursor")));
            end = page.getLast();
            query = "?limit=4&cursor=" + end.text("cursor");
        } while (Boolean.TRUE.equals(end.at("more")));
        List<JsonTree> whole = events(task, "");
        assertThat(told)
                .hasSize(27)
                .isEqualTo(whole.subList(0, 27).stream()
                        .map(event -> event.text("cursor"))
                        .toList());
        assertThat(types(events(task, query))).containsExactly("end");
        assertThat(SERVED.token(task)).isNotEmpty();
        assertThat(types(events(task, query))).containsExactly("decision", "end");
        assertThat(types(events(task, "?cursor=" + told.get(24)))).hasSize(4).endsWith("end");
    }

    @Test
    void manyEvents_comeInPieces_andNoneIsLost() {
        String task = SERVED.task(ServedApi.TWO_VARIANTS);
        int count = 3_000;
        for (int i = 0; i < count; i++) {
            assertThat(SERVED.token(task)).isNotEmpty();
        }
        assertThat(types(events(task, "?limit=1000000")).stream()
                        .filter("decision"::equals)
                        .count())
                .isEqualTo(count);
        assertThat(events(task, "")).as("unless more are wanted").hasSize(1_001);
    }

    @Test
    void whoFollows_isToldWhatComes() {
        String task = SERVED.task(ServedApi.TWO_VARIANTS);
        HttpRequest request = SERVED.api()
                .request("/v1/tasks/" + task + "/events?follow=true&limit=3")
                .build();
        try (OpenAnswer stream = new OpenAnswer(request)) {
            assertThat(stream.lineOnce(line -> line.contains("task_numbered"))).contains(task);
            assertThat(SERVED.token(task)).isNotEmpty();
            assertThat(stream.lineOnce(line -> !line.isEmpty())).startsWith("{\"type\":\"decision\"");
            assertThat(stream.lineOnce(line -> !line.isEmpty())).startsWith("{\"type\":\"end\"");
            assertThat(stream.isEnded()).isTrue();
        }
    }

    @Test
    void aCursorOfElsewhere_isRefused() {
        String task = SERVED.task(ServedApi.TWO_VARIANTS);
        String cursor = events(task, "").getLast().text("cursor");
        String node = cursor.substring(0, cursor.indexOf('-'));
        for (String bad : List.of("", "1", "x-1", "-1.1", node, "1-1.1", node + "-1.999999999", node + "-1.-1")) {
            Api.Answer answer = SERVED.api().get("/v1/tasks/" + task + "/events?cursor=" + bad);
            assertThat(answer.status()).as(bad).isEqualTo(422);
            assertThat(answer.code()).isEqualTo("invalid_value");
            assertThat(answer.json().text("field")).isEqualTo("/cursor");
        }
    }

    @Test
    void whatIsNotUnderstood_isRefused() {
        String path = "/v1/tasks/" + SERVED.task(ServedApi.TWO_VARIANTS) + "/events";
        for (String bad : List.of("limit=0", "limit=1000001", "limit=x", "follow=yes")) {
            assertThat(SERVED.api().get(path + "?" + bad).code()).as(bad).isEqualTo("invalid_value");
        }
        assertThat(SERVED.api().get(path + "?since=1").code()).isEqualTo("unknown_field");
        assertThat(SERVED.api().get("/v1/tasks/nowhere/events").code()).isEqualTo("unknown_task");
    }
}
