package dev.pulley.server.task;

/**
 * Which policy turns the posterior into an allocation, and within which bounds.
 *
 * @param minShare the least share of every variant
 * @param holdout the part of the traffic that is spread evenly, whatever the policy says
 */
public record PolicySettings(String name, double minShare, double holdout) {
    public static final PolicySettings DEFAULT = new PolicySettings("thompson-sharp", 0, 0);
}
