package dev.pulley.server.redis;

/** This Redis can't be reached now; later it may. The message is one line for a person. */
public final class RedisAwayException extends Exception {
    private static final long serialVersionUID = 1L;

    RedisAwayException(String message) {
        super(message);
    }
}
