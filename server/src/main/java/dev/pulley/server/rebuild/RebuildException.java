package dev.pulley.server.rebuild;

/** Nothing can be rebuilt so. The message is one line for a person: what is wrong, and what to do. */
public final class RebuildException extends Exception {
    private static final long serialVersionUID = 1L;

    RebuildException(String message) {
        super(message);
    }

    RebuildException(String message, Throwable cause) {
        super(message, cause);
    }
}
