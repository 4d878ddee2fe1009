package dev.pulley.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pulley.server.demo.StubServer.Mood;
import dev.pulley.server.demo.StubServer.Request;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoTest {

    private static final DemoSettings QUICK = new DemoSettings(1, 100, 20, 50, 100);
    private static final long LINE_MILLIS_MAX = 20_000;

    private static final long PEACE_MILLIS = 1_000;
    private static final Set<String> OUTCOMES = Set.of("resolved", "answered", "solved");

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<Demo> demos = new ArrayList<>();
    private StubServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = StubServer.start();
    }

    @AfterEach
    void stopAll() {
        demos.forEach(Demo::stop);
        server.stop();
    }

    @Test
    void start_onAnEmptyServer_putsThreeTasksAfterLookingForThem() throws Exception {
        startDemo();

        List<Request> puts = server.await(3, Request::isPut);

        assertThat(puts.stream().map(Request::path))
                .containsExactlyInAnyOrder(
                        "/v1/tasks/summarize-ticket", "/v1/tasks/lookup-order", "/v1/tasks/draft-reply");
        List<Request> all = server.requests();
        for (Request put : puts) {
            List<Request> before = all.subList(0, all.indexOf(put));
            assertThat(before)
                    .anyMatch(request ->
                            request.method().equals("GET") && request.path().equals(put.path()));
        }
    }

    @Test
    void start_whereATaskIsThere_leavesItAsItIs() throws Exception {
        String own = "{\"outcome\":{\"metric\":\"resolved\",\"kind\":\"binary\"},\"variants\":[{\"name\":\"mine\"}]}";
        server.putTask("summarize-ticket", own);
        startDemo();

        server.await(3, request -> isDecideOn("summarize-ticket", request));
        server.await(2, Request::isPut);

        assertThat(server.task("summarize-ticket")).isEqualTo(own);
        assertThat(server.requests().stream().filter(Request::isPut))
                .noneMatch(request -> request.path().endsWith("summarize-ticket"));
    }

    @Test
    void decisions_haveOnlyATaskAndSometimesAUnit() throws Exception {
        startDemo();

        List<Json> bodies =
                server.await(150, Request::isDecide).stream().map(Request::json).toList();

        assertThat(bodies).allMatch(body -> Set.of("task", "unit").containsAll(fields(body)));
        assertThat(bodies.stream().map(body -> text(body, "task")).distinct()).hasSize(3);
        assertThat(bodies)
                .anyMatch(body -> fields(body).contains("unit"))
                .anyMatch(body -> !fields(body).contains("unit"));
    }

    @Test
    void rewards_areForAMetricOfTheDecisionsTask_withAValueOfItsKind() throws Exception {
        startDemo();

        List<Json> rewards =
                server.await(500, Request::isReward).stream().map(Request::json).toList();

        for (Json reward : rewards) {
            assertThat(fields(reward)).isEqualTo(Set.of("decision", "metric", "value"));
            String task = server.task(server.taskOfToken(text(reward, "decision")));
            Json metric = metric(task, text(reward, "metric"));
            double value = number(reward, "value");
            switch (text(metric, "kind")) {
                case "binary" -> assertThat(value).isIn(0.0, 1.0);
                case "range" -> assertThat(value).isBetween(number(metric, "min"), number(metric, "max"));
                default -> assertThat(value).isFinite();
            }
        }
        assertThat(rewards.stream().map(reward -> text(reward, "metric")).collect(Collectors.toSet()))
                .contains("resolved", "answered", "solved", "accepted", "edit_distance", "found", "seconds", "retried");
    }

    @Test
    void outcomes_areSometimesRepeatedAndSometimesCorrected() throws Exception {
        startDemo();

        server.await(
                requests -> reportsOfOutcomes(requests).stream().anyMatch(values -> values.size() > distinct(values)));
        server.await(requests -> reportsOfOutcomes(requests).stream().anyMatch(values -> distinct(values) > 1));
    }

    @Test
    void aKey_isSentWithEveryRequest_andNeverShown() throws Exception {
        startDemo(server.uri(), Optional.of("secret-of-mine"));

        server.await(20, Request::isReward);

        assertThat(server.requests()).allMatch(request -> "Bearer secret-of-mine".equals(request.authorization()));
        assertThat(lines).noneMatch(line -> line.contains("secret-of-mine")).anyMatch(line -> line.contains("curl"));
    }

    @Test
    void terminal_saysWhereToLookFirst_andThenHowEachTaskStands() throws Exception {
        startDemo();

        for (String task : List.of("summarize-ticket", "lookup-order", "draft-reply")) {
            assertThat(nextLineWith("/#/task/" + task)).contains(server.uri() + "/#/task/" + task);
        }
        assertThat(nextLineWith("curl")).contains("-d '{\"task\":\"summarize-ticket\"}'");
        assertThat(nextLineWith("draft-reply ")).contains("first 70%");
    }

    @Test
    void aServerThatIsAway_isSaidOnce_andUsedWhenItComes() throws Exception {
        int port = server.port();
        server.stop();
        startDemo(server.uri(), Optional.empty());
        nextLineWith("the server does not answer");

        server = StubServer.start(port);

        nextLineWith("the server answers again");
        server.await(3, Request::isPut);
        server.await(10, Request::isReward);
        assertThat(lines).noneMatch(line -> line.contains("does not answer"));
    }

    @Test
    void aServerThatIsUnavailable_isLeftInPeace_andUsedWhenItIsBack() throws Exception {
        startDemo();
        server.await(50, Request::isReward);
        server.become(Mood.UNAVAILABLE);
        nextLineWith("the server answers 503");

        int before = server.requests().size();
        drainLinesFor(PEACE_MILLIS);
        int asked = server.requests().size() - before;
        server.become(Mood.WELL);

        assertThat(asked)
                .as("requests in a second, where about 300 decisions were due")
                .isLessThan(100);
        nextLineWith("the server answers again");
        int rewarded =
                (int) server.requests().stream().filter(Request::isReward).count();
        server.await(rewarded + 50, Request::isReward);
    }

    @Test
    void garbage_isSaidToBeNotUnderstood_andDoesNoHarm() throws Exception {
        server.become(Mood.TALKING_GARBAGE);
        startDemo();
        nextLineWith("the answer is not understood");

        server.become(Mood.WELL);

        nextLineWith("answers again");
        server.await(10, Request::isReward);
    }

    @Test
    void aTaskThatIsRefused_isSaidWithTheReason_butWithoutWhatWouldSteerATerminal() throws Exception {
        server.become(Mood.REFUSING_TASKS);
        startDemo();

        String line = nextLineWith("is refused with 422 invalid_task");

        assertThat(line).contains("not", "today").doesNotContain("\u001b");
        assertThat(server.requests()).noneMatch(Request::isDecide);
    }

    @Test
    void aRewardThatIsRefused_isSaidOnceForATask() throws Exception {
        server.become(Mood.REFUSING_REWARDS);
        startDemo();

        server.await(200, Request::isReward);
        demos.forEach(Demo::stop);

        assertThat(lines)
                .filteredOn(line -> line.contains("is refused with 422 unknown_metric"))
                .hasSize(3);
    }

    @Test
    void tasksThatAreLost_areMadeAgain() throws Exception {
        startDemo();
        server.await(3, Request::isPut);

        server.forgetTasks();

        assertThat(server.await(6, Request::isPut)).hasSize(6);
    }

    @Test
    void stop_endsEverything_alsoWhileTheServerIsAway() throws Exception {
        Demo well = startDemo();
        server.await(50, Request::isReward);
        assertThat(well.stop()).isTrue();
        int asked = server.requests().size();
        server.stop();
        Demo away = startDemo();
        nextLineWith("does not answer");

        assertThat(away.stop()).isTrue();
        assertThat(away.stop()).isTrue();
        assertThat(server.requests()).hasSize(asked);
    }

    @Test
    void start_withoutAnHttpAddressOrWithAKeyThatCannotBeSent_isRefused() {
        assertThatThrownBy(() -> Demo.start(URI.create("redis://127.0.0.1"), Optional.empty(), lines::add))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("server");
        assertThatThrownBy(() -> Demo.start(server.uri(), Optional.of("two\nlines"), lines::add))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("key")
                .hasMessageNotContaining("two");
        assertThatThrownBy(() -> new DemoSettings(1, Double.NaN, 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("decisionsPerSecond");
    }

    private Demo startDemo() {
        return startDemo(server.uri(), Optional.empty());
    }

    private Demo startDemo(URI uri, Optional<String> key) {
        Demo demo = Demo.start(uri, key, lines::add, QUICK);
        demos.add(demo);
        return demo;
    }

    private String nextLineWith(String words) throws InterruptedException {
        for (String line = nextLine(); line != null; line = nextLine()) {
            if (line.contains(words)) {
                return line;
            }
        }
        throw new AssertionError("no line with '" + words + "' came");
    }

    private @Nullable String nextLine() throws InterruptedException {
        return lines.poll(LINE_MILLIS_MAX, TimeUnit.MILLISECONDS);
    }

    /** There is no condition to await where nothing is to happen. */
    private void drainLinesFor(long millis) throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < endNanos) {
            lines.poll(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
    }

    private static boolean isDecideOn(String task, Request request) {
        return request.isDecide() && text(request.json(), "task").equals(task);
    }

    private static Json metric(String task, String name) {
        Json definition = Json.read(task.getBytes(StandardCharsets.UTF_8));
        return Stream.concat(Stream.of(definition.get("outcome")), definition.get("proxies").items().stream())
                .filter(metric -> text(metric, "metric").equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The values that were reported of each decision's outcome. */
    private static Collection<List<Double>> reportsOfOutcomes(List<Request> requests) {
        return requests.stream()
                .filter(Request::isReward)
                .map(Request::json)
                .filter(reward -> OUTCOMES.contains(text(reward, "metric")))
                .collect(Collectors.groupingBy(
                        reward -> text(reward, "decision"),
                        Collectors.mapping(reward -> number(reward, "value"), Collectors.toList())))
                .values();
    }

    private static long distinct(List<Double> values) {
        return values.stream().distinct().count();
    }

    private static Set<?> fields(Json object) {
        return object.value() instanceof Map<?, ?> map ? map.keySet() : Set.of();
    }

    private static String text(Json object, String field) {
        return object.get(field).text().orElseThrow();
    }

    private static double number(Json object, String field) {
        return object.get(field).number().orElseThrow();
    }
}
