package dev.pulley.server.task;

import dev.pulley.policies.allocation.Policies;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which policy turns the posterior into an allocation, within which bounds, and how fast evidence fades.
 *
 * @param minShare the least share of every variant
 * @param holdout the part of the traffic that is spread evenly, whatever the policy says
 * @param halfLife after so long a decision counts half; null where it counts for ever
 */
public record PolicySettings(
        String name,
        double minShare,
        double holdout,
        @Nullable Duration halfLife) {
    /** Keeps to the shares that the variants are given. */
    public static final String FIXED = "fixed";

    public static final PolicySettings DEFAULT = new PolicySettings(Policies.DEFAULT, 0, 0, null);

    public PolicySettings {
        name = Names.shared(name);
    }
}
