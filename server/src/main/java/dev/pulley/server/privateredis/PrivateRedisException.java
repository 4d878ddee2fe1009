package dev.pulley.server.privateredis;

/** Why there is no private Redis: one line that says what is wrong and the way out, fit to be shown as it is. */
public final class PrivateRedisException extends Exception {
    private static final long serialVersionUID = 1L;

    PrivateRedisException(String message) {
        super(message);
    }

    PrivateRedisException(String message, Throwable cause) {
        super(message, cause);
    }
}
