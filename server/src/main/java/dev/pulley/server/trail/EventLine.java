package dev.pulley.server.trail;

import dev.pulley.server.event.Event;
import dev.pulley.server.event.Event.DecisionMade;
import dev.pulley.server.event.Event.DecisionsCounted;
import dev.pulley.server.event.Event.RewardByReference;
import dev.pulley.server.event.Event.RewardGiven;
import dev.pulley.server.event.Event.Source;
import dev.pulley.server.event.Event.TaskChanged;
import dev.pulley.server.event.Event.TaskNumbered;
import dev.pulley.server.json.JsonWriter;
import dev.pulley.server.task.BucketWidth;
import dev.pulley.server.task.TaskChangeCodec;
import dev.pulley.server.task.TaskCodec;
import dev.pulley.server.token.Decision;
import dev.pulley.server.token.Place;

/** An event as one line of JSON, with the names that are known by then; what has no name yet is null. */
final class EventLine {
    private static final int NODE_RADIX = EventCursor.NODE_RADIX;

    private final TaskNames names;

    EventLine(TaskNames names) {
        this.names = names;
    }

    byte[] of(MergedJournals.Entry entry) {
        Event event = entry.frame().event();
        return new JsonWriter()
                .object(out -> {
                    out.string("type", type(event));
                    out.time("at", entry.atMillis());
                    out.string("node", Long.toString(entry.node(), NODE_RADIX));
                    out.string("position", entry.frame().position().toText());
                    out.string(
                            "cursor",
                            new EventCursor(entry.node(), entry.frame().position()).toText());
                    switch (event) {
                        case DecisionMade made -> write(out, made);
                        case DecisionsCounted counted -> write(out, counted);
                        case RewardGiven given -> write(out, given);
                        case RewardByReference given -> write(out, given);
                        case TaskNumbered numbered -> write(out, numbered);
                        case TaskChanged changed -> write(out, changed);
                    }
                })
                .toBytes();
    }

    private static String type(Event event) {
        return switch (event) {
            case DecisionMade made -> "decision";
            case DecisionsCounted counted -> "decisions_counted";
            case RewardGiven given -> "reward";
            case RewardByReference given -> "reward_by_reference";
            case TaskNumbered numbered -> "task_numbered";
            case TaskChanged changed -> "task_changed";
        };
    }

    private void task(JsonWriter out, int tenant, int task) {
        out.number("tenant", tenant);
        out.string("task", names.task(tenant, task).orElse(null));
        out.number("task_id", task);
    }

    private void variant(JsonWriter out, int tenant, int task, int variant, int version) {
        out.string("variant", names.variant(tenant, task, variant).orElse(null));
        out.number("variant_id", variant);
        out.number("version", version);
    }

    private void write(JsonWriter out, DecisionMade made) {
        Decision decision = made.decision();
        task(out, decision.tenant(), decision.task());
        variant(out, decision.tenant(), decision.task(), decision.variant(), decision.version());
        out.number("revision", decision.revision());
        out.number("propensity", (Double) decision.propensity());
        out.bool("counts", made.counts());
        out.time("closes", made.closesAtMillis());
        if (made.reference() != null) {
            out.string("reference", made.reference());
        }
        if (made.about().length > 0) {
            out.raw("about", made.about());
        }
    }

    private void write(JsonWriter out, DecisionsCounted counted) {
        task(out, counted.tenant(), counted.task());
        variant(out, counted.tenant(), counted.task(), counted.variant(), counted.version());
        long widthMillis = BucketWidth.isCode(counted.widthCode()) ? BucketWidth.millis(counted.widthCode()) : 0;
        out.number("count", counted.count());
        out.time("from", counted.bucket() * widthMillis);
        out.time("to", (counted.bucket() + 1) * widthMillis);
        out.time("closes", counted.closesAtMillis());
    }

    private void write(JsonWriter out, RewardGiven given) {
        Decision decision = given.decision();
        Place place = decision.place();
        task(out, decision.tenant(), decision.task());
        variant(out, decision.tenant(), decision.task(), decision.variant(), decision.version());
        out.object("decision", of -> {
            of.string("node", Long.toString(place.node(), NODE_RADIX));
            of.string("position", place.epoch() + "." + place.counter());
            of.time("at", decision.atMillis());
            of.number("propensity", (Double) decision.propensity());
        });
        out.string(
                "metric",
                names.metric(decision.tenant(), decision.task(), given.metric()).orElse(null));
        out.number("metric_position", given.metric());
        out.number("value", given.value());
        out.time("true_at", given.atMillis());
        out.number("stamp", given.stamp());
        out.bool("late", given.late());
        write(out, given.source());
        out.time("closes", given.closesAtMillis());
    }

    private static void write(JsonWriter out, Source source) {
        out.string("source", source.name());
        out.number("trust", (Double) source.trust());
    }

    private void write(JsonWriter out, RewardByReference given) {
        task(out, given.tenant(), given.task());
        out.string("reference", given.reference());
        out.string(
                "metric",
                names.metric(given.tenant(), given.task(), given.metric()).orElse(null));
        out.number("metric_position", given.metric());
        out.number("value", given.value());
        out.time("true_at", given.atMillis());
        out.number("stamp", given.stamp());
        write(out, given.source());
        out.time("closes", given.closesAtMillis());
    }

    private static void write(JsonWriter out, TaskNumbered numbered) {
        out.number("tenant", numbered.tenant());
        out.string("task", numbered.name());
        out.number("task_id", numbered.task());
    }

    private static void write(JsonWriter out, TaskChanged changed) {
        out.number("tenant", changed.task().tenant());
        out.string("task", changed.task().name());
        out.number("revision", changed.task().revision());
        out.number("expected_revision", changed.expectedRevision());
        out.object("change", o -> {
            TaskChangeCodec.writeFields(o, changed.change());
            o.string("words", changed.change().words());
        });
        out.raw("definition", TaskCodec.encode(changed.task()));
    }
}
