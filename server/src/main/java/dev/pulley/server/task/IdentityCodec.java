package dev.pulley.server.task;

import dev.pulley.policies.evidence.MetricSums;
import dev.pulley.server.json.JsonReader;
import dev.pulley.server.json.JsonWriter;
import dev.pulley.server.json.MalformedJson;
import dev.pulley.server.task.TaskCodec.Fields;
import dev.pulley.server.task.VariantIdentity.Pardon;
import dev.pulley.server.task.VariantIdentity.Payload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A variant's identity as JSON, inside a stored task. */
final class IdentityCodec {
    private String name = "";
    private long id;
    private long version;
    private String status = "";
    private final List<Payload> payloads = new ArrayList<>();
    private long pardonedVersion;
    private final Map<Integer, MetricSums> pardoned = new HashMap<>();

    private IdentityCodec() {}

    /** Writes the fields into an object that is open. Payloads are texts, "version:hash:inherits", as there are many. */
    static void write(JsonWriter out, VariantIdentity identity) {
        out.string("name", identity.name());
        out.number("id", identity.id());
        out.number("version", identity.version());
        out.string("status", identity.status().name());
        out.strings(
                "payloads",
                identity.payloads().stream()
                        .map(payload -> payload.version() + ":" + payload.hash() + ":" + payload.inherits())
                        .toList());
        Pardon pardon = identity.pardon();
        if (pardon != null) {
            out.object("pardon", p -> {
                p.number("version", pardon.version());
                p.array(
                        "known",
                        a -> new TreeMap<>(pardon.known())
                                .forEach((position, sums) -> a.object(o -> writeSums(o, position, sums))));
            });
        }
    }

    private static void writeSums(JsonWriter out, int position, MetricSums sums) {
        out.number("position", position);
        out.number("count", (Double) sums.count());
        out.number("sum", (Double) sums.sum());
        out.number("squares", (Double) sums.squares());
    }

    static VariantIdentity read(JsonReader in) throws MalformedJson {
        IdentityCodec fields = new IdentityCodec();
        in.object(field -> fields.read(in, field));
        return new VariantIdentity(
                fields.name,
                (int) fields.id,
                (int) fields.version,
                fields.payloads,
                VariantStatus.valueOf(fields.status),
                fields.pardon());
    }

    private @Nullable Pardon pardon() {
        return pardonedVersion == 0 ? null : new Pardon((int) pardonedVersion, pardoned);
    }

    private void read(JsonReader in, String field) throws MalformedJson {
        switch (field) {
            case "name" -> name = Fields.text(in);
            case "id" -> id = Fields.whole(in);
            case "version" -> version = Fields.whole(in);
            case "status" -> status = Fields.text(in);
            case "payloads" -> in.array(() -> payloads.add(payload(Fields.text(in))));
            case "pardon" -> in.object(part -> readPardon(in, part));
            default -> in.unknownField();
        }
    }

    private static Payload payload(String text) {
        String[] parts = text.split(":", -1);
        return new Payload(Integer.parseInt(parts[0]), parts[1], Integer.parseInt(parts[2]));
    }

    private void readPardon(JsonReader in, String field) throws MalformedJson {
        switch (field) {
            case "version" -> pardonedVersion = Fields.whole(in);
            case "known" -> in.array(() -> readSums(in));
            default -> in.unknownField();
        }
    }

    private void readSums(JsonReader in) throws MalformedJson {
        double[] numbers = new double[4];
        in.object(field -> {
            switch (field) {
                case "position" -> numbers[0] = Fields.real(in);
                case "count" -> numbers[1] = Fields.real(in);
                case "sum" -> numbers[2] = Fields.real(in);
                case "squares" -> numbers[3] = Fields.real(in);
                default -> in.unknownField();
            }
        });
        pardoned.put((int) numbers[0], new MetricSums(numbers[1], numbers[2], numbers[3]));
    }
}
