package dev.pulley.server.task;

import dev.pulley.policies.allocation.Constraints;
import java.util.List;

/**
 * What an experimenter says of a task, with the defaults filled in. A valid one has at least one variant, no name
 * twice, and a control that is one of its variants.
 */
public record TaskDefinition(
        String description,
        OutcomeDefinition outcome,
        List<ProxyDefinition> proxies,
        List<VariantDefinition> variants,
        String control,
        PolicySettings policy,
        VerdictSettings verdict) {
    public static final int VARIANTS_MAX = 1_000;
    public static final int PROXIES_MAX = 16;
    public static final int PAYLOAD_BYTES_MAX = 64 << 10;
    public static final int DESCRIPTION_LENGTH_MAX = 2_000;

    public TaskDefinition {
        proxies = List.copyOf(proxies);
        variants = List.copyOf(variants);
    }

    /**
     * The bounds on the allocation, the variants in the order in which they stand here.
     *
     * @throws IllegalArgumentException where they can't be met together; the message says which
     */
    public Constraints constraints() {
        double[] maxShares =
                variants.stream().mapToDouble(VariantDefinition::maxShare).toArray();
        return Constraints.of(policy.minShare(), maxShares, policy.holdout());
    }
}
