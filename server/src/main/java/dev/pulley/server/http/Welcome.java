package dev.pulley.server.http;

import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.Result;
import dev.pulley.server.security.Admission;
import dev.pulley.server.security.Caller;
import dev.pulley.server.security.Credentials;
import dev.pulley.server.security.Role;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.function.Supplier;

/** Whether an answer that takes long may go on: while its key or session is good, and the server is not stopping. */
final class Welcome {
    private static final Set<Role> MAY_READ = Set.of(Role.VIEW);

    private final Admission admission;
    private final Supplier<Condition> condition;
    private final Credentials credentials;
    private final int tenant;

    Welcome(RoutingContext request, Admission admission, Supplier<Condition> condition) {
        this.admission = admission;
        this.condition = condition;
        this.credentials = Callers.credentials(request.request());
        this.tenant = Callers.tenant(request);
    }

    boolean isOver() {
        return !condition.get().isReady()
                || switch (admission.caller(credentials)) {
                    case Result.Refused<Caller>(Problem problem) -> true;
                    case Result.Ok<Caller>(Caller caller) ->
                        caller.tenant().number() != tenant || !caller.mayAsAnyOf(MAY_READ);
                };
    }
}
