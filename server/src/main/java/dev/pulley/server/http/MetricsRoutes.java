package dev.pulley.server.http;

import dev.pulley.server.metrics.Metrics;
import dev.pulley.server.metrics.PassingGauge;
import dev.pulley.server.metrics.PassingGauge.Member;
import dev.pulley.server.stats.Alarms;
import dev.pulley.server.stats.StatsService;
import dev.pulley.server.stats.StatsService.StandingAlarms;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** {@code /metrics}, for Prometheus: what is measured of the server, and the alarms on the tasks of who asks. */
final class MetricsRoutes {
    private static final CharSequence TEXT = HttpHeaders.createOptimized("text/plain; version=0.0.4; charset=utf-8");

    /** Of more tasks with alarms only the sums are told. */
    static final int TASKS_MAX = 200;

    private final Metrics metrics;
    private final StatsService stats;
    private final Context context;

    MetricsRoutes(Metrics metrics, StatsService stats, Context context) {
        this.metrics = metrics;
        this.stats = stats;
        this.context = context;
    }

    void addTo(Router router) {
        router.get("/metrics").handler(this::answer);
    }

    private void answer(RoutingContext request) {
        int tenant = Callers.tenant(request);
        context.executeBlocking(
                        () -> metrics.text(gauges(stats.alarms(tenant, TASKS_MAX)))
                                .getBytes(StandardCharsets.UTF_8),
                        false)
                .onSuccess(text -> Packing.end(request, TEXT, text))
                .onFailure(request::fail);
    }

    private static List<PassingGauge> gauges(StandingAlarms alarms) {
        List<Member> total = new ArrayList<>();
        add(total, List.of(), alarms.total(), true);
        List<Member> byTask = new ArrayList<>();
        alarms.byTask().forEach((task, own) -> add(byTask, List.of("task", task), own, false));
        return List.of(
                new PassingGauge("pulley_alarms", "Alarms that stand on tasks of the tenant who asks, by kind", total),
                new PassingGauge(
                        "pulley_task_alarms",
                        "The same by task, where any stand; of the first " + TASKS_MAX + " such tasks",
                        byTask));
    }

    private static void add(List<Member> members, List<String> labels, Alarms alarms, boolean withNone) {
        add(members, labels, "proxy_drift", alarms.proxyDrift(), withNone);
        add(members, labels, "guardrail", alarms.guardrail(), withNone);
        add(members, labels, "sample_ratio", alarms.sampleRatio(), withNone);
        add(members, labels, "held", alarms.held(), withNone);
    }

    private static void add(List<Member> members, List<String> labels, String kind, int count, boolean withNone) {
        if (count > 0 || withNone) {
            List<String> all = new ArrayList<>(labels);
            all.addAll(List.of("alarm", kind));
            members.add(new Member(all, count));
        }
    }
}
