package dev.pulley.loadtests.chaos;

import java.io.IOException;

/** This machine lacks what the scenario needs. */
final class SkippedException extends IOException {
    private static final long serialVersionUID = 1L;

    SkippedException(String message) {
        super(message);
    }
}
