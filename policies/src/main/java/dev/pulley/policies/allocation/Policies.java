package dev.pulley.policies.allocation;

import java.util.List;
import java.util.Map;

/** The policies by name. */
public final class Policies {
    public static final String DEFAULT = "thompson-sharp";

    private static final Map<String, Policy> BY_NAME = Map.of(
            "thompson-sharp", new SharpenedThompsonPolicy(),
            "thompson", new ThompsonPolicy(),
            "top-two", new TopTwoPolicy(),
            "fixed", new FixedPolicy());

    private Policies() {}

    public static Policy named(String name) {
        Policy policy = BY_NAME.get(name);
        if (policy == null) {
            throw new IllegalArgumentException("name must be one of " + names() + ": " + name);
        }
        return policy;
    }

    public static List<String> names() {
        return BY_NAME.keySet().stream().sorted().toList();
    }
}
