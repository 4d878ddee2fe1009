package dev.pulley.server.http;

import dev.pulley.server.json.JsonWriter;
import dev.pulley.server.stats.StatsService.Listed;
import dev.pulley.server.stats.TaskSummary;
import dev.pulley.server.task.Task;
import dev.pulley.server.task.TaskChange;
import dev.pulley.server.task.TaskChangeCodec;
import dev.pulley.server.task.TaskCodec;
import dev.pulley.server.task.TaskDefinition;
import dev.pulley.server.task.VariantDefinition;
import dev.pulley.server.task.VariantIdentity;
import dev.pulley.server.task.VariantStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes tasks, lists of them, and what was done to them. */
final class TaskWriter {
    private TaskWriter() {}

    static byte[] task(Task task) {
        TaskDefinition definition = task.definition();
        Map<String, VariantIdentity> identities = identities(task);
        return new JsonWriter()
                .object(o -> {
                    writeHead(o, task);
                    TaskCodec.writeDefinition(o, definition);
                    TaskCodec.writePrior(o, definition.prior());
                    o.array(
                            "variants",
                            a -> definition
                                    .variants()
                                    .forEach(variant -> a.object(v -> {
                                        writeVariant(v, variant.name(), identity(identities, variant));
                                        TaskCodec.writeVariant(v, variant);
                                        v.raw("payload", variant.payload());
                                    })));
                    List<VariantIdentity> removed = task.identities().stream()
                            .filter(identity -> task.status(identity) == VariantStatus.REMOVED)
                            .toList();
                    if (!removed.isEmpty()) {
                        o.array(
                                "removed",
                                a -> removed.forEach(identity -> a.object(v -> {
                                    v.string("name", identity.name());
                                    v.number("version", identity.version());
                                    v.string("status", VariantStatus.REMOVED.wireName());
                                })));
                    }
                })
                .toBytes();
    }

    private static void writeHead(JsonWriter out, Task task) {
        out.string("task", task.name());
        out.number("revision", task.revision());
        out.string("status", task.status().wireName());
        if (task.status().winner() != null) {
            out.string("winner", task.status().winner());
        }
        out.time("created_at", task.createdMillis());
        out.time("updated_at", task.updatedMillis());
    }

    private static void writeVariant(JsonWriter out, String name, VariantIdentity identity) {
        out.string("name", name);
        out.number("version", identity.version());
        out.string("status", identity.status().wireName());
    }

    private static Map<String, VariantIdentity> identities(Task task) {
        Map<String, VariantIdentity> identities = new HashMap<>();
        task.identities().forEach(identity -> identities.put(identity.name(), identity));
        return identities;
    }

    private static VariantIdentity identity(Map<String, VariantIdentity> identities, VariantDefinition variant) {
        return Objects.requireNonNull(identities.get(variant.name()), "every variant has an identity");
    }

    /** A definition alone, as it may be put again. */
    static byte[] definition(TaskDefinition definition) {
        return new JsonWriter()
                .object(o -> {
                    TaskCodec.writeDefinition(o, definition);
                    TaskCodec.writePrior(o, definition.prior());
                    o.array(
                            "variants",
                            a -> definition
                                    .variants()
                                    .forEach(variant -> a.object(v -> {
                                        v.string("name", variant.name());
                                        TaskCodec.writeVariant(v, variant);
                                        v.raw("payload", variant.payload());
                                    })));
                })
                .toBytes();
    }

    /** Tasks in short: their payloads could be of any size together. */
    static byte[] tasks(List<Listed> tasks, @Nullable String next) {
        return new JsonWriter()
                .object(o -> {
                    o.array(
                            "tasks",
                            a -> tasks.forEach(task -> a.object(t -> {
                                writeInShort(t, task.task());
                                write(t, task.summary());
                            })));
                    o.string("next", next);
                })
                .toBytes();
    }

    private static void write(JsonWriter out, @Nullable TaskSummary summary) {
        if (summary == null) {
            return;
        }
        out.object("summary", s -> {
            s.number("decisions", summary.decisions());
            s.number("outcomes", summary.outcomes());
            s.string("verdict", summary.verdict().state());
            s.string("winner", summary.verdict().winner());
            s.string("leader", summary.leader());
            s.number("probability_best", (Double) summary.probabilityBest());
            s.number("regret", (Double) summary.regret().total());
            s.number("regret_low", (Double) summary.regret().totalLow());
            s.number("regret_high", (Double) summary.regret().totalHigh());
            s.number("value_remaining", (Double) summary.regret().valueRemaining());
            s.number("min_effect", (Double) summary.minEffect());
            s.number("alarms", summary.alarms());
            s.numbers("traffic", summary.traffic());
        });
    }

    private static void writeInShort(JsonWriter out, Task task) {
        TaskDefinition definition = task.definition();
        Map<String, VariantIdentity> identities = identities(task);
        writeHead(out, task);
        out.string("description", definition.description());
        out.object("outcome", o -> {
            o.string("metric", definition.outcome().metric());
            o.string("kind", definition.outcome().kind().wireName());
        });
        out.string("control", definition.control());
        out.object("policy", o -> o.string("name", definition.policy().name()));
        out.array(
                "variants",
                a -> definition
                        .variants()
                        .forEach(variant ->
                                a.object(v -> writeVariant(v, variant.name(), identity(identities, variant)))));
    }

    static byte[] changes(List<TaskChange> changes, @Nullable String next) {
        return new JsonWriter()
                .object(o -> {
                    o.array(
                            "changes",
                            a -> changes.forEach(change -> a.object(c -> {
                                c.time("at", change.atMillis());
                                TaskChangeCodec.writeFields(c, change);
                                c.string("words", change.words());
                            })));
                    o.string("next", next);
                })
                .toBytes();
    }
}
