package dev.pulley.server.decision;

import dev.pulley.server.task.Task;
import dev.pulley.server.task.VariantDefinition;

/**
 * What an app is told.
 *
 * @param version of the variant
 * @param policy what chose it
 * @param experiments whether the task tries variants; one that is stopped answers the same to all
 */
public record Decided(
        String token,
        Task task,
        VariantDefinition variant,
        int version,
        double propensity,
        String policy,
        boolean experiments) {}
