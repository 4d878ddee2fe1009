package dev.pulley.server.app;

/** The server can't start. The message is one line for a person: what is wrong, and what to do. */
final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    StartException(String message) {
        super(message);
    }

    /** The one line. */
    String line() {
        return String.valueOf(getMessage()).lines().findFirst().orElse("it can't start");
    }
}
