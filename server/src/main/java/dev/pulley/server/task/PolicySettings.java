package dev.pulley.server.task;

/** Which policy turns the posterior into an allocation. */
public record PolicySettings(String name) {
    public static final PolicySettings DEFAULT = new PolicySettings("thompson-sharp");
}
