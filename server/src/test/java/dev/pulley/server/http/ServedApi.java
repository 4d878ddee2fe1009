package dev.pulley.server.http;

import dev.pulley.server.app.RunningServer;
import dev.pulley.server.testing.Api;
import dev.pulley.server.testing.JsonTree;
import dev.pulley.server.testing.RealRedis;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server on a Redis of its own for the tests of one class, each of which takes tasks of its own. */
final class ServedApi implements BeforeAllCallback, AfterAllCallback {
    static final String TWO_VARIANTS = """
            {"outcome":{"metric":"resolved","kind":"binary"},
             "proxies":[{"metric":"rating","kind":"range","min":-1,"max":1}],
             "variants":[{"name":"a","payload":{"model":"m1"}},{"name":"b","payload":[1,2]}]}""";

    private static final long PATIENCE_NANOS = 20_000_000_000L;
    private static final AtomicInteger TASKS = new AtomicInteger();

    private record Running(RealRedis redis, RunningServer server, Api api) {}

    private @Nullable Running running;

    @Override
    public void beforeAll(ExtensionContext context) {
        RealRedis redis = RealRedis.any().open();
        RunningServer server = RunningServer.start(redis);
        running = new Running(redis, server, new Api(server.uri()));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        running().api().close();
        running().server().close();
        running().redis().close();
        running = null;
    }

    private Running running() {
        return Optional.ofNullable(running).orElseThrow();
    }

    Api api() {
        return running().api();
    }

    RealRedis redis() {
        return running().redis();
    }

    RunningServer server() {
        return running().server();
    }

    /** Waits until decisions of before that are open for a second are closed. */
    static void awaitSecondOver() {
        long openUntilMillis = System.currentTimeMillis() + 1_001;
        while (System.currentTimeMillis() <= openUntilMillis) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(openUntilMillis - System.currentTimeMillis() + 1));
        }
    }

    /** A name that no task has. */
    static String newName() {
        return "task-" + TASKS.incrementAndGet();
    }

    /** A task of its own, defined so; its name. */
    String task(String definition) {
        String name = newName();
        Api.Answer answer = api().put("/v1/tasks/" + name, definition);
        if (answer.status() != 201) {
            throw new AssertionError("not made: " + answer);
        }
        return name;
    }

    JsonTree decide(String task) {
        Api.Answer answer = api().post("/v1/decide", "{\"task\":\"" + task + "\"}");
        if (answer.status() != 200) {
            throw new AssertionError("not decided: " + answer);
        }
        return answer.json();
    }

    String token(String task) {
        return decide(task).text("decision");
    }

    Api.Answer reward(String token, String metric, String value) {
        return api().post(
                        "/v1/rewards",
                        "{\"decision\":\"" + token + "\",\"metric\":\"" + metric + "\",\"value\":" + value + "}");
    }

    /** The stats once they are as wanted; as they are, if that takes too long. */
    JsonTree statsOnce(String task, Predicate<JsonTree> wanted) {
        long endNanos = System.nanoTime() + PATIENCE_NANOS;
        JsonTree stats = api().get("/v1/tasks/" + task + "/stats").json();
        while (!wanted.test(stats) && System.nanoTime() < endNanos) {
            stats = api().get("/v1/tasks/" + task + "/stats").json();
        }
        return stats;
    }
}
