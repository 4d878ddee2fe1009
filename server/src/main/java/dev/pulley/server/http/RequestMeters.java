package dev.pulley.server.http;

import dev.pulley.server.http.Doors.Door;
import dev.pulley.server.metrics.Counter;
import dev.pulley.server.metrics.Histogram;
import dev.pulley.server.metrics.Metrics;
import dev.pulley.server.reward.RewardReport;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Measures requests by their route, and counts what came of them. One to an event loop; what it counts with is shared. */
final class RequestMeters {
    private static final String REQUESTS = "pulley_http_requests_total";
    private static final String DURATION = "pulley_http_request_duration_seconds";
    private static final String REWARDS = "pulley_rewards_total";
    private static final String ELSEWHERE = "none";
    private static final int STATUS_CLASSES = 6;
    private static final String ROUTE = "route";

    /** One route's. */
    private record Meter(List<Counter> byStatusClass, Histogram duration) {}

    private final Metrics metrics;
    private final Meter[] routes;
    private final List<Counter> elsewhere;
    private final Counter decisions;
    private final Counter accepted;
    private final Counter repeated;
    private final Counter corrected;
    private final Counter late;
    private final Counter waiting;
    private final Counter queued;
    private final Counter rejected;

    RequestMeters(Metrics metrics) {
        this.metrics = metrics;
        routes = Doors.ALL.stream().map(this::meter).toArray(Meter[]::new);
        elsewhere = counters(ELSEWHERE, ELSEWHERE);
        decisions = metrics.counter("pulley_decisions_total", "Decisions that were answered");
        accepted = rewards("accepted");
        repeated = rewards("repeated");
        corrected = rewards("corrected");
        late = rewards("late");
        waiting = rewards("waiting");
        queued = rewards("queued");
        rejected = rewards("rejected");
    }

    private Counter rewards(String result) {
        return metrics.counter(REWARDS, "Rewards, by what became of them", "result", result);
    }

    private Meter meter(Door door) {
        String method = door.method().name();
        return new Meter(
                counters(method, door.template()),
                metrics.histogram(
                        DURATION,
                        "How long requests took, by their route",
                        "method",
                        method,
                        "route",
                        door.template()));
    }

    /** By the first digit of the status; what has none counts as a failure of ours. */
    private List<Counter> counters(String method, String route) {
        Counter[] counters = new Counter[STATUS_CLASSES];
        for (int i = 1; i < STATUS_CLASSES; i++) {
            counters[i] = metrics.counter(
                    REQUESTS,
                    "Requests, by their route and how they were answered; route 'none' is where none fits",
                    "method",
                    method,
                    "route",
                    route,
                    "status",
                    i + "xx");
        }
        counters[0] = counters[STATUS_CLASSES - 1];
        return List.of(counters);
    }

    /** Begins to measure a request. */
    void begun(RoutingContext request) {
        long startNanos = System.nanoTime();
        request.addEndHandler(ended -> ended(request, startNanos));
    }

    /** Notes which route it takes. */
    void entered(RoutingContext request, int door) {
        request.put(ROUTE, routes[door]);
    }

    private void ended(RoutingContext request, long startNanos) {
        @Nullable Meter meter = request.get(ROUTE);
        int status = request.response().getStatusCode();
        if (meter == null) {
            elsewhere.get(statusClass(status)).add(1);
        } else {
            ended(meter, status, startNanos);
        }
    }

    /** Measures a request that took this door and is answered, and was not begun here. */
    void ended(int door, int status, long startNanos) {
        ended(routes[door], status, startNanos);
    }

    private static void ended(Meter meter, int status, long startNanos) {
        meter.byStatusClass().get(statusClass(status)).add(1);
        meter.duration().observe(System.nanoTime() - startNanos);
    }

    private static int statusClass(int status) {
        return status / 100 % STATUS_CLASSES;
    }

    void decided() {
        decisions.add(1);
    }

    void rewarded(RewardReport report) {
        accepted.add(report.accepted());
        repeated.add(report.repeated());
        corrected.add(report.corrected());
        late.add(report.late());
        waiting.add(report.waiting());
        queued.add(report.queued());
        rejected.add(report.rejected().size());
    }
}
