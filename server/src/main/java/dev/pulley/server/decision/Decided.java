package dev.pulley.server.decision;

import dev.pulley.server.task.Task;
import dev.pulley.server.task.VariantDefinition;

/**
 * What an app is told.
 *
 * @param version of the variant
 * @param policy what chose it
 */
public record Decided(
        String token, Task task, VariantDefinition variant, int version, double propensity, String policy) {}
