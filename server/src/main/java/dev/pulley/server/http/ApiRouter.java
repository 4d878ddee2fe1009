package dev.pulley.server.http;

import dev.pulley.server.change.ChangeService;
import dev.pulley.server.decision.DecisionService;
import dev.pulley.server.metrics.Metrics;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.reward.DecisionLookup;
import dev.pulley.server.reward.RewardService;
import dev.pulley.server.security.Admission;
import dev.pulley.server.security.RateLimit;
import dev.pulley.server.stats.StatsFeed;
import dev.pulley.server.stats.StatsService;
import dev.pulley.server.trail.TaskEvents;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All routes, and what is said where none fits. One to an event loop. */
public final class ApiRouter {
    private static final Logger LOG = LoggerFactory.getLogger(ApiRouter.class);

    /** A property of the system's by which Vert.x is to render headers that never change once; plain answers have such. */
    public static final String HEADERS_CACHE_PROPERTY = "vertx.cacheImmutableHttpResponseHeaders";

    /** What a request passes before its route. */
    private static final int ENTRANCE = -4;

    private static final int DOORS = -3;
    private static final int STREAM = -2;
    private static final int BODY = -1;

    private ApiRouter() {}

    /**
     * What the routes need.
     *
     * @param look brings the snapshot up to date
     * @param condition how the server is now
     */
    public record Services(
            Safety safety,
            Metrics metrics,
            DecisionService decisions,
            RewardService rewards,
            DecisionLookup lookup,
            ChangeService changes,
            StatsService stats,
            Streams streams,
            Supplier<? extends CompletionStage<?>> look,
            Supplier<Condition> condition) {}

    /** What answers that take long are made from, shared by all event loops. */
    public record Streams(StatsFeed feed, TaskEvents events, StreamPlaces places) {}

    /**
     * What stands between the routes and those who ask.
     *
     * @param origins of pages that may use the API from a browser
     * @param isTls whether we listen for TLS
     */
    public record Safety(Admission admission, RateLimit limit, Set<String> origins, boolean isTls) {
        public Safety {
            origins = Set.copyOf(origins);
        }
    }

    public static Handler<HttpServerRequest> create(Vertx vertx, Context context, Services services) {
        Router router = Router.router(vertx);
        RequestMeters meters = new RequestMeters(services.metrics());
        RewardRoutes rewardRoutes = new RewardRoutes(services.rewards(), meters, context);
        rewardRoutes.addStreamTo(router, STREAM);
        Decider decider = new Decider(services.decisions(), services.look(), context);
        DecideRoutes decideRoutes = new DecideRoutes(decider, meters);
        decideRoutes.addTo(router);
        new FlagRoutes(decider, meters).addTo(router);
        rewardRoutes.addTo(router);
        new DecisionRoutes(services.lookup(), services.rewards(), context).addTo(router);
        new TaskRoutes(services.changes(), context).addTo(router);
        new TaskReadRoutes(services.changes(), services.stats(), services.condition(), context).addTo(router);
        new HistoryRoutes(services.stats(), context).addTo(router);
        new StreamRoutes(services, context).addTo(router);
        new HealthRoutes(services.condition()).addTo(router);
        new MetricsRoutes(services.metrics(), services.stats(), context).addTo(router);
        new DescriptionRoutes().addTo(router);
        new PageRoutes(context).addTo(router);
        new SessionRoutes(services.safety()).addTo(router);
        new Doors(services.safety(), meters).addTo(router, DOORS);
        Entrance entrance = new Entrance(services.safety());
        router.route().order(ENTRANCE).handler(request -> {
            meters.begun(request);
            entrance.enter(request);
        });
        // Behind the doors: nobody has us read a body who may not send one.
        router.route().order(BODY).handler(BodyHandler.create(false).setBodyLimit(Bodies.BODY_BYTES_MAX));
        router.route().failureHandler(ApiRouter::failed);
        router.errorHandler(404, request -> refuse(request, ProblemCode.NOT_FOUND));
        router.errorHandler(405, request -> refuse(request, ProblemCode.METHOD_NOT_ALLOWED));
        router.errorHandler(400, ApiRouter::failed);
        return new ShortWay(router, services.safety(), meters, decideRoutes, rewardRoutes);
    }

    private static void failed(RoutingContext request) {
        int status = request.statusCode();
        switch (status) {
            case 404 -> refuse(request, ProblemCode.NOT_FOUND);
            case 405 -> refuse(request, ProblemCode.METHOD_NOT_ALLOWED);
            case 413 ->
                Answers.problem(
                        request,
                        Problem.of(
                                ProblemCode.TOO_LARGE, "a body has at most " + (Bodies.BODY_BYTES_MAX >> 20) + " MiB"));
            default -> {
                if ((status >= 400 && status < 500) || isPathMalformed(request)) {
                    refuseMalformed(request, "the path, the query or a header is not well-formed");
                    return;
                }
                if (isBodyMissing(request.request())) {
                    refuseMalformed(request, "the body did not come, or not whole");
                    return;
                }
                LOG.error(
                        "{} {} failed",
                        request.request().method(),
                        request.request().path(),
                        request.failure());
                Answers.problem(request, Problem.of(ProblemCode.INTERNAL, "it is in the log, and not your fault"));
            }
        }
    }

    private static void refuseMalformed(RoutingContext request, String detail) {
        Answers.problem(request, Problem.of(ProblemCode.INVALID_JSON, detail));
    }

    private static boolean isPathMalformed(RoutingContext request) {
        try {
            String ignored = request.normalizedPath();
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    /** Without a body a request may be answered before it has ended. */
    private static boolean isBodyMissing(HttpServerRequest request) {
        boolean hasBody = request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        return hasBody && !request.isEnded();
    }

    private static void refuse(RoutingContext request, ProblemCode code) {
        // Not normalised, which fails where it is not well-formed.
        String path = Objects.requireNonNullElse(request.request().path(), "*");
        String detail = "there is nothing at " + path;
        if (code == ProblemCode.METHOD_NOT_ALLOWED) {
            request.response().putHeader(HttpHeaders.ALLOW, Doors.allowed(path));
            detail = request.request().method() + " is not for " + path;
        }
        Answers.problem(request, Problem.of(code, detail));
    }
}
