package dev.pulley.policies.posterior;

import dev.pulley.policies.evidence.VariantSummary;
import java.util.List;

/**
 * What the learner makes of a task's evidence.
 *
 * @param posterior what is believed of each variant
 * @param variants the decisions of each, and the outcomes that they are worth: where absence means failure, decisions that
 *     have been silent for long are outcomes in part
 */
public record Learned(Posterior posterior, List<VariantSummary> variants) {
    public Learned {
        variants = List.copyOf(variants);
    }
}
