package dev.pulley.server.task;

import java.util.Locale;

/** What it means when a metric never arrives. */
public enum Absence {
    /** Nothing is known. */
    MISSING,
    /** The outcome failed. Only of outcomes. */
    FAILURE,
    /** The signal was not there: zero. Only of proxies. */
    ZERO;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
