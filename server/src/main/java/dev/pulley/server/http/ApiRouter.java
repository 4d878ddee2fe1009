package dev.pulley.server.http;

import dev.pulley.server.change.ChangeService;
import dev.pulley.server.decision.DecisionService;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.reward.RewardService;
import dev.pulley.server.stats.StatsService;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All routes, and what is said where none fits. One to an event loop. */
public final class ApiRouter {
    private static final Logger LOG = LoggerFactory.getLogger(ApiRouter.class);

    private ApiRouter() {}

    /**
     * What the routes need.
     *
     * @param tenant who asks, as long as there are no keys
     * @param look brings the snapshot up to date
     * @param condition how the server is now
     */
    public record Services(
            int tenant,
            DecisionService decisions,
            RewardService rewards,
            ChangeService changes,
            StatsService stats,
            Supplier<? extends CompletionStage<?>> look,
            Supplier<Condition> condition) {}

    public static Router create(Vertx vertx, Context context, Services services) {
        Router router = Router.router(vertx);
        RewardRoutes rewardRoutes = new RewardRoutes(services.tenant(), services.rewards(), context);
        rewardRoutes.addStreamTo(router);
        router.route().handler(BodyHandler.create(false).setBodyLimit(Bodies.BODY_BYTES_MAX));
        new DecideRoutes(services.tenant(), services.decisions(), services.look(), context).addTo(router);
        rewardRoutes.addTo(router);
        new TaskRoutes(services.tenant(), services.changes(), context).addTo(router);
        new TaskReadRoutes(services.tenant(), services.changes(), services.stats(), services.condition(), context)
                .addTo(router);
        new HealthRoutes(services.condition()).addTo(router);
        router.route().failureHandler(ApiRouter::failed);
        router.errorHandler(404, request -> refuse(request, ProblemCode.NOT_FOUND));
        router.errorHandler(405, request -> refuse(request, ProblemCode.METHOD_NOT_ALLOWED));
        router.errorHandler(400, ApiRouter::failed);
        return router;
    }

    private static void failed(RoutingContext request) {
        int status = request.statusCode();
        switch (status) {
            case 404 -> refuse(request, ProblemCode.NOT_FOUND);
            case 405 -> refuse(request, ProblemCode.METHOD_NOT_ALLOWED);
            case 413 ->
                Answers.problem(
                        request.response(),
                        Problem.of(
                                ProblemCode.TOO_LARGE, "a body has at most " + (Bodies.BODY_BYTES_MAX >> 20) + " MiB"));
            default -> {
                if ((status >= 400 && status < 500) || !request.request().isEnded()) {
                    // Also where a body never came, or not whole.
                    Answers.problem(
                            request.response(), Problem.of(ProblemCode.INVALID_JSON, "the request is not well-formed"));
                    return;
                }
                LOG.error(
                        "{} {} failed",
                        request.request().method(),
                        request.request().path(),
                        request.failure());
                Answers.problem(
                        request.response(), Problem.of(ProblemCode.INTERNAL, "it is in the log, and not your fault"));
            }
        }
    }

    private static void refuse(RoutingContext request, ProblemCode code) {
        // Not normalised, which fails where it is not well-formed.
        String path = request.request().path();
        String detail = switch (code) {
            case METHOD_NOT_ALLOWED -> request.request().method() + " is not for " + path;
            default -> "there is nothing at " + path;
        };
        Answers.problem(request.response(), Problem.of(code, detail));
    }
}
