package dev.pulley.server.task;

import dev.pulley.server.json.JsonReader;
import dev.pulley.server.json.MalformedJson;
import dev.pulley.server.problem.Faults;
import dev.pulley.server.problem.ProblemCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a definition's guardrails. */
final class GuardrailReader {
    /** At even odds or less, a variant of which nothing is known would be tripped. */
    private static final double TRIP_PROBABILITY_MIN = 0.5;

    private final JsonReader in;
    private final ValueReader values;
    private final Faults faults;
    private final List<GuardrailDefinition> guardrails = new ArrayList<>();
    private int count;

    GuardrailReader(JsonReader in, ValueReader values, Faults faults) {
        this.in = in;
        this.values = values;
        this.faults = faults;
    }

    private static final class Limits {
        private @Nullable Double atMost;
        private @Nullable Double atLeast;
        private double tripProbability = GuardrailDefinition.TRIP_PROBABILITY_DEFAULT;
    }

    /** Reads one of them. */
    void read() throws MalformedJson {
        count++;
        if (count == TaskDefinition.GUARDRAILS_MAX + 1) {
            faults.add(
                    "/guardrails",
                    ProblemCode.INVALID_TASK,
                    "a task has at most " + TaskDefinition.GUARDRAILS_MAX + " guardrails");
        }
        if (!in.isObject()) {
            in.object(name -> {});
            return;
        }
        MetricFields fields = new MetricFields(in, values, faults);
        Limits limits = new Limits();
        in.object(name -> {
            switch (name) {
                case "at_most" -> limits.atMost = in.isNull() ? null : values.number();
                case "at_least" -> limits.atLeast = in.isNull() ? null : values.number();
                case "trip_probability" -> limits.tripProbability = tripProbability();
                default -> {
                    if (!fields.read(name)) {
                        in.unknownField();
                    }
                }
            }
        });
        finish(fields, limits);
    }

    private double tripProbability() throws MalformedJson {
        Double probability = in.number();
        if (probability != null && !(probability > TRIP_PROBABILITY_MIN && probability < 1)) {
            values.invalid("must be over " + TRIP_PROBABILITY_MIN + " and under 1");
        }
        return probability == null ? GuardrailDefinition.TRIP_PROBABILITY_DEFAULT : probability;
    }

    private void finish(MetricFields fields, Limits limits) {
        MetricKind kind = fields.finishKind();
        Double limit = limits.atMost == null ? limits.atLeast : limits.atMost;
        if (limit == null || (limits.atMost != null && limits.atLeast != null)) {
            faults.add(
                    fields.pointer, ProblemCode.INVALID_TASK, "a guardrail has one limit, either at_most or at_least");
            return;
        }
        if (kind == null || fields.metric == null) {
            return;
        }
        boolean isWithin = switch (kind) {
            case MetricKind.Binary() -> limit > 0 && limit < 1;
            case MetricKind.Range(double min, double max) -> limit > min && limit < max;
            case MetricKind.Real() -> kind.accepts(limit);
        };
        if (!isWithin) {
            faults.add(
                    fields.pointer + (limits.atMost == null ? "/at_least" : "/at_most"),
                    ProblemCode.INVALID_TASK,
                    "must lie within what the metric can be on average");
            return;
        }
        guardrails.add(new GuardrailDefinition(
                fields.metric,
                kind,
                limit,
                limits.atMost != null,
                limits.tripProbability,
                // Stands for the outcome's own, which may come later in the text.
                fields.window == null ? Duration.ZERO : fields.window));
    }

    /** Those that were read, with the outcome's window where they have none of their own. */
    List<GuardrailDefinition> finish(Duration outcomeWindow) {
        return guardrails.stream()
                .map(read -> read.window().isZero() ? read.withWindow(outcomeWindow) : read)
                .toList();
    }
}
