package dev.pulley.server.http;

import dev.pulley.server.json.JsonWriter;
import dev.pulley.server.stats.TaskStats;

/** Writes a task's stats. */
final class StatsWriter {
    private StatsWriter() {}

    static byte[] write(TaskStats stats) {
        return new JsonWriter()
                .object(o -> {
                    o.string("task", stats.task());
                    o.number("revision", stats.revision());
                    o.time("as_of", stats.asOfMillis());
                    o.string("policy", stats.policy());
                    o.number("decisions", stats.decisions());
                    o.number("outcomes", stats.outcomes());
                    o.number("pending", stats.pending());
                    o.number("late", stats.late());
                    o.number("waiting", 0);
                    o.array("variants", a -> stats.variants().forEach(variant -> a.object(v -> write(v, variant))));
                })
                .toBytes();
    }

    private static void write(JsonWriter out, TaskStats.Variant variant) {
        out.string("name", variant.name());
        out.number("version", variant.version());
        out.string("status", variant.status());
        out.number("share", (Double) variant.share());
        out.number("decisions", variant.decisions());
        out.number("outcomes", variant.outcomes());
        out.number("mean", variant.mean());
        out.number("low", variant.low());
        out.number("high", variant.high());
        out.number("probability_best", (Double) variant.probabilityBest());
    }
}
