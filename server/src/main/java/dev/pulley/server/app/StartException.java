package dev.pulley.server.app;

/** A command can't be done. The message is one line for a person: what is wrong, and what to do. */
final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The status of what failed, whatever kept it. */
    static final int FAILED = 1;

    private final int status;

    StartException(String message) {
        this(message, FAILED);
    }

    /** @param status what the process ends with */
    StartException(String message, int status) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }

    /** The one line. */
    String line() {
        return String.valueOf(getMessage()).lines().findFirst().orElse("it can't start");
    }
}
