package dev.pulley.server.task;

import dev.pulley.policies.evidence.Goal;
import dev.pulley.policies.evidence.OutcomeModel;
import java.time.Duration;

/**
 * A metric whose mean must stay on the right side of a limit, whatever the outcome says.
 *
 * @param atMost whether the limit is the greatest mean that is allowed; else it is the least
 * @param tripProbability how sure it must be that a variant is beyond the limit before the variant is tripped
 */
public record GuardrailDefinition(
        String metric, MetricKind kind, double limit, boolean atMost, double tripProbability, Duration window) {
    public static final double TRIP_PROBABILITY_DEFAULT = 0.95;

    public GuardrailDefinition {
        metric = Names.shared(metric);
    }

    /** The metric as the learner knows it: to be kept small, or great. */
    public OutcomeModel model() {
        Goal goal = atMost ? Goal.MINIMIZE : Goal.MAXIMIZE;
        return switch (kind) {
            case MetricKind.Binary() -> new OutcomeModel.Binary(goal);
            case MetricKind.Range(double min, double max) -> new OutcomeModel.Range(min, max, goal);
            case MetricKind.Real() -> new OutcomeModel.Numeric(goal);
        };
    }

    GuardrailDefinition withWindow(Duration other) {
        return new GuardrailDefinition(metric, kind, limit, atMost, tripProbability, other);
    }
}
