package dev.pulley.server.http;

/**
 * How the server is, as far as its users should know.
 *
 * @param isReady whether it should get traffic; a server without its Redis should
 * @param unwritableSinceMillis since when the journal can't be written; 0 while it can
 * @param silentSinceMillis since when nothing can be written to Redis; 0 while all can
 * @param stuckSinceMillis since when nothing can be written there of some tasks; 0 while all can
 * @param isForeign whether that is because the Redis belongs to other servers, or another has this one's place
 * @param waiting how many events are in the journal and not in Redis
 */
public record Condition(
        boolean isReady,
        long unwritableSinceMillis,
        long silentSinceMillis,
        long stuckSinceMillis,
        boolean isForeign,
        long waiting) {
    boolean isDegraded() {
        return sinceMillis() != 0;
    }

    /** Since when the worst is wrong; 0 while nothing is. */
    long sinceMillis() {
        if (unwritableSinceMillis != 0) {
            return unwritableSinceMillis;
        }
        return silentSinceMillis == 0 ? stuckSinceMillis : silentSinceMillis;
    }

    /** What is wrong, in words; empty while nothing is. */
    String why() {
        if (!isDegraded()) {
            return "";
        }
        if (unwritableSinceMillis != 0) {
            return "the journal can't be written, since its disk is full, say; decisions go on and are counted in memory, rewards and"
                    + " changes are refused";
        }
        if (silentSinceMillis == 0) {
            return "of some tasks nothing can be written to Redis; their rewards wait in the journal, and the log says why";
        }
        return isForeign
                ? "the Redis that answers belongs to other servers, or another has this one's place; nothing is written to it"
                : "Redis can't be written to; decisions go on as they stood, rewards wait in the journal";
    }
}
