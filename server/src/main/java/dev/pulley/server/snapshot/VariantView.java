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
 * @param summary what is learned from: inherited evidence counts, what is old may count less, and where absence means
 *     failure, silence counts in part
 * @param closed what stands for good, so that it may be concluded from
 * @param belief what its mean outcome may be
 * @param share the probability with which it is chosen now; nothing, where it is paused or tripped
 */
public record VariantView(
        VariantDefinition definition,
        VariantIdentity identity,
        VariantStatus status,
        VariantSummary summary,
        VariantSummary closed,
        Marginal belief,
        double share) {
    VariantView withShare(double other) {
        return new VariantView(definition, identity, status, summary, closed, belief, other);
    }
}
