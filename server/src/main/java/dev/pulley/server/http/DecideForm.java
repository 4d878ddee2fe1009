package dev.pulley.server.http;

import dev.pulley.server.decision.DecideRequest;
import dev.pulley.server.json.JsonReader;
import dev.pulley.server.json.JsonWriter;
import dev.pulley.server.json.MalformedJson;
import dev.pulley.server.problem.Faults;
import dev.pulley.server.problem.Problem;
import dev.pulley.server.problem.ProblemCode;
import dev.pulley.server.problem.Result;
import org.jspecify.annotations.Nullable;

/** What is gathered of one request for a decision while it is read. */
final class DecideForm implements Bodies.Form<DecideRequest> {
    static final int UNIT_LENGTH_MAX = 256;
    static final int REFERENCE_LENGTH_MAX = 256;
    static final int CONTEXT_FIELDS_MAX = 64;
    static final int CONTEXT_TEXT_LENGTH_MAX = 1_024;
    private static final byte[] NOTHING = {};

    private final String pointer;
    private final @Nullable String traceparent;
    private @Nullable String task;
    private @Nullable String unit;
    private @Nullable String reference;
    private boolean confirm;
    private byte @Nullable [] context;

    /** @param pointer where in the body it stands */
    DecideForm(String pointer, @Nullable String traceparent) {
        this.pointer = pointer;
        this.traceparent = traceparent;
    }

    /** Reads the one that the reader is at; whatever is wrong with it is its own fault, and stops nothing else. */
    static Result<DecideRequest> readOne(JsonReader in, @Nullable String traceparent) throws MalformedJson {
        Faults faults = in.faults();
        int mark = faults.mark();
        DecideForm form = new DecideForm(in.pointer(), traceparent);
        in.object(field -> form.field(in, field));
        Problem problem = faults.cutFrom(mark);
        if (problem == null) {
            DecideRequest request = form.finish(faults);
            problem = faults.cutFrom(mark);
            if (problem == null) {
                return Result.ok(request);
            }
        }
        return Result.refused(problem);
    }

    @Override
    public void field(JsonReader in, String name) throws MalformedJson {
        switch (name) {
            case "task" -> task = in.string();
            case "unit" -> unit = text(in, UNIT_LENGTH_MAX);
            case "reference" -> reference = text(in, REFERENCE_LENGTH_MAX);
            case "context" -> context = context(in);
            case "confirm" -> {
                confirm = !in.isNull() && Boolean.TRUE.equals(in.bool());
            }
            default -> in.unknownField();
        }
    }

    private static @Nullable String text(JsonReader in, int lengthMax) throws MalformedJson {
        if (in.isNull()) {
            return null;
        }
        String text = in.string();
        if (text != null && (text.isEmpty() || text.length() > lengthMax)) {
            in.fault(ProblemCode.INVALID_VALUE, "has 1 to " + lengthMax + " characters");
        }
        return text;
    }

    /** A flat object of scalars, which are kept as they are written. */
    private static byte @Nullable [] context(JsonReader in) throws MalformedJson {
        if (in.isNull()) {
            return null;
        }
        if (!in.isObject()) {
            in.object(name -> {});
            return null;
        }
        int[] fields = new int[1];
        JsonWriter copy = new JsonWriter().start();
        in.object(name -> {
            if (++fields[0] == CONTEXT_FIELDS_MAX + 1) {
                in.fault(ProblemCode.INVALID_VALUE, "a context has at most " + CONTEXT_FIELDS_MAX + " fields");
            }
            copy.raw(name, in.scalar(CONTEXT_TEXT_LENGTH_MAX));
        });
        return copy.end().toBytes();
    }

    @Override
    public DecideRequest finish(Faults faults) {
        if (task == null) {
            faults.addIfNew(pointer + "/task", ProblemCode.INVALID_VALUE, "is required");
        }
        return new DecideRequest(
                task == null ? "" : task, unit, reference, confirm, about(unit, reference, context, traceparent));
    }

    /** What the journal keeps of a call, as JSON; nothing where nothing was said. */
    static byte[] about(
            @Nullable String unit,
            @Nullable String reference,
            byte @Nullable [] context,
            @Nullable String traceparent) {
        if (unit == null && reference == null && context == null && traceparent == null) {
            return NOTHING;
        }
        JsonWriter out = new JsonWriter();
        out.object(o -> {
            if (unit != null) {
                o.string("unit", unit);
            }
            if (reference != null) {
                o.string("reference", reference);
            }
            if (context != null) {
                o.raw("context", context);
            }
            if (traceparent != null) {
                o.string("traceparent", traceparent);
            }
        });
        return out.toBytes();
    }
}
