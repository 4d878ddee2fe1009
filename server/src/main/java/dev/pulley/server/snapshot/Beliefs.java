package dev.pulley.server.snapshot;

import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.policies.posterior.Marginal;
import dev.pulley.policies.posterior.Posterior;
import dev.pulley.server.task.VariantStatus;
import java.util.List;

/**
 * What is believed of all versions of a task's variants that had decisions or may be chosen: first those that the definition has
 * now, in its order.
 */
public record Beliefs(List<VariantVersion> versions, Posterior posterior) {
    public Beliefs {
        versions = List.copyOf(versions);
        if (versions.size() != posterior.size()) {
            throw new IllegalArgumentException(
                    "versions must be as many as the posterior has (" + posterior.size() + "): " + versions.size());
        }
    }

    /** The means of all versions, as what is to be maximised. */
    public List<Marginal> gains() {
        return posterior.gains();
    }

    /** Whether a call may get a variant now, however improbable that is. */
    public static boolean mayBeChosen(VariantView variant) {
        return variant.share() > 0 || variant.status() == VariantStatus.ACTIVE;
    }

    public static VariantVersion versionOf(VariantView variant) {
        return new VariantVersion(variant.identity().id(), variant.identity().version());
    }
}
