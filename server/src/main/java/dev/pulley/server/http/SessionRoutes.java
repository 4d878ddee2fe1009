package dev.pulley.server.http;

import dev.pulley.server.json.JsonReader;
import dev.pulley.server.json.JsonWriter;
import dev.pulley.server.json.MalformedJson;
import dev.pulley.server.problem.Faults;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.security.Admission;
import dev.pulley.server.security.Admission.SignedIn;
import dev.pulley.server.security.Caller;
import dev.pulley.server.security.Credentials;
import dev.pulley.server.security.Role;
import dev.pulley.server.security.Session;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** {@code /v1/session}: trades a key for a cookie, ends that, and says who asks. */
final class SessionRoutes {
    private static final String PATH = "/v1/session";

    private final ApiRouter.Safety safety;

    SessionRoutes(ApiRouter.Safety safety) {
        this.safety = safety;
    }

    void addTo(Router router) {
        router.post(PATH).handler(this::signIn);
        router.delete(PATH).handler(this::signOut);
        router.get(PATH).handler(this::tell);
    }

    /** The key is in the body, or where it is in any other request. */
    private void signIn(RoutingContext request) {
        boolean isFromPage = request.request().headers().contains(HttpHeaders.ORIGIN);
        if (isFromPage && !Origins.isOwn(request.request(), safety.isTls())) {
            Answers.problem(
                    request.response(),
                    Problem.of(ProblemCode.FORBIDDEN, "a session begins on this server's own pages only"));
            return;
        }
        if (safety.admission().isKeyless()) {
            Answers.json(request.response(), 200, write(Caller.LOCAL));
            return;
        }
        switch (key(request).then(safety.admission()::signIn)) {
            case Result.Refused<SignedIn>(Problem problem) -> Answers.problem(request.response(), problem);
            case Result.Ok<SignedIn>(SignedIn signedIn) -> {
                request.response()
                        .putHeader(
                                HttpHeaders.SET_COOKIE,
                                cookie(request, signedIn.cookie(), Admission.SESSION_AGE_MAX.toSeconds()));
                Answers.json(request.response(), 200, write(signedIn.caller()));
            }
        }
    }

    private static Result<String> key(RoutingContext request) {
        String shown = new Credentials(
                        request.request().getHeader(HttpHeaders.AUTHORIZATION),
                        request.request().getHeader("X-API-Key"),
                        null)
                .key();
        boolean hasBody = request.body().length() > 0;
        return shown != null && !hasBody ? Result.ok(shown) : Bodies.read(request, new KeyForm());
    }

    private void signOut(RoutingContext request) {
        if (safety.admission().isKeyless()) {
            request.response().setStatusCode(204).end();
            return;
        }
        switch (safety.admission().signOut(Callers.of(request).session())) {
            case Result.Refused<Session>(Problem problem) -> Answers.problem(request.response(), problem);
            case Result.Ok<Session>(Session ended) ->
                request.response()
                        .putHeader(HttpHeaders.SET_COOKIE, cookie(request, "", 0))
                        .setStatusCode(204)
                        .end();
        }
    }

    private void tell(RoutingContext request) {
        Answers.json(request.response(), 200, write(Callers.of(request)));
    }

    private String cookie(RoutingContext request, String value, long ageSeconds) {
        return Callers.COOKIE + "=" + value + "; Path=/; Max-Age=" + ageSeconds + "; HttpOnly; SameSite=Strict"
                + (Origins.isByTls(request.request(), safety.isTls()) ? "; Secure" : "");
    }

    private static byte[] write(Caller caller) {
        return new JsonWriter()
                .object(o -> {
                    o.string("tenant", caller.tenant().name());
                    o.string("key", caller.keyId());
                    o.strings(
                            "roles",
                            caller.roles().stream().sorted().map(Role::wireName).toList());
                    Session session = caller.session();
                    if (session == null) {
                        o.nothing("expires_at");
                    } else {
                        o.time("expires_at", session.expiresMillis());
                    }
                })
                .toBytes();
    }

    private static final class KeyForm implements Bodies.Form<String> {
        private @Nullable String key;

        @Override
        public void field(JsonReader in, String name) throws MalformedJson {
            if (name.equals("key")) {
                key = in.string();
            } else {
                in.unknownField();
            }
        }

        @Override
        public String finish(Faults faults) {
            if (key == null) {
                faults.addIfNew("/key", ProblemCode.INVALID_VALUE, "is required");
                return "";
            }
            return key;
        }
    }
}
