package dev.pulley.server.http;

import dev.pulley.server.metrics.Metrics;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import java.nio.charset.StandardCharsets;

/** {@code /metrics}, for Prometheus. */
final class MetricsRoutes {
    private static final CharSequence TEXT = HttpHeaders.createOptimized("text/plain; version=0.0.4; charset=utf-8");

    private final Metrics metrics;

    MetricsRoutes(Metrics metrics) {
        this.metrics = metrics;
    }

    void addTo(Router router) {
        router.get("/metrics")
                .handler(request -> Packing.end(request, TEXT, metrics.text().getBytes(StandardCharsets.UTF_8)));
    }
}
