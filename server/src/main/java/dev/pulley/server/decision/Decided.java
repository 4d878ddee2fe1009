package dev.pulley.server.decision;

import dev.pulley.server.snapshot.TaskView;
import dev.pulley.server.snapshot.VariantView;

/** What an app is told. */
public record Decided(String token, TaskView task, VariantView variant, double propensity) {}
