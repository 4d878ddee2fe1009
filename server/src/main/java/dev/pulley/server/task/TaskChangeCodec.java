package dev.pulley.server.task;

import dev.pulley.server.json.JsonReader;
import dev.pulley.server.json.JsonWriter;
import dev.pulley.server.json.MalformedJson;
import dev.pulley.server.problem.Faults;
import dev.pulley.server.task.TaskChange.What;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A change as JSON: the form in which it is stored, and the greater part of that in which it is told. */
public final class TaskChangeCodec {
    private TaskChangeCodec() {}

    public static byte[] encode(TaskChange change) {
        return new JsonWriter()
                .object(o -> {
                    o.number("at", change.atMillis());
                    writeFields(o, change);
                })
                .toBytes();
    }

    /** Writes all but the time into an object that is open. */
    public static void writeFields(JsonWriter out, TaskChange change) {
        out.number("revision", change.revision());
        out.string("who", change.who());
        out.string("what", change.what().wireName());
        if (change.variant() != null) {
            out.string("variant", change.variant());
        }
        if (change.metric() != null) {
            out.string("metric", change.metric());
        }
        if (change.toRevision() != null) {
            out.number("to_revision", change.toRevision().longValue());
        }
        out.strings("changed", change.changed());
    }

    /** Reads what {@link #encode} wrote; anything else is a fault of the store, not of a user. */
    public static TaskChange decode(byte[] json) {
        Faults faults = new Faults();
        Fields fields = new Fields();
        try {
            JsonReader.readStored(json, faults, in -> name -> fields.read(in, name));
        } catch (MalformedJson e) {
            throw new IllegalArgumentException("a stored change is not readable: " + e.detail(), e);
        }
        String who = fields.who;
        String what = fields.what;
        if (!faults.isEmpty() || who == null || what == null) {
            throw new IllegalArgumentException("a stored change is not readable: it lacks who or what");
        }
        return new TaskChange(
                (long) fields.revision,
                (long) fields.at,
                who,
                What.valueOf(what.toUpperCase(Locale.ROOT)),
                fields.variant,
                fields.metric,
                fields.toRevision,
                fields.changed);
    }

    private static final class Fields {
        private double revision;
        private double at;
        private @Nullable String who;
        private @Nullable String what;
        private @Nullable String variant;
        private @Nullable String metric;
        private @Nullable Long toRevision;
        private final List<String> changed = new ArrayList<>();

        void read(JsonReader in, String name) throws MalformedJson {
            switch (name) {
                case "revision" -> revision = number(in);
                case "at" -> at = number(in);
                case "who" -> who = in.string();
                case "what" -> what = in.string();
                case "variant" -> variant = in.string();
                case "metric" -> metric = in.string();
                case "to_revision" -> toRevision = (long) number(in);
                case "changed" ->
                    in.array(() -> {
                        String pointer = in.string();
                        if (pointer != null) {
                            changed.add(pointer);
                        }
                    });
                default -> in.unknownField();
            }
        }

        private static double number(JsonReader in) throws MalformedJson {
            Double number = in.number();
            return number == null ? 0 : number;
        }
    }
}
