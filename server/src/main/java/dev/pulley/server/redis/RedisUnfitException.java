package dev.pulley.server.redis;

/** This Redis can't be trusted with evidence, or is none. The message is one line for a person. */
public final class RedisUnfitException extends Exception {
    private static final long serialVersionUID = 1L;

    RedisUnfitException(String message) {
        super(message);
    }
}
