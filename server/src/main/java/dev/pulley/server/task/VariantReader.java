package dev.pulley.server.task;

import dev.pulley.server.json.JsonReader;
import dev.pulley.server.json.MalformedJson;
import dev.pulley.server.problem.Faults;
import dev.pulley.server.problem.ProblemCode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the fields of one variant. */
final class VariantReader {
    private static final byte[] NO_PAYLOAD = {'{', '}'};

    private final JsonReader in;
    private final ValueReader values;
    private final Faults faults;

    @Nullable
    String name;

    private byte[] payload = NO_PAYLOAD;
    private double maxShare = 1;
    private @Nullable Double share;

    VariantReader(JsonReader in, ValueReader values, Faults faults) {
        this.in = in;
        this.values = values;
        this.faults = faults;
    }

    void read(String field) throws MalformedJson {
        switch (field) {
            case "name" -> name = values.name();
            case "max_share" -> maxShare = Objects.requireNonNullElse(values.share(), 1.0);
            case "share" -> share = values.share();
            case "payload" -> {
                String place = in.pointer();
                payload = in.raw();
                if (payload.length > TaskDefinition.PAYLOAD_BYTES_MAX) {
                    faults.add(
                            place,
                            ProblemCode.INVALID_TASK,
                            "a payload has at most " + TaskDefinition.PAYLOAD_BYTES_MAX + " bytes of JSON");
                }
            }
            default -> in.unknownField();
        }
    }

    VariantDefinition finish(String called) {
        return new VariantDefinition(called, payload, maxShare, share);
    }
}
