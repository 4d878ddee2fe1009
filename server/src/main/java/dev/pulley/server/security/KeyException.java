package dev.pulley.server.security;

/** Keys can't be read, kept or changed. The message is one line for a person: what is wrong, and what to do. */
public final class KeyException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean isPassing;

    KeyException(String message) {
        super(message);
        this.isPassing = false;
    }

    KeyException(String message, Throwable cause) {
        super(message, cause);
        this.isPassing = false;
    }

    private KeyException(String message, Throwable cause, boolean isPassing) {
        super(message, cause);
        this.isPassing = isPassing;
    }

    /** Redis does not answer, which may be otherwise in a moment. */
    static KeyException passing(String message, Throwable cause) {
        return new KeyException(message, cause, true);
    }

    /** Whether it may help to wait. */
    public boolean isPassing() {
        return isPassing;
    }
}
