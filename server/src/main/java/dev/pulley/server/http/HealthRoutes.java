package dev.pulley.server.http;

import dev.pulley.server.json.JsonWriter;
import io.vertx.ext.web.Router;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** {@code /livez}: the process answers. {@code /readyz}: it should get traffic, and what does not work meanwhile. */
final class HealthRoutes {
    private static final byte[] LIVE = "{\"status\":\"live\"}".getBytes(StandardCharsets.UTF_8);

    private final Supplier<Condition> condition;

    HealthRoutes(Supplier<Condition> condition) {
        this.condition = condition;
    }

    void addTo(Router router) {
        router.get("/livez").handler(request -> Answers.json(request.response(), 200, LIVE));
        router.get("/readyz").handler(request -> {
            Condition now = condition.get();
            Answers.json(request.response(), now.isReady() ? 200 : 503, write(now));
        });
    }

    private static byte[] write(Condition now) {
        return new JsonWriter()
                .object(o -> {
                    o.string("status", !now.isReady() ? "not ready" : now.isDegraded() ? "degraded" : "ready");
                    writeDegraded(o, now);
                    o.number("waiting_events", now.waiting());
                })
                .toBytes();
    }

    /** What is wrong and since when, or null. */
    static void writeDegraded(JsonWriter out, Condition now) {
        if (now.isDegraded()) {
            writeDegraded(out, now.sinceMillis(), now.why(), now.waiting());
        } else {
            out.nothing("degraded");
        }
    }

    static void writeDegraded(JsonWriter out, long sinceMillis, String why, long waiting) {
        out.object("degraded", d -> {
            d.time("since", sinceMillis);
            d.string("why", why);
            d.number("waiting_events", waiting);
        });
    }
}
