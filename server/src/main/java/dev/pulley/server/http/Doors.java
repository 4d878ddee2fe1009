package dev.pulley.server.http;

import static dev.pulley.server.security.Role.ADMIN;
import static dev.pulley.server.security.Role.DECIDE;
import static dev.pulley.server.security.Role.REPORT;
import static dev.pulley.server.security.Role.VIEW;

import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import dev.pulley.server.security.Caller;
import dev.pulley.server.security.Role;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Who may go through which route: the one table of all routes, with the roles of which a caller needs one. It is looked at
 * before a body is read. A route that is not in the table can't be served. Where GET is answered, so is HEAD.
 */
final class Doors {
    private static final HttpMethod GET = HttpMethod.GET;
    private static final HttpMethod HEAD = HttpMethod.HEAD;
    private static final HttpMethod POST = HttpMethod.POST;
    private static final HttpMethod PUT = HttpMethod.PUT;
    private static final HttpMethod DELETE = HttpMethod.DELETE;

    private static final Set<Role> ANY = Role.ALL;

    static final List<Door> ALL = List.of(
            door(POST, "/v1/decide", DECIDE),
            door(POST, "/v1/decide/batch", DECIDE),
            door(POST, "/ofrep/v1/evaluate/flags", DECIDE),
            door(POST, "/ofrep/v1/evaluate/flags/:key", DECIDE),
            door(POST, "/v1/rewards", REPORT),
            door(POST, "/v1/exposures", DECIDE, REPORT),
            door(GET, "/v1/decisions/:decision", REPORT, VIEW),
            door(GET, "/v1/tasks", VIEW),
            door(GET, "/v1/tasks/:task", VIEW),
            door(GET, "/v1/tasks/:task/stats", VIEW),
            door(GET, "/v1/tasks/:task/changes", VIEW),
            door(GET, "/v1/tasks/:task/revisions/:revision", VIEW),
            door(GET, "/v1/tasks/:task/history", VIEW),
            door(GET, "/v1/tasks/:task/events", VIEW),
            door(GET, "/v1/stream", VIEW),
            door(PUT, "/v1/tasks/:task", ADMIN),
            door(DELETE, "/v1/tasks/:task", ADMIN),
            door(POST, "/v1/tasks/:task/restore", ADMIN),
            door(POST, "/v1/tasks/:task/pause", ADMIN),
            door(POST, "/v1/tasks/:task/resume", ADMIN),
            door(POST, "/v1/tasks/:task/conclude", ADMIN),
            door(POST, "/v1/tasks/:task/rollback", ADMIN),
            door(PUT, "/v1/tasks/:task/variants/:variant", ADMIN),
            door(DELETE, "/v1/tasks/:task/variants/:variant", ADMIN),
            door(POST, "/v1/tasks/:task/variants/:variant/pause", ADMIN),
            door(POST, "/v1/tasks/:task/variants/:variant/resume", ADMIN),
            door(GET, "/metrics", VIEW),
            new Door(GET, "/v1/session", ANY, false),
            new Door(DELETE, "/v1/session", ANY, false),
            open(POST, "/v1/session"),
            open(GET, "/livez"),
            open(GET, "/readyz"),
            open(GET, "/openapi.yaml"),
            open(GET, "/"),
            open(GET, "/pages/:edition/:file"));

    /**
     * A route and who may use it.
     *
     * @param isOpen whether anybody may, and with what key does not matter
     */
    record Door(HttpMethod method, String path, Set<Role> roles, boolean isOpen) {
        /** The path as it is written in documents. */
        String template() {
            return path.replaceAll(":([a-z]+)", "{$1}");
        }

        private boolean isFor(String asked) {
            return asked.matches(path.replace(".", "\\.").replaceAll(":[a-z]+", "[^/]+") + "/?");
        }
    }

    private static Door door(HttpMethod method, String path, Role... roles) {
        return new Door(method, path, Set.of(roles), false);
    }

    private static Door open(HttpMethod method, String path) {
        return new Door(method, path, Set.of(), true);
    }

    private final ApiRouter.Safety safety;
    private final RequestMeters meters;

    Doors(ApiRouter.Safety safety, RequestMeters meters) {
        this.safety = safety;
        this.meters = meters;
    }

    /** Puts a door before every route that the router has. */
    void addTo(Router router, int order) {
        Set<Integer> doors = new TreeSet<>();
        for (Route route : router.getRoutes()) {
            Set<HttpMethod> methods = route.methods();
            if (methods != null) {
                methods.forEach(method -> doors.add(indexOf(method, route.getName())));
                if (methods.contains(GET)) {
                    Object ignored = route.method(HEAD);
                }
            }
        }
        for (int index : doors) {
            Door door = ALL.get(index);
            Route entry = router.route(door.method(), door.path()).order(order);
            if (door.method().equals(GET)) {
                Object ignored = entry.method(HEAD);
            }
            entry.handler(request -> enter(request, index, door));
        }
    }

    /** The methods that a path takes, as a refusal of others tells them. */
    static String allowed(String path) {
        return ALL.stream()
                .filter(door -> door.isFor(path))
                .map(door -> door.method().equals(GET)
                        ? GET + ", " + HEAD
                        : door.method().name())
                .collect(Collectors.joining(", "));
    }

    static int indexOf(HttpMethod method, String path) {
        return IntStream.range(0, ALL.size())
                .filter(i ->
                        ALL.get(i).method().equals(method) && ALL.get(i).path().equals(path))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no door is there for " + method + " " + path));
    }

    private void enter(RoutingContext request, int index, Door door) {
        meters.entered(request, index);
        Optional<Problem> refusal = door.isOpen() ? Optional.empty() : refusal(request, door);
        if (refusal.isPresent()) {
            Answers.problem(request, refusal.get());
        } else {
            request.next();
        }
    }

    private Optional<Problem> refusal(RoutingContext request, Door door) {
        return switch (safety.admission().caller(Callers.credentials(request.request()))) {
            case Result.Refused<Caller>(Problem problem) -> Optional.of(problem);
            case Result.Ok<Caller>(Caller caller) -> {
                Callers.put(request, caller);
                if (!safety.limit().admits(caller.keyId())) {
                    yield refused(ProblemCode.RATE_LIMITED, "this key's requests come too fast; try again in a second");
                }
                if (isByForeignPage(request, caller)) {
                    yield refused(
                            ProblemCode.FORBIDDEN,
                            "with a session, changes are taken from this server's own pages only");
                }
                yield caller.mayAsAnyOf(door.roles())
                        ? Optional.empty()
                        : refused(ProblemCode.FORBIDDEN, lacking(door.roles()));
            }
        };
    }

    private static Optional<Problem> refused(ProblemCode code, String detail) {
        return Optional.of(Problem.of(code, detail));
    }

    /** A browser sends its cookie by itself, so a page of somebody else could have it act. */
    private boolean isByForeignPage(RoutingContext request, Caller caller) {
        HttpMethod method = request.request().method();
        boolean changes = !method.equals(GET) && !method.equals(HEAD);
        return caller.session() != null && changes && !Origins.isOwn(request.request(), safety.isTls());
    }

    private static String lacking(Set<Role> wanted) {
        String names = wanted.stream().sorted().map(Role::wireName).collect(Collectors.joining("' or '"));
        return "the key needs the role '" + names + "'";
    }
}
