package dev.pulley.server.snapshot;

import dev.pulley.policies.evidence.VariantSummary;
import dev.pulley.policies.posterior.Marginal;
import dev.pulley.server.task.VariantDefinition;
import dev.pulley.server.task.VariantIdentity;
import dev.pulley.server.task.VariantStatus;

/**
 * One variant of a task, with what is known of it.
 *
 * @param status whether it may be chosen
 * @param summary what is learned from: inherited evidence counts, and what is old may count less
 * @param belief what its mean outcome may be
 * @param share the probability with which it is chosen now; nothing, where it is paused or tripped
 */
public record VariantView(
        VariantDefinition definition,
        VariantIdentity identity,
        VariantStatus status,
        VariantSummary summary,
        Marginal belief,
        double share) {
    VariantView withShare(double other) {
        return new VariantView(definition, identity, status, summary, belief, other);
    }
}
