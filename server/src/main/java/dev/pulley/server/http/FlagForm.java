package dev.pulley.server.http;

import dev.pulley.server.decision.DecideRequest;
import dev.pulley.server.json.JsonReader;
import dev.pulley.server.json.JsonWriter;
import dev.pulley.server.json.MalformedJson;
import dev.pulley.server.problem.Faults;
import dev.pulley.server.problem.ProblemCode;
import org.jspecify.annotations.Nullable;

/**
 * What is gathered of an evaluation's request while it is read. A context is whatever an application has at hand, so what
 * is not known or nested in it is passed over, as is an empty targeting key.
 */
final class FlagForm implements Bodies.Form<FlagForm.Asked> {
    private static final String TARGETING_KEY = "targetingKey";

    private final @Nullable String traceparent;
    private boolean hasContext;
    private @Nullable String targetingKey;
    private byte @Nullable [] context;

    FlagForm(@Nullable String traceparent) {
        this.traceparent = traceparent;
    }

    /**
     * For whom flags are evaluated.
     *
     * @param about what the journal keeps of it
     */
    @SuppressWarnings("ArrayRecordComponent") // opaque, written once
    record Asked(@Nullable String targetingKey, byte[] about) {
        /** The same as a request for a decision. */
        DecideRequest of(String task, boolean confirm) {
            return new DecideRequest(task, targetingKey, null, confirm, about);
        }
    }

    @Override
    public void field(JsonReader in, String name) throws MalformedJson {
        if (!name.equals("context")) {
            in.skip();
            return;
        }
        hasContext = true;
        int[] fields = new int[1];
        JsonWriter copy = new JsonWriter().start();
        in.object(field -> {
            if (field.equals(TARGETING_KEY)) {
                targetingKey = targetingKey(in);
            } else if (!in.isScalar()) {
                in.skip();
            } else {
                if (++fields[0] == DecideForm.CONTEXT_FIELDS_MAX + 1) {
                    in.fault(
                            ProblemCode.INVALID_VALUE,
                            "a context has at most " + DecideForm.CONTEXT_FIELDS_MAX + " fields that are not nested");
                }
                copy.raw(field, in.scalar(DecideForm.CONTEXT_TEXT_LENGTH_MAX));
            }
        });
        byte[] written = copy.end().toBytes();
        context = fields[0] == 0 ? null : written;
    }

    private static @Nullable String targetingKey(JsonReader in) throws MalformedJson {
        String key = in.isNull() ? null : in.string();
        if (key != null && key.length() > DecideForm.UNIT_LENGTH_MAX) {
            in.fault(ProblemCode.INVALID_VALUE, "has at most " + DecideForm.UNIT_LENGTH_MAX + " characters");
        }
        return key == null || key.isEmpty() ? null : key;
    }

    @Override
    public Asked finish(Faults faults) {
        if (!hasContext && faults.isEmpty()) {
            faults.add("/context", ProblemCode.INVALID_VALUE, "is required");
        }
        return new Asked(targetingKey, DecideForm.about(targetingKey, null, context, traceparent));
    }
}
