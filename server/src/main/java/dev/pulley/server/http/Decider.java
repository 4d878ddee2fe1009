package dev.pulley.server.http;

import dev.pulley.server.decision.DecideRequest;
import dev.pulley.server.decision.Decided;
import dev.pulley.server.decision.DecisionService;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides for the routes that ask; looks once more for a task that another node may have made a moment ago. */
final class Decider {
    private final DecisionService decisions;
    private final Supplier<? extends CompletionStage<?>> look;
    private final Context context;

    /** @param look brings the snapshot up to date */
    Decider(DecisionService decisions, Supplier<? extends CompletionStage<?>> look, Context context) {
        this.decisions = decisions;
        this.look = look;
        this.context = context;
    }

    DecisionService service() {
        return decisions;
    }

    /** Has {@code told} get the decision, or why there is none. */
    void decide(RoutingContext request, DecideRequest asked, Consumer<Result<Decided>> told) {
        decide(Callers.tenant(request), asked, told, request::fail);
    }

    /** @param failed is told where it could not be looked for what is not known */
    void decide(int tenant, DecideRequest asked, Consumer<Result<Decided>> told, Consumer<Throwable> failed) {
        Result<Decided> first = decisions.decide(tenant, asked);
        if (isUnknown(first)) {
            afterLook(() -> told.accept(decisions.decide(tenant, asked)), failed);
        } else {
            told.accept(first);
        }
    }

    /** Goes on when the snapshot is up to date. */
    void afterLook(RoutingContext request, Runnable then) {
        afterLook(then, request::fail);
    }

    private void afterLook(Runnable then, Consumer<Throwable> failed) {
        Future.fromCompletionStage(look.get(), context)
                .map(seen -> {
                    then.run();
                    return seen;
                })
                .onFailure(failed::accept);
    }

    static boolean isUnknown(@Nullable Result<Decided> result) {
        return result instanceof Result.Refused<Decided>(Problem problem) && problem.code() == ProblemCode.UNKNOWN_TASK;
    }
}
