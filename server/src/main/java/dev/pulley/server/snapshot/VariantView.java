package dev.pulley.server.snapshot;

import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.posterior.Marginal;
import dev.pulley.server.task.VariantDefinition;
import dev.pulley.server.task.VariantIdentity;

/**
 * One variant of a task, with what is known of it.
 *
 * @param belief what its mean outcome may be
 * @param probabilityBest under the posterior as it is, whatever the policy makes of it
 * @param share the probability with which it is chosen now
 */
public record VariantView(
        VariantDefinition definition,
        VariantIdentity identity,
        VariantSummary summary,
        Marginal belief,
        double probabilityBest,
        double share) {}
