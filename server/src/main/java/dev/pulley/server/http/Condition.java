package dev.pulley.server.http;

/**
 * How the server is, as far as its users should know.
 *
 * @param isReady whether it should get traffic; a server without its Redis should
 * @param silentSinceMillis since when nothing can be written to Redis; 0 while all can
 * @param isForeign whether that is because the Redis belongs to other servers, or another has this one's place
 * @param waiting how many events are in the journal and not in Redis
 */
public record Condition(boolean isReady, long silentSinceMillis, boolean isForeign, long waiting) {
    boolean isDegraded() {
        return silentSinceMillis != 0;
    }

    /** What is wrong, in words; empty while nothing is. */
    String why() {
        if (!isDegraded()) {
            return "";
        }
        return isForeign
                ? "the Redis that answers belongs to other servers, or another has this one's place; nothing is written to it"
                : "Redis can't be written to; decisions go on as they stood, rewards wait in the journal";
    }
}
