package dev.pulley.server.shipper;

/** A journal can't be replayed to its end now. The message is one line for a person. */
public final class ReplayException extends Exception {
    private static final long serialVersionUID = 1L;

    ReplayException(String message, Throwable cause) {
        super(message, cause);
    }

    ReplayException(String message) {
        super(message);
    }
}
