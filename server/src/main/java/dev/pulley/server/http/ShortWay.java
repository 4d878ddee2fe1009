package dev.pulley.server.http;

import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.security.Caller;
import dev.pulley.server.security.Credentials;
import dev.pulley.server.security.Recognition;
import dev.pulley.server.security.Role;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way past the router, for what apps do all the time: plain requests to decide, and to report. To find a route among all
 * costs about as much as to decide.
 *
 * <p>Plain is a request for exactly such a path which says how short its body is, comes from no page, and is of somebody who may
 * use that route and is not too fast. Any other takes the long way, where {@link Entrance} and {@link Doors} look at it as at all
 * others and say what is wrong with it: nobody is refused here before the body is read, and nobody is let in here whom they would
 * refuse.
 */
final class ShortWay implements Handler<HttpServerRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(ShortWay.class);

    private static final String JSON = "application/json";
    /** Digits of a body's length in bytes. */
    private static final int LENGTH_DIGITS_MAX = 5;

    private static final CharSequence API_KEY = HttpHeaders.createOptimized("X-API-Key");

    private final Handler<HttpServerRequest> longWay;
    private final ApiRouter.Safety safety;
    private final RequestMeters meters;
    private final List<Goal> goals;
    private final RenderedHeaders headers = new RenderedHeaders();
    private final Recognition recognition;

    /** Answers a request whose body is there. */
    interface Taker {
        void take(Call call, byte[] body);
    }

    /** Where a short way leads. */
    private record Goal(String path, int door, Set<Role> roles, Taker taker) {
        static Goal of(String path, Taker taker) {
            int door = Doors.indexOf(HttpMethod.POST, path);
            return new Goal(path, door, Doors.ALL.get(door).roles(), taker);
        }
    }

    /** @param longWay takes whatever is not plain */
    ShortWay(
            Handler<HttpServerRequest> longWay,
            ApiRouter.Safety safety,
            RequestMeters meters,
            DecideRoutes decide,
            RewardRoutes rewards) {
        this.longWay = longWay;
        this.safety = safety;
        this.recognition = safety.admission().recognition();
        this.meters = meters;
        this.goals = List.of(Goal.of("/v1/decide", decide::take), Goal.of("/v1/rewards", rewards::take));
    }

    @Override
    public void handle(HttpServerRequest request) {
        long startNanos = System.nanoTime();
        Goal goal = HttpMethod.POST.equals(request.method()) ? goal(request.uri()) : null;
        Caller caller = goal != null && isPlain(request.headers()) ? caller(request, goal) : null;
        if (goal == null || caller == null) {
            longWay.handle(request);
            return;
        }
        Call call = new Call(request, caller, goal, startNanos);
        // Where the body never comes there is nobody left to tell.
        request.body().onSuccess(call::take);
    }

    private @Nullable Goal goal(String uri) {
        for (Goal goal : goals) {
            if (goal.path().equals(uri)) {
                return goal;
            }
        }
        return null;
    }

    private static boolean isPlain(MultiMap headers) {
        String type = headers.get(HttpHeaders.CONTENT_TYPE);
        return (type == null || type.equals(JSON))
                && isShort(headers.get(HttpHeaders.CONTENT_LENGTH))
                && !headers.contains(HttpHeaders.ORIGIN)
                && !headers.contains(HttpHeaders.COOKIE)
                && !headers.contains(HttpHeaders.EXPECT)
                && !headers.contains(HttpHeaders.CONTENT_ENCODING)
                && !headers.contains(HttpHeaders.TRANSFER_ENCODING);
    }

    private static boolean isShort(@Nullable String length) {
        if (length == null || length.isEmpty() || length.length() > LENGTH_DIGITS_MAX) {
            return false;
        }
        for (int i = 0; i < length.length(); i++) {
            if (length.charAt(i) < '0' || length.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** Who asks, if that is somebody who may; the limit is asked last, since asking it costs the caller something. */
    private @Nullable Caller caller(HttpServerRequest request, Goal goal) {
        Caller caller = safety.admission().isKeyless() ? local(request) : recognised(request);
        return caller != null
                        && caller.mayAsAnyOf(goal.roles())
                        && safety.limit().admits(caller.keyId())
                ? caller
                : null;
    }

    private static @Nullable Caller local(HttpServerRequest request) {
        return Origins.isForLoopback(request) ? Caller.LOCAL : null;
    }

    private @Nullable Caller recognised(HttpServerRequest request) {
        String key =
                new Credentials(request.getHeader(HttpHeaders.AUTHORIZATION), request.getHeader(API_KEY), null).key();
        return key == null ? null : recognition.caller(key);
    }

    /** A request on its way, to be answered once. */
    final class Call {
        private final HttpServerRequest request;
        private final Caller caller;
        private final Goal goal;
        private final long startNanos;

        private Call(HttpServerRequest request, Caller caller, Goal goal, long startNanos) {
            this.request = request;
            this.caller = caller;
            this.goal = goal;
            this.startNanos = startNanos;
        }

        private void take(Buffer body) {
            try {
                goal.taker().take(this, body.getBytes());
            } catch (RuntimeException | Error e) {
                failed(e);
            }
        }

        HttpServerRequest request() {
            return request;
        }

        Caller caller() {
            return caller;
        }

        void answer(int status, byte[] json) {
            Answers.json(request, headers, status, json);
            meters.ended(goal.door(), status, startNanos);
        }

        void refuse(Problem problem) {
            Answers.problem(Entrance.withHeaders(request.response()), problem);
            meters.ended(goal.door(), problem.code().status(), startNanos);
        }

        void failed(Throwable cause) {
            LOG.error("{} {} failed", HttpMethod.POST, goal.path(), cause);
            refuse(Problem.of(ProblemCode.INTERNAL, "it is in the log, and not your fault"));
        }
    }
}
