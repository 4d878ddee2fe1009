package dev.pulley.server.task;

import java.util.Locale;

/** What is known of a variant whose payload changes. */
public enum NewVersion {
    /** Nothing: the new payload proves itself. */
    FRESH,
    /** All that was known of the payload before it. */
    INHERIT;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
