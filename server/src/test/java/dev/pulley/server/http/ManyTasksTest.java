package dev.pulley.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pulley.server.app.RunningServer;
import dev.pulley.server.testing.Api;
import dev.pulley.server.testing.Api.Answer;
import dev.pulley.server.testing.JsonTree;
import dev.pulley.server.testing.RealRedis;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A server with ten tasks beside one with very many: whatever is asked of the latter costs as much. Times are compared in the long
 * form alone ({@code -Dpulley.long=true}), by the medians of requests that are sent to the two by turns, so that whatever else the
 * machine does meets both.
 */
final class ManyTasksTest {
    private static final int FEW = 10;
    private static final int MANY = Boolean.getBoolean("pulley.long") ? 10_000 : 1_200;
    private static final int UNDER_WAY_MAX = 32;
    private static final int ROUNDS = 3_000;
    private static final int ROUNDS_TO_WARM = 2_000;
    private static final double RATIO_MAX = 1.2;
    private static final int PATIENCE_SECONDS = 60;
    private static final String TASK = """
            {"outcome":{"metric":"y","kind":"binary"},
             "variants":[{"name":"a","payload":{"prompt":"one"}},{"name":"b","payload":{"prompt":"two"}},{"name":"c"}]}""";

    private static RealRedis redisOfFew;
    private static RealRedis redisOfMany;
    private static RunningServer few;
    private static RunningServer many;
    private static Api fewApi;
    private static Api manyApi;

    @BeforeAll
    static void start() throws Exception {
        redisOfFew = RealRedis.any().open();
        redisOfMany = RealRedis.any().open();
        few = RunningServer.start(redisOfFew);
        many = RunningServer.start(redisOfMany);
        fewApi = new Api(few.uri());
        manyApi = new Api(many.uri());
        define(fewApi, FEW);
        define(manyApi, MANY);
    }

    @AfterAll
    static void stop() {
        fewApi.close();
        manyApi.close();
        few.close();
        many.close();
        redisOfFew.close();
        redisOfMany.close();
    }

    private static String name(int task) {
        return String.format(Locale.ROOT, "task-%05d", task);
    }

    /** A change that Redis has not answered within a second may be asked for again; a crowded machine needs that. */
    private static void define(Api api, int count) throws Exception {
        Deque<Integer> wanted = new ArrayDeque<>();
        for (int i = 0; i < count; i++) {
            wanted.add(i);
        }
        Deque<Integer> asked = new ArrayDeque<>();
        Deque<CompletableFuture<Answer>> underWay = new ArrayDeque<>();
        while (!wanted.isEmpty() || !underWay.isEmpty()) {
            if (!wanted.isEmpty() && underWay.size() < UNDER_WAY_MAX) {
                int task = wanted.remove();
                asked.add(task);
                underWay.add(api.sending(api.request("/v1/tasks/" + name(task)).PUT(BodyPublishers.ofString(TASK))));
            } else {
                int status = underWay.remove()
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .status();
                int task = asked.remove();
                assertThat(status).isIn(200, 201, 503);
                if (status == 503) {
                    wanted.add(task);
                }
            }
        }
    }

    @Test
    void aList_hasEachTaskOnce_inOrder_pageByPage() {
        List<String> names = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonTree page = manyApi.get("/v1/tasks?limit=1000" + (cursor.isEmpty() ? "" : "&cursor=" + cursor))
                    .json();
            for (int i = 0; i < page.size("tasks"); i++) {
                names.add(page.text("tasks." + i + ".task"));
            }
            cursor = (String) page.at("next");
        }
        assertThat(names).hasSize(MANY).isSorted();
        Set<String> distinct = new HashSet<>(names);
        assertThat(distinct).hasSize(MANY);
    }

    @Test
    void aReward_movesItsTaskAlone() {
        String task = name(MANY / 2);
        String token =
                manyApi.post("/v1/decide", "{\"task\":\"" + task + "\"}").json().text("decision");
        assertThat(manyApi.post("/v1/rewards", "{\"decision\":\"" + token + "\",\"metric\":\"y\",\"value\":1}")
                        .json()
                        .number("accepted"))
                .isEqualTo(1);
        KeyedApi.await(() -> manyApi.get("/v1/tasks/" + task + "/stats").json().number("outcomes") == 1);
        assertThat(manyApi.get("/v1/tasks/" + name(MANY / 2 + 1) + "/stats")
                        .json()
                        .number("decisions"))
                .isZero();
    }

    @Test
    @EnabledIfSystemProperty(named = "pulley.long", matches = "true")
    void whateverIsAsked_takesAsLongAsWithTen() {
        compare("decide", (api, task) -> api.post("/v1/decide", "{\"task\":\"" + task + "\"}"));
        compare("stats", (api, task) -> api.get("/v1/tasks/" + task + "/stats"));
        compare("list", (api, task) -> api.get("/v1/tasks?limit=5&cursor=" + task));
        compare(
                "reward",
                (api, task) -> api.post(
                        "/v1/rewards",
                        "{\"decision\":\""
                                + api.post("/v1/decide", "{\"task\":\"" + task + "\"}")
                                        .json()
                                        .text("decision")
                                + "\",\"metric\":\"y\",\"value\":1}"));
    }

    private interface Asking {
        Answer ask(Api api, String task);
    }

    /** The same five tasks in turn on both, from the middle of the list, so that a page is full on either. */
    @SuppressWarnings("SystemOut") // figures of the long form, for whoever ran it
    private static void compare(String what, Asking asking) {
        IntFunction<String> ofFew = i -> name(i % 5);
        IntFunction<String> ofMany = i -> name(i * 7_919 % (MANY - 5));
        long[] fewNanos = new long[ROUNDS];
        long[] manyNanos = new long[ROUNDS];
        for (int i = -ROUNDS_TO_WARM; i < ROUNDS; i++) {
            int round = Math.floorMod(i, ROUNDS);
            fewNanos[round] = nanos(asking, fewApi, ofFew.apply(round));
            manyNanos[round] = nanos(asking, manyApi, ofMany.apply(round));
        }
        double ratio = (double) median(manyNanos) / median(fewNanos);
        System.out.printf(
                Locale.ROOT,
                "%s: median with %,d tasks %,d ns, with %d %,d ns: ratio %.3f%n",
                what,
                MANY,
                median(manyNanos),
                FEW,
                median(fewNanos),
                ratio);
        assertThat(ratio).as(what).isLessThanOrEqualTo(RATIO_MAX);
    }

    private static long nanos(Asking asking, Api api, String task) {
        long start = System.nanoTime();
        Answer answer = asking.ask(api, task);
        long took = System.nanoTime() - start;
        assertThat(answer.status()).isEqualTo(200);
        return took;
    }

    private static long median(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
