package dev.pulley.server.http;

import dev.pulley.server.json.JsonWriter;
import dev.pulley.server.stats.TaskDensity;
import dev.pulley.server.stats.TaskStats;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a task's stats. */
final class StatsWriter {
    private StatsWriter() {}

    static byte[] write(TaskStats stats, Condition condition) {
        return write(stats, condition, Map.of());
    }

    /** @param densities of the variants' beliefs, by the variants' names, where they are to be told */
    static byte[] write(TaskStats stats, Condition condition, Map<String, TaskDensity> densities) {
        return new JsonWriter()
                .object(o -> {
                    o.string("task", stats.task());
                    o.number("revision", stats.revision());
                    o.string("status", stats.status());
                    o.time("as_of", stats.asOfMillis());
                    o.string("policy", stats.policy());
                    o.number("decisions", stats.decisions());
                    o.number("outcomes", stats.outcomes());
                    o.number("pending", stats.pending());
                    o.number("late", stats.late());
                    o.number("waiting", stats.waiting());
                    o.array(
                            "variants",
                            a -> stats.variants()
                                    .forEach(variant -> a.object(v -> {
                                        write(v, variant);
                                        write(v, densities.get(variant.name()));
                                    })));
                    o.object("lead", l -> write(l, stats.lead()));
                    o.object("regret", r -> write(r, stats.regret()));
                    o.array("proxies", a -> stats.proxies().forEach(proxy -> a.object(p -> write(p, proxy))));
                    o.array("prior", a -> stats.prior().forEach(prior -> a.object(p -> write(p, prior))));
                    o.array(
                            "guardrails",
                            a -> stats.guardrails().forEach(guardrail -> a.object(g -> write(g, guardrail))));
                    o.array("sources", a -> stats.sources().forEach(source -> a.object(s -> write(s, source))));
                    o.object("delay", d -> write(d, stats.delay()));
                    o.object("sample_ratio", r -> r.number("p_value", stats.sampleRatioProbability()));
                    o.number("design_effect", (Double) stats.designEffect());
                    o.object("verdict", v -> write(v, stats.verdict()));
                    writeDegraded(o, stats, condition);
                })
                .toBytes();
    }

    /** What is wrong with the server, or else with the task. */
    private static void writeDegraded(JsonWriter out, TaskStats stats, Condition condition) {
        TaskStats.Held held = stats.held();
        if (held == null || condition.isDegraded()) {
            HealthRoutes.writeDegraded(out, condition);
        } else {
            HealthRoutes.writeDegraded(out, held.sinceMillis(), held.why(), condition.waiting());
        }
    }

    private static void write(JsonWriter out, TaskStats.Variant variant) {
        out.string("name", variant.name());
        out.number("version", variant.version());
        out.string("status", variant.status());
        out.number("share", (Double) variant.share());
        out.number("decisions", variant.decisions());
        out.number("outcomes", variant.outcomes());
        write(out, variant.belief());
        out.number("probability_best", (Double) variant.probabilityBest());
        out.number("expected_loss", (Double) variant.expectedLoss());
        out.number("anytime_low", (Double) variant.anytimeLow());
        out.number("anytime_high", (Double) variant.anytimeHigh());
        out.object("lift", o -> write(o, variant.lift()));
    }

    private static void write(JsonWriter out, @Nullable TaskDensity density) {
        if (density != null) {
            out.object("density", d -> {
                d.number("from", (Double) density.from());
                d.number("to", (Double) density.to());
                d.numbers("heights", density.heights());
            });
        }
    }

    private static void write(JsonWriter out, TaskStats.Lead lead) {
        out.string("variant", lead.variant());
        out.string("over", lead.over());
        write(out, lead.by());
    }

    private static void write(JsonWriter out, TaskStats.Estimate estimate) {
        out.number("mean", (Double) estimate.mean());
        out.number("low", (Double) estimate.low());
        out.number("high", (Double) estimate.high());
    }

    private static void write(JsonWriter out, TaskStats.Proxy proxy) {
        out.string("metric", proxy.metric());
        out.number("weight", (Double) proxy.weight());
        out.number("correlation", (Double) proxy.correlation());
        out.bool("alarm", proxy.alarm());
    }

    private static void write(JsonWriter out, TaskStats.Prior prior) {
        out.string("task", prior.task());
        out.number("variants", prior.variants());
        out.number("outcomes", prior.outcomes());
        out.bool("proxies", prior.proxies());
    }

    private static void write(JsonWriter out, TaskStats.Guardrail guardrail) {
        out.string("metric", guardrail.metric());
        out.string("variant", guardrail.variant());
        out.number("rate", guardrail.rate());
        out.number("probability_over", (Double) guardrail.probabilityOver());
        out.bool("tripped", guardrail.tripped());
    }

    private static void write(JsonWriter out, TaskStats.Regret regret) {
        out.number("per_decision", (Double) regret.perDecision());
        out.number("total", (Double) regret.total());
        out.number("total_low", (Double) regret.totalLow());
        out.number("total_high", (Double) regret.totalHigh());
        out.number("even_split_total", (Double) regret.evenSplitTotal());
        out.object("saved", o -> write(o, regret.saved()));
        out.number("value_remaining", (Double) regret.valueRemaining());
    }

    private static void write(JsonWriter out, TaskStats.Source source) {
        out.string("source", source.name());
        out.string("metric", source.metric());
        out.number("values", source.values());
        out.number("mean", (Double) source.mean());
    }

    private static void write(JsonWriter out, TaskStats.Delay delay) {
        out.number("median_seconds", (Double) delay.medianSeconds());
        out.number("p90_seconds", (Double) delay.p90Seconds());
        out.bool("level_known", delay.isLevelKnown());
    }

    private static void write(JsonWriter out, TaskStats.Verdict verdict) {
        out.string("state", verdict.state());
        out.string("winner", verdict.winner());
        out.string("why", verdict.why());
        Long remaining = verdict.remainingDecisions();
        out.number("remaining_decisions", remaining == null ? null : (Double) (double) remaining);
    }
}
