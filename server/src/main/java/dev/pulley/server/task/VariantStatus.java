package dev.pulley.server.task;

import java.util.Locale;

/** Whether a variant takes part in its task. Only an active one gets a share of the traffic. */
public enum VariantStatus {
    ACTIVE,
    /** A person took it out for a while. */
    PAUSED,
    /** A guardrail took it out; only a person puts it back. */
    TRIPPED,
    /** It is not in the definition any more; rewards for its decisions still count. */
    REMOVED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
