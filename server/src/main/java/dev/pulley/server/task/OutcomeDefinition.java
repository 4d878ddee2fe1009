package dev.pulley.server.task;

import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import java.time.Duration;

/** The one outcome of a task. */
public record OutcomeDefinition(
        String metric, MetricKind kind, Goal goal, Duration window, Duration grace, Absence absent) {
    public OutcomeDefinition {
        metric = Names.shared(metric);
    }

    /** The outcome as the learner knows it. */
    public OutcomeModel model() {
        return switch (kind) {
            case MetricKind.Binary() -> new OutcomeModel.Binary(goal);
            case MetricKind.Range(double min, double max) -> new OutcomeModel.Range(min, max, goal);
            case MetricKind.Real() -> new OutcomeModel.Numeric(goal);
        };
    }
}
