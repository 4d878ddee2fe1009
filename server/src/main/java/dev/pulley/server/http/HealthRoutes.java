package dev.pulley.server.http;

import io.vertx.ext.web.Router;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/** {@code /livez}: the process answers. {@code /readyz}: it should get traffic. */
final class HealthRoutes {
    private static final byte[] LIVE = "{\"status\":\"live\"}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] READY = "{\"status\":\"ready\"}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NOT_READY = "{\"status\":\"not ready\"}".getBytes(StandardCharsets.UTF_8);

    private final BooleanSupplier isReady;

    HealthRoutes(BooleanSupplier isReady) {
        this.isReady = isReady;
    }

    void addTo(Router router) {
        router.get("/livez").handler(request -> Answers.json(request.response(), 200, LIVE));
        router.get("/readyz").handler(request -> {
            boolean ready = isReady.getAsBoolean();
            Answers.json(request.response(), ready ? 200 : 503, ready ? READY : NOT_READY);
        });
    }
}
