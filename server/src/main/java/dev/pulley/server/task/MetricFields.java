package dev.pulley.server.task;

import dev.pulley.server.json.JsonReader;
import dev.pulley.server.json.MalformedJson;
import dev.pulley.server.problem.Faults;
import dev.pulley.server.problem.ProblemCode;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields that outcomes and proxies share; each reads those that it knows. */
final class MetricFields {
    private static final Duration WINDOW_MIN = Duration.ofSeconds(1);

    private final JsonReader in;
    private final ValueReader values;
    private final Faults faults;

    @Nullable
    String metric;

    @Nullable
    String kind;

    @Nullable
    Double min;

    @Nullable
    Double max;

    @Nullable
    Duration window;

    @Nullable
    Duration grace;

    @Nullable
    String goal;

    @Nullable
    String absent;

    @Nullable
    Double weight;

    final String pointer;

    MetricFields(JsonReader in, ValueReader values, Faults faults) {
        this.in = in;
        this.values = values;
        this.faults = faults;
        this.pointer = in.pointer();
    }

    boolean read(String name) throws MalformedJson {
        switch (name) {
            case "metric" -> metric = values.name();
            case "kind" -> kind = values.oneOf(Set.of("binary", "range", "number"));
            case "min" -> min = in.number();
            case "max" -> max = in.number();
            case "window" -> window = values.duration(WINDOW_MIN);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The kind, with its bounds; null where something is wrong with it. */
    @Nullable
    MetricKind finishKind() {
        if (metric == null) {
            missing("metric");
        }
        if (kind == null) {
            missing("kind");
            return null;
        }
        if (!kind.equals("range")) {
            if (min != null || max != null) {
                faults.add(pointer, ProblemCode.INVALID_TASK, "min and max belong to the kind range only");
            }
            return kind.equals("binary") ? MetricKind.Binary.SHARED : new MetricKind.Real();
        }
        if (min == null || max == null || !(min < max)) {
            faults.add(pointer, ProblemCode.INVALID_TASK, "the kind range needs a min and a greater max");
            return null;
        }
        if (Math.abs(min) > MetricKind.REAL_MAX || Math.abs(max) > MetricKind.REAL_MAX) {
            faults.add(pointer, ProblemCode.INVALID_TASK, "min and max are at most 1e15 in size");
            return null;
        }
        if (max - min < MetricKind.WIDTH_MIN) {
            faults.add(pointer, ProblemCode.INVALID_TASK, "min and max are at least 1e-15 apart");
            return null;
        }
        return new MetricKind.Range(min, max);
    }

    private void missing(String field) {
        faults.addIfNew(pointer + "/" + field, ProblemCode.INVALID_TASK, "is required");
    }
}
