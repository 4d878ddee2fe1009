package dev.pulley.server.task;

import dev.pulley.policies.evidence.Goal;
import java.time.Duration;

/** The one outcome of a task. */
public record OutcomeDefinition(
        String metric, MetricKind kind, Goal goal, Duration window, Duration grace, Absence absent) {}
