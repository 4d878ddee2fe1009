package dev.pulley.server.http;

import dev.pulley.server.app.RunningServer;
import dev.pulley.server.testing.Api;
import dev.pulley.server.testing.Api.Answer;
import dev.pulley.server.testing.RealRedis;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server that needs keys, on a Redis of its own, for the tests of one class. */
final class KeyedApi implements BeforeAllCallback, AfterAllCallback {
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private record Running(RealRedis redis, RunningServer server, Api api, String admin) {}

    private final String[] options;
    private @Nullable Running running;

    /** @param options of the server, beside the usual */
    KeyedApi(String... options) {
        this.options = options;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        RealRedis redis = RealRedis.any().open();
        String admin = newKey(redis, "--role", "admin");
        RunningServer server = RunningServer.start(redis, options);
        running = new Running(redis, server, new Api(server.uri()), admin);
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

    RunningServer server() {
        return running().server();
    }

    RealRedis redis() {
        return running().redis();
    }

    /** The default tenant's. */
    String admin() {
        return running().admin();
    }

    static String newKey(RealRedis redis, String... options) {
        String[] arguments = new String[options.length + 1];
        arguments[0] = "create";
        System.arraycopy(options, 0, arguments, 1, options.length);
        return RunningServer.keys(redis, arguments).getFirst();
    }

    /** A new key, which the server knows already. */
    String key(String tenant, String roles, String... more) {
        String[] options = new String[more.length + 4];
        options[0] = "--tenant";
        options[1] = tenant;
        options[2] = "--role";
        options[3] = roles;
        System.arraycopy(more, 0, options, 4, more.length);
        String key = newKey(redis(), options);
        await(() -> get("/v1/session", key).status() == 200);
        return key;
    }

    Answer get(String path, String key) {
        return send("GET", path, key, "");
    }

    Answer send(String method, String path, @Nullable String key, String body) {
        HttpRequest.Builder request = api().request(path).header("Content-Type", "application/json");
        if (key != null) {
            Object ignored = request.header("Authorization", "Bearer " + key);
        }
        return api().send(request.method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    /** Asks again and again until it is so. */
    static void await(BooleanSupplier condition) {
        long endNanos = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > endNanos) {
                throw new AssertionError("it did not come to that");
            }
            Thread.onSpinWait();
        }
    }
}
