package dev.pulley.server.app;

import dev.pulley.server.http.ApiRouter;
import dev.pulley.server.http.UnreadableRequests;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers requests on one event loop. */
final class ApiVerticle extends VerticleBase {
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final HttpServerOptions options;
    private final Function<Executor, ApiRouter.Services> services;
    private volatile @Nullable HttpServer server;

    /** @param services makes what one event loop uses, given what runs tasks on it */
    ApiVerticle(HttpServerOptions options, Function<Executor, ApiRouter.Services> services) {
        this.options = options;
        this.services = services;
    }

    @Override
    public Future<?> start() {
        ApiRouter.Services mine = services.apply(task -> context.runOnContext(run -> task.run()));
        HttpServer created = vertx.createHttpServer(options)
                .requestHandler(ApiRouter.create(vertx, context, mine))
                .invalidRequestHandler(UnreadableRequests::refuse);
        server = created;
        return created.listen();
    }

    /** The port that it listens on, once it has started. */
    int port() {
        return server == null ? 0 : server.actualPort();
    }

    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.shutdown(DRAIN);
    }
}
